import { Writable } from 'node:stream';
import type { ServerResponse } from 'node:http';
import type { ToldEvent } from '../../../src/application/queries/timeline/told-event.js';
import { EventLine } from '../../../src/interfaces/http/event-line.js';

/** A response whose reader takes what comes, or nothing any more. */
class Reader extends Writable {
  text = '';

  constructor(private readonly takes: boolean) {
    super({ highWaterMark: 1_000 });
  }

  writeHead(): this {
    return this;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    if (this.takes) done();
  }
}

const event = (position: number, data: unknown = {}): ToldEvent => ({
  stream: 's',
  revision: 0,
  position,
  type: 'T',
  at: 'now',
  data,
});
const lineTo = (reader: Reader, listening = new AbortController()) => ({
  line: new EventLine(reader as unknown as ServerResponse, listening),
  listening,
});
const ids = ({ text }: Reader) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

it('tells each event once: old ones, what came meanwhile, then what comes', async () => {
  const reader = new Reader(true);
  const { line } = lineTo(reader);
  line.open();
  line.hear(event(4));
  line.hear(event(5));
  await line.replay([event(1), event(2)], 3);
  await line.replay([event(4)], 4);
  line.goLive(4);
  line.hear(event(5));
  line.hear(event(6));
  expect(ids(reader)).toEqual([1, 2, 4, 5, 6]);
});

it('drops who does not take what is told', () => {
  const reader = new Reader(false);
  const { line, listening } = lineTo(reader);
  line.goLive(0);
  const big = 'x'.repeat(60_000);
  for (let position = 1; position <= 100 && !listening.signal.aborted; position += 1) line.hear(event(position, big));
  expect(listening.signal.aborted).toBe(true);
  expect(reader.destroyed).toBe(true);
  expect(ids(reader).length).toBeLessThan(20);
});

it('drops who is so slow with what is old that too much new comes meanwhile', () => {
  const reader = new Reader(false);
  const { line, listening } = lineTo(reader);
  void line.replay([event(1, 'x'.repeat(5_000))], 1);
  for (let position = 2; position < 3_000 && !listening.signal.aborted; position += 1) line.hear(event(position));
  expect(listening.signal.aborted).toBe(true);
});
