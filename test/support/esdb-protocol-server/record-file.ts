import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LogRecord } from './event-log.js';

type Line = Omit<LogRecord, 'data' | 'metadata'> & { readonly data: string; readonly metadata: string };

/** Records, a JSON line each. What was appended outlives the process. */
export class RecordFile {
  constructor(private readonly path: string) {}

  read(): LogRecord[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    return lines.filter(Boolean).map((line) => {
      const { data, metadata, ...record } = JSON.parse(line) as Line;
      return { ...record, data: Buffer.from(data, 'base64'), metadata: Buffer.from(metadata, 'base64') };
    });
  }

  append(records: readonly LogRecord[]): void {
    const lines = records.map(({ data, metadata, ...record }) => {
      const line: Line = { ...record, data: data.toString('base64'), metadata: metadata.toString('base64') };
      return `${JSON.stringify(line)}\n`;
    });
    const file = openSync(this.path, 'a');
    writeSync(file, lines.join(''));
    closeSync(file);
  }
}
