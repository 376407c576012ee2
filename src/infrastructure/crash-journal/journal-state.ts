import type { CrashRecord } from '../../application/ports/crash-journal.js';

/** A line of the journal: what happened, to which todo or tenant, and what is to be known besides. */
export type JournalLine =
  | readonly ['begin', key: string, tenant: string]
  | readonly ['end', key: string]
  | readonly ['parked', key: string, at: string]
  | readonly ['released', key: string]
  | readonly ['left']
  /** What earlier lines came to. */
  | readonly ['deaths', key: string, count: number]
  | readonly ['served', tenant: string];

/** Tenants that are remembered: those served last. */
const MOST_TENANTS = 10_000;

/** What the lines of a journal come to. */
export class JournalState implements CrashRecord {
  readonly deaths = new Map<string, number>();
  readonly parked = new Map<string, string>();
  /** Tenants by key. */
  private readonly underWay = new Map<string, string>();
  /** The one served last is last. */
  private readonly tenants = new Set<string>();

  get served(): readonly string[] {
    return [...this.tenants];
  }

  apply(line: JournalLine): void {
    switch (line[0]) {
      case 'begin':
        this.underWay.set(line[1], line[2]);
        return;
      case 'end': {
        const tenant = this.underWay.get(line[1]);
        if (tenant !== undefined) this.serve(tenant);
        this.underWay.delete(line[1]);
        this.deaths.delete(line[1]);
        return;
      }
      case 'parked':
        this.parked.set(line[1], line[2]);
        this.deaths.delete(line[1]);
        return;
      case 'released':
        this.parked.delete(line[1]);
        this.deaths.delete(line[1]);
        return;
      case 'left':
        this.underWay.clear();
        return;
      case 'deaths':
        this.deaths.set(line[1], line[2]);
        return;
      case 'served':
        this.serve(line[1]);
        return;
    }
  }

  /** The process died: so did what was under way. */
  die(): void {
    for (const key of this.underWay.keys()) this.deaths.set(key, (this.deaths.get(key) ?? 0) + 1);
    this.underWay.clear();
  }

  /** Lines that come to the same. */
  *summary(): Generator<JournalLine> {
    for (const tenant of this.tenants) yield ['served', tenant];
    for (const [key, count] of this.deaths) yield ['deaths', key, count];
    for (const [key, at] of this.parked) yield ['parked', key, at];
    for (const [key, tenant] of this.underWay) yield ['begin', key, tenant];
  }

  private serve(tenant: string): void {
    this.tenants.delete(tenant);
    this.tenants.add(tenant);
    if (this.tenants.size > MOST_TENANTS) for (const oldest of this.tenants) return void this.tenants.delete(oldest);
  }
}
