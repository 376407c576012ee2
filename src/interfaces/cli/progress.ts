/** How often a terminal's line is written anew, and how often a file or a pipe gets another line. */
const TERMINAL_MS = 100;
const LINES_MS = 3_000;

/** Where progress goes: stderr, so that what a command answers can be piped. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells how far a long command has come: one line that changes on a terminal, a line every few seconds elsewhere. */
export class Progress {
  private toldAt: number;
  private onScreen = false;

  constructor(
    private readonly screen: Screen = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.toldAt = now();
  }

  tell(text: string): void {
    const { isTTY } = this.screen;
    const now = this.now();
    if (now - this.toldAt < (isTTY ? TERMINAL_MS : LINES_MS)) return;
    this.toldAt = now;
    this.onScreen = Boolean(isTTY);
    this.screen.write(isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  }

  /** Makes room for the answer. */
  end(): void {
    if (this.onScreen) this.screen.write('\r\u001b[K');
    this.onScreen = false;
  }
}
