import * as fc from 'fast-check';
import {
  doubtfulHeads,
  givesWay,
  newerHead,
  orderOf,
  type HeadFacts,
  type KnownHead,
  type SeenHead,
} from '../../../src/domain/planning/head-order.js';
import { minute } from '../../support/runs.js';
import { cases } from '../../support/depth.js';

const ORDERS = cases(10_000);
const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

/** The head as a push within this minute shows it. */
const seen = (commitSha: string, at: number | null, before: string | null = null): SeenHead => ({
  commitSha,
  before,
  updatedAt: at === null ? null : minute(at),
});
const known = (head: SeenHead, delivery = 'delivery-github-other'): KnownHead => ({ ...head, delivery });

describe('two heads of a pull request', () => {
  it.each<[string, SeenHead, SeenHead, ReturnType<typeof orderOf>]>([
    ['the date tells', seen(A, 1), seen(B, 2), 'older'],
    ['what was replaced tells within one second', seen(A, 1), seen(B, 1, A), 'older'],
    ['and where there is no date', seen(B, null, A), seen(A, 1), 'newer'],
    ['both tell the same', seen(B, 2, A), seen(A, 1), 'newer'],
    ['the date tells of a commit that came back', seen(A, 3, B), seen(B, 2, A), 'newer'],
    ['nothing tells', seen(A, 1), seen(C, 1, B), 'unknown'],
    ['they contradict each other', seen(A, 2), seen(B, 1, A), 'unknown'],
    ['a date that is none tells nothing', { ...seen(A, 1), updatedAt: 'yesterday' }, seen(B, 2), 'unknown'],
  ])('%s', (_name, one, other, order) => {
    expect(orderOf(one, other)).toBe(order);
    expect(orderOf(other, one)).toBe({ older: 'newer', newer: 'older', unknown: 'unknown' }[order]);
  });
});

it('nobody is asked as long as every other head is older', () => {
  const older = [known(seen(A, 1)), known(seen(B, 2, A)), known(seen(C, 5))];
  expect(doubtfulHeads(seen(C, 3, B), older)).toEqual([]);
  expect(doubtfulHeads(seen(A, 1), older)).toEqual([older[1], older[2]]);
});

describe('a pull request had moved on', () => {
  const late: HeadFacts = { own: seen(A, 1), others: [known(seen(B, 2, A))], present: seen(B, 2) };

  it.each<[string, Partial<HeadFacts>, string | undefined]>([
    ['when the forge names another head', {}, B],
    ['even one that no delivery has shown yet', { present: seen(C, 3) }, C],
    ['not when the forge names the same head', { present: seen(A, 3) }, undefined],
    ['whatever is answered by a copy that knows less than the webhooks', { present: seen(A, 1) }, B],
    ['whatever has no answer', { present: null }, B],
    ['not when nothing tells', { own: seen(C, 2, 'd'.repeat(40)), present: null }, undefined],
    ['not when the forge names what was replaced', { own: seen(B, 2, A), present: seen(A, 2) }, undefined],
    ['to the newest that is known', { present: null, others: [known(seen(B, 2)), known(seen(C, 3))] }, C],
  ])('%s', (_name, change, commit) => expect(newerHead({ ...late, ...change })?.commitSha).toBe(commit));

  it('and says by what that is known', () => {
    expect(newerHead(late)?.because).toBe('the forge names it as the head');
    expect(newerHead({ ...late, present: null })?.because).toBe('it is dated later');
    expect(newerHead({ ...late, own: seen(A, 2), present: null })?.because).toBe('it replaced this commit');
  });
});

describe('a run gives way to a push', () => {
  const push = { attempt: '2', head: seen(B, 2, A) };
  const run = (attempt: string, head: SeenHead | null) => givesWay({ attempt, head }, push, undefined);

  it('of a newer head, whatever was received first', () => {
    expect([run('1', seen(A, 1)), run('3', seen(A, 1))]).toEqual([true, true]);
    expect([run('1', seen(C, 3)), run('3', seen(C, 3))]).toEqual([false, false]);
  });

  it('that was received later, where nothing tells', () => {
    expect([run('1', null), run('3', null)]).toEqual([true, false]);
    expect(givesWay({ attempt: '1', head: seen(A, 1) }, { ...push, head: null }, undefined)).toBe(true);
  });

  it('that the forge has confirmed, when it was asked for before', () => {
    const facts = { own: push.head, others: [known(seen(C, 3))], present: seen(B, 4) };
    expect(givesWay({ attempt: '1', head: seen(C, 3) }, push, facts)).toBe(true);
    expect(givesWay({ attempt: '3', head: seen(C, 3) }, push, facts)).toBe(false);
  });
});

// ---- any order

/** What happens next: as far as it cannot happen yet, nothing does. `pick` chooses among those that may. */
type Step =
  | { readonly does: 'push'; readonly seconds: number; readonly back: boolean }
  | { readonly does: 'comment'; readonly seconds: number }
  | { readonly does: 'receive' | 'interpret'; readonly pick: number; readonly stale: boolean };

interface Delivery {
  readonly head: SeenHead | null;
  readonly opened: boolean;
  /** Place in the order of reception. */
  attempt?: string;
}
interface Run {
  readonly commit: string;
  readonly attempt: string;
  readonly head: SeenHead;
  ended: boolean;
}

/** One pull request at the forge, and what the service knows of it and does about it. */
class PullRequestInTime {
  private readonly heads: SeenHead[] = [seen('0', null)].map((head) => ({ ...head, updatedAt: dated(0) }));
  private now = 0;
  private commits = 1;
  private readonly sent: Delivery[] = [{ head: this.heads[0]!, opened: true }];
  private readonly waiting: Delivery[] = [];
  private readonly received: Delivery[] = [];
  readonly runs: Run[] = [];
  asked = 0;

  get head(): string {
    return this.heads.at(-1)!.commitSha;
  }

  step(step: Step): void {
    switch (step.does) {
      case 'push': {
        const { head: before } = this;
        const earlier = this.heads.at(-2)?.commitSha;
        // Nobody pushes a commit and takes it back within one second.
        this.now += step.back ? Math.max(1, step.seconds) : step.seconds;
        const commitSha = step.back && earlier !== undefined ? earlier : String(this.commits++);
        this.heads.push({ commitSha, before, updatedAt: dated(this.now) });
        this.sent.push({ head: this.heads.at(-1)!, opened: false });
        return;
      }
      case 'comment':
        this.now += step.seconds;
        this.heads.push({ commitSha: this.head, before: null, updatedAt: dated(this.now) });
        this.sent.push({ head: null, opened: false });
        return;
      case 'receive':
        return this.receive(step.pick);
      case 'interpret':
        return this.interpret(step.pick, step.stale);
    }
  }

  settle(): void {
    while (this.sent.length > 0) this.receive(0);
    while (this.waiting.length > 0) this.interpret(0, false);
  }

  private receive(pick: number): void {
    const [delivery] = this.sent.splice(pick % Math.max(1, this.sent.length), 1);
    if (!delivery) return;
    delivery.attempt = String(this.received.length).padStart(3, '0');
    this.received.push(delivery);
    this.waiting.push(delivery);
  }

  /** What a copy of the forge's database says that has not heard of the last second. */
  private oneChangeBehind(): number | undefined {
    const before = this.heads.findLastIndex(({ updatedAt }) => updatedAt !== dated(this.now));
    return before < 0 ? undefined : before;
  }

  private interpret(pick: number, stale: boolean): void {
    const [delivery] = this.waiting.splice(pick % Math.max(1, this.waiting.length), 1);
    if (!delivery) return;
    const attempt = delivery.attempt!;
    const answer = (from = this.heads.length - 1): SeenHead => ({ ...this.heads[from]!, before: null });
    if (!delivery.head) {
      const head = answer();
      Object.assign(delivery, { head });
      this.runs.push({ commit: head.commitSha, attempt, head, ended: false });
      return;
    }
    const own = delivery.head;
    const others = this.received
      .filter((other) => other !== delivery && other.head !== null)
      .map(({ head, attempt: id }) => known(head!, id));
    const doubtful = doubtfulHeads(own, others.reverse());
    if (doubtful.length > 0) this.asked++;
    const present = answer(stale ? this.oneChangeBehind() : undefined);
    const facts = doubtful.length > 0 ? { own, others: doubtful, present } : undefined;
    if (facts && newerHead(facts)) return;
    for (const run of this.runs)
      if (!delivery.opened && run.commit !== own.commitSha && givesWay(run, { attempt, head: own }, facts))
        run.ended = true;
    this.runs.push({ commit: own.commitSha, attempt, head: own, ended: false });
  }
}

const dated = (seconds: number) => new Date(Date.UTC(2026, 0, 5) + seconds * 1000).toISOString();
const seconds = fc.constantFrom(0, 0, 1, 60);
const look = fc.record({
  does: fc.constantFrom('receive' as const, 'interpret' as const),
  pick: fc.nat(5),
  stale: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('push' as const), seconds, back: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('comment' as const), seconds }) },
  { weight: 4, arbitrary: look },
);

/** Commits that are worked on after all of this. */
function workedOn(steps: readonly Step[]): { head: string; open: string[] } {
  const pull = new PullRequestInTime();
  for (const each of steps) pull.step(each);
  pull.settle();
  const open = pull.runs.filter(({ ended }) => !ended).map(({ commit }) => commit);
  return { head: pull.head, open: [...new Set(open)] };
}

describe('in 10,000 orders of pushes, comments, receptions and interpretations', () => {
  const everyOrder = (holds: (after: ReturnType<typeof workedOn>) => void, mayBeStale: boolean) =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) =>
        holds(workedOn(mayBeStale ? steps : steps.map((each) => ({ ...each, stale: false })))),
      ),
      { numRuns: ORDERS },
    );

  it('the head is worked on, and nothing else is left', () =>
    everyOrder(({ head, open }) => expect(open).toEqual([head]), false));

  it('the head is worked on, even where the forge answers from a copy that has not heard of the last second', () =>
    everyOrder(({ head, open }) => expect(open).toContain(head), true));
});

it('pushes in different seconds that are delivered in their order cost no question', () => {
  const pull = new PullRequestInTime();
  for (let i = 0; i < 10; i++) {
    pull.step({ does: 'receive', pick: 0, stale: false });
    pull.step({ does: 'interpret', pick: 0, stale: false });
    pull.step({ does: 'push', seconds: 1, back: false });
  }
  pull.settle();
  expect(pull.asked).toBe(0);
});
