import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** What the figures below were measured on, and how busy it was: figures of a busy machine only compare within one run. */
export function describeMachine(): string {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]!.toFixed(1);
  return `Node ${process.version}, ${cpus().length} cores, ${gib} GiB; load average when it began: ${load}`;
}

/** `12,345` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `1.2 ms`, `385 ms` or `2.4 s` */
export function duration(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(0)} s`;
  if (ms >= 1_000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
}

/** The value that a share (0 to 1) of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Prints rows in columns: the first to the left, the others to the right. The first row is the heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    );
}

/** Resident memory of a process in MiB: now and at its highest. */
export function residentMemory(pid: number | 'self' = 'self'): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}

/** Milliseconds of processor time that a process has used so far, all its threads together. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return ticks * 10;
}

/** Begins to count what the host of a virtual machine takes of its processors. The answer tells the share so far, 0 to 1. */
export function countStolenTime(): () => number {
  const ticks = (): number[] => readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/ +/).slice(1, 9).map(Number);
  const before = ticks();
  return () => {
    const since = ticks().map((all, n) => all - before[n]!);
    const all = since.reduce((sum, some) => sum + some);
    // The eighth is what was stolen.
    return since[7]! / Math.max(1, all);
  };
}

/** A whole number from the command line, `--name=value`; `_` may separate digits. */
export function option(name: string, fallback: number): number {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (given === undefined) return fallback;
  const value = Number(given.replaceAll('_', ''));
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: expected a whole number, found ${given}`);
  return value;
}
