import { redact } from '../shared/redaction.js';

/** Characters that are kept of one run: the beginning and, where there is more, the end. */
const HALF = 250_000;

/** The complete log of the work on a branch: with times, without secrets, capped. */
export class RunLog {
  private head = '';
  private tail = '';
  private omitted = 0;

  constructor(
    private readonly now: () => Date,
    private readonly secrets: readonly string[],
  ) {}

  line(text: string): void {
    const clean = redact(text, this.secrets).replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');
    const entry = `${this.now().toISOString()} ${clean.replace(/\n(?=.)/g, '\n    ')}\n`;
    if (this.head.length + entry.length <= HALF && this.tail === '') {
      this.head += entry;
      return;
    }
    this.tail += entry;
    if (this.tail.length <= HALF) return;
    this.omitted += this.tail.length - HALF;
    this.tail = this.tail.slice(-HALF);
  }

  text(): string {
    const gap = this.omitted > 0 ? `(${this.omitted} characters are left out here)\n` : '';
    return this.head + gap + this.tail;
  }
}
