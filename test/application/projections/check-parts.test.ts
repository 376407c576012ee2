import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { TableRow } from '../../../src/application/ports/read-models.js';
import { BulkChecks } from '../../../src/application/projections/bulk-checks.js';
import { joinChecks, joinSettled, type UnsettledCheck } from '../../../src/application/projections/check-parts.js';
import { emptyCheck, wantedCheck, type CheckRow } from '../../../src/application/projections/checks-table.js';
import type { CheckEvent } from '../../../src/domain/check/check.events.js';
import { checkKey, type CheckContribution } from '../../../src/domain/check/contribution.js';
import { seededRandom } from '../../../sandbox/random.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { minute, PROJECT } from '../../support/runs.js';

const ADDRESSES = { dashboardUrl: 'https://d', publicUrl: 'https://p' };
const ids = new ShaIds();
const base = { project: PROJECT, commitSha: 'c', name: 'n' } as const;
const KEY = checkKey(base);
const STATES = ['pending', 'running', 'success', 'failure', 'neutral'] as const;

type Step =
  | { readonly stream: string; readonly says: CheckContribution | null }
  | { readonly event: CheckEvent; readonly revision: number };

/** What happens to one check: runs of several attempts speak, one after the other as a rule, and the publisher follows. */
class Story {
  readonly steps: Step[] = [];
  /** As it is in the end. */
  readonly contributions = new Map<string, CheckContribution>();
  private published: CheckRow['published'] = null;
  private refused: CheckRow['refused'] = null;

  constructor(private readonly random: () => number) {
    for (let attempt = 1; attempt <= 4; attempt += 1)
      for (let step = this.upTo(6); step > 0; step -= 1) {
        if (random() < 0.6) this.say(random() < 0.9 ? attempt : this.upTo(attempt) + 1);
        else if (random() < 0.9) this.publish();
        if (random() < 0.1) this.fallSilent();
        if (random() < 0.4) this.publish();
      }
  }

  get row(): CheckRow {
    return { ...emptyCheck, contributions: this.contributions, published: this.published, refused: this.refused };
  }

  private say(attempt: number): void {
    const stage = this.upTo(3) as 0 | 1 | 2;
    const stream = `run-${attempt}-${stage}`;
    const [state, title] = [STATES[this.upTo(5)]!, `title ${this.upTo(2)}`];
    const spoken = { ...base, attempt: String(attempt), stage, state, title, link: null, summary: '', links: {} };
    const says = state === 'neutral' ? { ...spoken, inconclusive: true as const } : spoken;
    this.contributions.set(stream, says);
    this.steps.push({ stream, says });
  }

  private fallSilent(): void {
    const [stream] = [...this.contributions.keys()].slice(this.upTo(this.contributions.size));
    if (!stream) return;
    this.contributions.delete(stream);
    this.steps.push({ stream, says: null });
  }

  private publish(): void {
    const now = wantedCheck(this.row, ADDRESSES, ids);
    if (!now) return;
    const { attempt, state, title } = now.wanted;
    const { digest } = now;
    const common = { ...base, attempt, digest, at: minute(this.steps.length) };
    const isRefused = this.random() < 0.1;
    const event: CheckEvent = isRefused
      ? { type: 'CheckPublicationRefused', data: { ...common, error: 'no' } }
      : { type: 'CheckPublished', data: { ...common, checkId: '7', state, title } };
    if (isRefused) this.refused = digest;
    else this.published = { attempt, checkId: '7', state, title, digest, at: common.at };
    this.steps.push({ event, revision: this.steps.length });
  }

  private upTo(count: number): number {
    return Math.floor(this.random() * count);
  }
}

/** The parts that are made of a story when it comes to rest after some steps, and what is left over. */
function partsOf(steps: readonly Step[], restsAfter: (step: number) => boolean) {
  const checks = new BulkChecks(ids, ADDRESSES);
  const parts: TableRow[] = [];
  const rest = (): void => {
    for (const change of checks.endRound(true)) if ('put' in change) parts.push(change.put);
  };
  for (const [at, step] of steps.entries()) {
    if ('says' in step) checks.say(KEY, step.stream, step.says);
    else checks.add(recorded(step));
    if (restsAfter(at)) rest();
  }
  rest();
  return { parts, unsettled: checks.unsettled.get(KEY) };
}

function recorded({ event, revision }: { event: CheckEvent; revision: number }): RecordedEvent {
  const metadata = { $correlationId: '', $causationId: '', schemaVersion: 1, at: event.data.at };
  return { position: revision + 1, stream: `check-${KEY}`, revision, id: '', recordedAt: '', metadata, ...event };
}

describe('parts of a check, put together,', () => {
  it('are the row that the whole story makes', async () => {
    const random = seededRandom(42);
    let [withoutStates, withStates] = [0, 0];
    for (let n = 0; n < 2_000; n += 1) {
      const story = new Story(random);
      const whole = partsOf(story.steps, () => false);
      const { parts, unsettled } = partsOf(story.steps, () => random() < 0.3);
      if (parts.length < 2) continue;
      const [row] = whole.parts;
      const expected: UnsettledCheck = { row: row!, isWanted: whole.unsettled?.isWanted ?? false };
      const alone = unsettled ? undefined : joinSettled(parts);
      if (alone) {
        withoutStates += 1;
        expect({ row: withoutSilent(alone), isWanted: false }).toEqual({
          ...expected,
          row: withoutSilent(expected.row),
        });
      }
      withStates += 1;
      const states = {
        all: async (streams: readonly string[]) => new Map(streams.map((stream) => [stream, {}])),
        spoken: (
          _key: string,
          { streams, ...rest }: { streams: readonly string[] } & Pick<CheckRow, 'published' | 'refused'>,
        ) => ({
          ...rest,
          contributions: new Map(
            streams.flatMap((stream) => {
              const says = story.contributions.get(stream);
              return says ? [[stream, says] as const] : [];
            }),
          ),
        }),
      };
      const [joined] = await joinChecks([parts], states, { ids, addresses: ADDRESSES });
      expect(joined).toEqual({ ...expected, row: withoutSilent(expected.row) });
    }
    expect(withoutStates).toBeGreaterThan(50);
    expect(withStates).toBeGreaterThan(1_000);
  });
});

/** A story told in one go has nobody who fell silent about an earlier part. */
function withoutSilent({ row, ...rest }: TableRow): TableRow {
  const { silent: _silent, ...stored } = row as { silent?: unknown };
  return { ...rest, row: stored };
}
