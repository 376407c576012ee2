import { Injectable } from '@nestjs/common';
import { visibilityKey, visibilityOf, type KnownVisibility } from '../../../domain/forge/visibility.js';
import { projectOfSubject } from '../../../domain/planning/job.js';
import { runTypeOf } from '../../../domain/run-types.js';
import { categoryOf } from '../../ports/event-store.js';
import { ReadModels, type ColumnValue, type FindOptions, type TableRow } from '../../ports/read-models.js';
import { Settings } from '../../ports/settings.js';
import { CHECKS, checkParts, type StoredCheck } from '../../projections/checks-table.js';
import { stateTable } from '../../projections/stream-model.js';
import { VISIBILITY } from '../../projections/visibility-table.js';
import type { Audience } from './audience.js';

/** Accounts of this forge are public, whatever their repositories are. */
const OPEN_ACCOUNTS = 'github.com';
/** What goes over the bus everybody may hear. */
const OVER_BUS: ReadonlySet<string> = new Set(['fedora-messaging', 'pagure']);
/** Categories of streams, beside runs and checks, that the read models have rows of. */
const FOUND: ReadonlySet<string> = new Set(['delivery', 'namespace', 'coprProject']);
/** Renames that are followed. */
const MOST_MOVES = 10;

/** Who sees what: the one place where it is decided. */
@Injectable()
export class Visibility {
  constructor(
    private readonly readModels: ReadModels,
    private readonly settings: Settings,
  ) {}

  /** What an audience sees now. For one question: what it has found out it does not ask again. */
  of(audience: Audience): Sight {
    return new Sight(audience, this.readModels, this.settings);
  }
}

/**
 * The read models as one audience sees them. Operators see everything. The public sees what names no private repository, and is
 * about one that is known to be public, or came over the bus: what nobody has called public is not shown.
 */
export class Sight {
  private readonly streams = new Map<string, boolean>();
  private readonly projects = new Map<string, 'public' | 'private' | undefined>();

  constructor(
    readonly audience: Audience,
    private readonly readModels: Pick<ReadModels, 'get' | 'find'>,
    private readonly settings: Pick<Settings, 'privateNamespaces'>,
  ) {}

  get(table: string, key: string): TableRow | undefined {
    const row = this.readModels.get(table, key);
    return row && this.seesRow(table, row) ? row : undefined;
  }

  /** Rows that are found and seen: with a limit, there may be more. */
  find(table: string, options?: FindOptions): TableRow[] {
    return this.readModels.find(table, options).filter((row) => this.seesRow(table, row));
  }

  /** The same, with what one has to know to go on: how many rows were found, seen or not, the value of a column in the last one, and how many of the last ones have it. */
  look(
    table: string,
    options: FindOptions,
    column: string,
  ): { readonly seen: TableRow[]; readonly looked: number; readonly last: ColumnValue; readonly tied: number } {
    const rows = this.readModels.find(table, options);
    const last = rows.at(-1)?.columns[column] ?? null;
    const tied = rows.length - 1 - rows.findLastIndex(({ columns }) => columns[column] !== last);
    return { seen: rows.filter((row) => this.seesRow(table, row)), looked: rows.length, last, tied };
  }

  /** Whether a stream is seen; one that the read models do not know is not. */
  sees(stream: string): boolean {
    if (this.audience === 'operators') return true;
    const known = this.streams.get(stream);
    if (known !== undefined) return known;
    // Who asks for it while it is being found out comes round in a circle.
    this.streams.set(stream, false);
    const table = tableOf(stream);
    const row = table && this.readModels.get(table.name, table.key);
    const seen = row !== undefined && this.seesRow(table!.name, row);
    this.streams.set(stream, seen);
    return seen;
  }

  /** Whether what is about a repository may be looked for: of a private one nothing is. */
  mayLookFor(subject: string): boolean {
    const project = projectOfSubject(subject);
    return this.audience === 'operators' || project === undefined || this.visibilityOf(project) !== 'private';
  }

  /** Whether the entry of a host, a namespace or a repository (`….git`) on the allowlist is seen. */
  seesNamespace(path: string): boolean {
    if (this.audience === 'operators' || !path.includes('/')) return true;
    const key = visibilityKey(path);
    if (key.endsWith('.git')) {
      const said = this.visibilityOf(key.slice(0, -'.git'.length));
      return said === undefined ? !this.servesPrivate(key.slice(0, key.lastIndexOf('/'))) : said === 'public';
    }
    if (key.startsWith(`${OPEN_ACCOUNTS}/`)) return true;
    const known = this.readModels.find(VISIBILITY, { where: { namespace: key } });
    if (known.length === 0) return !this.servesPrivate(key);
    return known.some(({ key: project }) => this.visibilityOf(project) === 'public');
  }

  /** Whether a repository is private or public; undefined: nobody has said so. */
  visibilityOf(project: string): 'public' | 'private' | undefined {
    const key = visibilityKey(project).replace('//', '/');
    if (!this.projects.has(key)) this.projects.set(key, this.lookUp(key, MOST_MOVES));
    return this.projects.get(key);
  }

  private lookUp(project: string, moves: number): 'public' | 'private' | undefined {
    const known = this.readModels.get(VISIBILITY, project)?.row as KnownVisibility | undefined;
    if (!known) return undefined;
    const moved = known.movedTo !== null && moves > 0 ? this.lookUp(known.movedTo, moves - 1) : undefined;
    return moved ?? visibilityOf(known);
  }

  private servesPrivate(namespace: string): boolean {
    return this.settings.privateNamespaces.some((each) => visibilityKey(each) === namespace);
  }

  private seesRow(table: string, row: TableRow): boolean {
    if (this.audience === 'operators') return true;
    switch (table) {
      case CHECKS:
        return this.seesCheck(row);
      case stateTable('delivery'):
        return this.seesDelivery(row);
      case stateTable('namespace'):
        return this.seesNamespace(row.key.slice('namespace-'.length));
      case stateTable('coprProject'):
        return this.seesOwned(row.columns['repository']);
      case 'todos':
        return this.sees(String(row.columns['stream']));
      default:
        return runTypeOf(table.slice(stateTable('').length)) !== undefined && this.seesRun(row);
    }
  }

  /** What somebody has claimed for a repository. */
  private seesOwned(repository: ColumnValue | undefined): boolean {
    return typeof repository === 'string' && this.visibilityOf(repository) === 'public';
  }

  private seesCheck({ key, row }: TableRow): boolean {
    const said = this.visibilityOf(checkParts(key).project);
    const { streams } = row as StoredCheck;
    if (streams.length === 0) return said === 'public';
    return said !== 'private' && streams.every((stream) => this.sees(stream));
  }

  private seesRun({ columns }: TableRow): boolean {
    const project = projectOfSubject(String(columns['subject']));
    if (project === undefined || this.visibilityOf(project) === 'private') return false;
    return this.seesNames(columns['names']) && this.sees(String(columns['delivery']));
  }

  private seesDelivery({ columns }: TableRow): boolean {
    const [subject, source] = [String(columns['subject']), String(columns['source'])];
    if (!this.seesNames(columns['names'])) return false;
    if (source === 'github' && /^[^/]+\/[^/#]+$/.test(subject)) return this.seesNamespace(subject);
    const project = projectOfSubject(subject);
    if (project !== undefined) {
      const said = this.visibilityOf(project);
      return said === undefined ? OVER_BUS.has(source) : said === 'public';
    }
    const names = namesIn(columns['names']);
    if (names.length > 0)
      return names.every((name) => tableOf(name) !== undefined || this.visibilityOf(name) === 'public');
    return this.seesReport(subject, source);
  }

  /** A report on a run that nobody has looked at yet, or that is not known here. */
  private seesReport(subject: string, source: string): boolean {
    const [system, id = ''] = subject.split(':', 2);
    const runs =
      system === 'copr'
        ? this.readModels.find(stateTable('build'), { where: { coprBuildId: Number(id) } })
        : system === 'testing-farm'
          ? this.readModels.find(stateTable('testRun'), { where: { requestId: id } })
          : [];
    return runs.length > 0 ? runs.every(({ key }) => this.sees(key)) : OVER_BUS.has(source);
  }

  private seesNames(column: unknown): boolean {
    return namesIn(column).every((name) => {
      if (tableOf(name)) return this.sees(name);
      return name.startsWith('!')
        ? this.visibilityOf(name.slice(1)) === 'public'
        : this.visibilityOf(name) !== 'private';
    });
  }
}

function namesIn(column: unknown): string[] {
  return typeof column === 'string' ? column.split(' ') : [];
}

/** Where the read models have the row of a stream; undefined: it is no stream that they know. */
function tableOf(stream: string): { readonly name: string; readonly key: string } | undefined {
  const category = categoryOf(stream);
  if (category === stream) return undefined;
  if (category === 'check') return { name: CHECKS, key: stream.slice('check-'.length) };
  return FOUND.has(category) || runTypeOf(category) ? { name: stateTable(category), key: stream } : undefined;
}
