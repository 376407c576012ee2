import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ColumnValue, TableChange, TableRow } from '../../application/ports/read-models.js';

/** A row on its way from one thread to another: table, key, JSON, values of the columns by name, whether it is new. */
export type RowText = readonly [
  table: string,
  key: string,
  text: string,
  columns: Readonly<Record<string, ColumnValue>>,
  isNew: boolean,
];

/** What both ends of a channel share. */
export interface RowChannel {
  /** Of the thread that makes rows. */
  readonly port: MessagePort;
  /** [0]: batches written, [1]: answers given. Both ends wake each other by it. */
  readonly counters: Int32Array;
}

export type RowMessage =
  | { readonly rows: readonly RowText[]; readonly events: number; readonly position: number }
  | { readonly ask: { readonly table: string; readonly keys: readonly string[] } }
  | { readonly done: unknown };

const WRITTEN = 0;
const ANSWERED = 1;

/** So many batches are under way before who makes them waits. */
const AHEAD = 3;

/** The end of a thread that makes rows and does not have the file. Its calls wait for the other end where they have to. */
export class RowSender {
  private sent = 0;
  private asked = 0;

  constructor(private readonly channel: RowChannel) {}

  write(changes: readonly TableChange[], events: number, position: number): void {
    const rows = changes.map((change): RowText => {
      if (!('put' in change))
        throw new TypeError(`Row channel: expected rows to put, found ${change.table} to remove one`);
      const { key, columns, row } = change.put;
      return [change.table, key, JSON.stringify(row), columns, change.isNew ?? false];
    });
    this.send({ rows, events, position });
    this.sent += 1;
    for (;;) {
      const written = Atomics.load(this.channel.counters, WRITTEN);
      if (this.sent - written <= AHEAD) return;
      Atomics.wait(this.channel.counters, WRITTEN, written);
    }
  }

  /** The last word, after all rows. */
  done(result: unknown): void {
    this.send({ done: result });
    this.channel.port.close();
  }

  /** Rows by key; what was sent before is there. */
  read(table: string, keys: readonly string[]): Map<string, unknown> {
    this.send({ ask: { table, keys } });
    this.asked += 1;
    for (;;) {
      const answered = Atomics.load(this.channel.counters, ANSWERED);
      if (answered >= this.asked) break;
      Atomics.wait(this.channel.counters, ANSWERED, answered);
    }
    const { message } = receiveMessageOnPort(this.channel.port) as { message: readonly (readonly [string, string])[] };
    return new Map(message.map(([key, text]) => [key, JSON.parse(text) as unknown]));
  }

  private send(message: RowMessage): void {
    this.channel.port.postMessage(message);
  }
}

/** The file at the other end. */
export interface RowFile {
  get(table: string, key: string): TableRow | undefined;
  putTexts(rows: readonly RowText[]): void;
}

/** Writes what comes through a channel, and answers; `onRows` is told how far the thread has come. Resolves to its last word. */
export function receiveRows(
  { port, counters }: RowChannel,
  file: RowFile,
  onRows: (events: number, position: number) => void,
): Promise<unknown> {
  const receive = (message: Exclude<RowMessage, { done: unknown }>): void => {
    if ('rows' in message) {
      file.putTexts(message.rows);
      Atomics.add(counters, WRITTEN, 1);
      Atomics.notify(counters, WRITTEN);
      onRows(message.events, message.position);
      return;
    }
    const { table, keys } = message.ask;
    const found = keys.flatMap((key) => {
      const row = file.get(table, key);
      return row ? [[key, JSON.stringify(row.row)] as const] : [];
    });
    port.postMessage(found);
    Atomics.add(counters, ANSWERED, 1);
    Atomics.notify(counters, ANSWERED);
  };
  return new Promise((resolve, reject) => {
    port.on('message', (message: RowMessage) => {
      if ('done' in message) return resolve(message.done);
      try {
        receive(message);
      } catch (error) {
        reject(error);
      }
    });
  });
}
