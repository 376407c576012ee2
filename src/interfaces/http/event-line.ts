import type { ServerResponse } from 'node:http';
import type { ToldEvent } from '../../application/queries/timeline/told-event.js';

/** Bytes that a listener has not taken: whoever lets more pile up is dropped. */
const MOST_BUFFERED = 1024 * 1024;
/** Events that are kept while older ones are told. */
const MOST_KEPT = 2_000;
/** Milliseconds for a page to be taken. */
const PATIENCE_MS = 30_000;

/** An event as its listeners get it: many get the same. */
const texts = new WeakMap<ToldEvent, string>();

/** The line to one listener (server-sent events). It tells each event once, in the order of the log. */
export class EventLine {
  /** What came while older events were told; undefined: it is told at once. */
  private kept: ToldEvent[] | undefined = [];

  /** `position`: what it tells comes after it. */
  constructor(
    private readonly raw: ServerResponse,
    private readonly listening: AbortController,
    private position = 0,
  ) {}

  /** Position of the last event that was told or left out. */
  get told(): number {
    return this.position;
  }

  open(): void {
    this.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'x-accel-buffering': 'no',
    });
    this.write(': listening\n\n');
  }

  /** Takes an event that has just been stored. */
  hear(event: ToldEvent): void {
    if (!this.kept) this.tell(event);
    else if (this.kept.push(event) > MOST_KEPT) this.drop();
  }

  /** Tells older events, up to a position. Resolves when the listener has taken them. */
  async replay(events: readonly ToldEvent[], position: number): Promise<void> {
    for (const event of events) this.tell(event);
    this.position = Math.max(this.position, position);
    if (this.raw.writableNeedDrain) await this.taken();
  }

  /** From now on events are told as they come. */
  goLive(position: number): void {
    this.position = Math.max(this.position, position);
    const kept = this.kept ?? [];
    this.kept = undefined;
    for (const event of kept) this.tell(event);
  }

  /** Says that there is more for who asks again. The next request of a browser carries the id by itself. */
  sayThereIsMore(): void {
    this.write(`: there is more: ask again with this id as Last-Event-ID\nretry: 1000\nid: ${this.position}\n\n`);
  }

  /** A line on which nothing is heard may be closed on its way. */
  beat(): void {
    this.write(': still here\n\n');
  }

  /** Ends it; what was not taken by then is forgotten after a while. */
  end(): void {
    this.kept = undefined;
    this.raw.end();
    const patience = setTimeout(() => this.raw.destroy(), PATIENCE_MS);
    patience.unref();
    this.raw.once('close', () => clearTimeout(patience));
  }

  private tell(event: ToldEvent): void {
    if (event.position <= this.position) return;
    this.position = event.position;
    const { position, type } = event;
    const text = texts.get(event) ?? `id: ${position}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
    texts.set(event, text);
    this.write(text);
  }

  private write(text: string): void {
    if (this.listening.signal.aborted) return;
    this.raw.write(text);
    if (this.raw.writableLength > MOST_BUFFERED) this.drop();
  }

  private drop(): void {
    this.listening.abort();
    this.raw.destroy();
  }

  private taken(): Promise<void> {
    const { raw } = this;
    const { signal } = this.listening;
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.drop(), PATIENCE_MS);
      const done = (): void => {
        clearTimeout(patience);
        raw.off('drain', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      raw.once('drain', done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}
