import type { ServiceIdentity } from '../../domain/inputs/delivery.js';
import { recordedHeads } from '../../domain/delivery/recorded-heads.js';
import type { Access, AccessSubject } from '../../domain/access/access-facts.js';
import { isAccessReason } from '../../domain/access/gate.js';
import { refusal } from '../../domain/access/refusal.js';
import type { JobDecision } from '../../domain/planning/plan.js';
import type { Situation } from '../../domain/planning/situation.js';
import { answerTo } from '../interpretation/command-answers.js';
import { supersessionBy } from '../interpretation/pull-request-events.js';
import type { Blobs } from '../streams/blobs.js';
import { readAgain, type Reading } from './reading-again.js';
import { dataOf, type RecordedDecisions } from './recorded-decisions.js';
import type { RecordedFacts, RecordedSituations } from './recorded-situations.js';
import type { TwoDecisions } from './two-decisions.js';

/** Every decision of one look at a delivery, made again as far as possible. */
export interface DeliveryAgain {
  readonly decided: readonly TwoDecisions[];
  /** One sentence for each decision that could not be made again. */
  readonly notAgain: readonly string[];
}

/** Decides about every configured job, from nothing but the situation. */
export type Planner = (situation: Situation) => JobDecision[];

/** What a delivery is decided again with. */
export interface Deciding {
  readonly situations: RecordedSituations;
  readonly blobs: Blobs;
  readonly planner: Planner;
  readonly identity: ServiceIdentity;
}

/** Makes every decision of one look at a delivery again. Rejects when what it was made from is damaged or not valid any more. */
export async function decideDeliveryAgain(recorded: RecordedDecisions, tools: Deciding): Promise<DeliveryAgain> {
  const reading = await readAgain(recorded, tools.blobs, tools.identity);
  const decided = [
    ...reading.decided,
    ...supersessionAgain(recorded, reading),
    ...cancellationAgain(recorded, reading),
    ...refusalAgain(recorded, reading),
  ];
  const notAgain = [...reading.notAgain];
  const facts = dataOf(recorded.events, 'FactsGathered');
  if (!facts) return { decided, notAgain };
  const situation = await tools.situations.again(facts.facts as unknown as RecordedFacts);
  const then = recorded.events.filter((event) => event.type === 'JobPlanned' || event.type === 'JobSkipped');
  const now = tools.planner(situation);
  for (let job = 0; job < Math.max(then.length, now.length); job++)
    decided.push({ about: 'job', job, then: then[job] ?? null, now: now[job] ?? null });
  const answer = answerAgain(recorded, situation, now);
  if (typeof answer === 'string') notAgain.push(answer);
  else decided.push(...answer);
  return { decided, notAgain };
}

/** A command is always answered in the same way; that a push or release was refused is told once for each repository. */
function answerAgain(
  { events }: RecordedDecisions,
  situation: Situation,
  jobs: readonly JobDecision[],
): TwoDecisions[] | string {
  const told = dataOf(events, 'CommentRequested');
  const two = (now: string | null): TwoDecisions[] =>
    told || now !== null ? [{ about: 'answer', job: null, then: told?.body ?? null, now }] : [];
  if (situation.occasion.kind === 'command') {
    const answer = answerTo(situation, jobs, situation.service.commandPrefix);
    const now = answer?.type === 'CommentRequested' ? answer.data.body : null;
    return [{ about: 'answer', job: null, then: told?.body ?? null, now }];
  }
  if (situation.subject.kind === 'pull_request' || situation.occasion.kind === 'rerun') return two(null);
  const refused = refusal(situation);
  const stopped = jobs.some(({ type, data }) => type === 'JobSkipped' && data.reason === refused?.reason);
  if (!refused || !stopped) return two(null);
  return told
    ? two(refused.reply)
    : 'whether a refusal was told: earlier refusals of the repository are not among the facts';
}

function supersessionAgain({ stream, received, events }: RecordedDecisions, { input }: Reading): TwoDecisions[] {
  if (!received || input?.kind !== 'pull-request') return [];
  const then = dataOf(events, 'SupersessionRequested') ?? null;
  const [requested] = supersessionBy(input, { stream, receivedAt: received.at }, recordedHeads(events));
  const beforeAny = ['pull-request-closed', 'private-repository', 'forge-not-configured'];
  const stopped = beforeAny.includes(dataOf(events, 'DeliveryIgnored')?.reason ?? '');
  const now = stopped ? null : (requested?.data ?? null);
  return then || now ? [{ about: 'supersession', job: null, then, now }] : [];
}

/** Facts about the person who gave a command. */
interface Person {
  readonly access: Access;
  readonly actor: string;
}

/** A command that the gates did not let through, by what they looked at then. */
function refusalAgain({ events }: RecordedDecisions, { input }: Reading): TwoDecisions[] {
  const ignored = dataOf(events, 'DeliveryIgnored');
  if (!ignored || !isAccessReason(ignored.reason) || input?.kind !== 'comment') return [];
  const { access, actor } = ignored.facts as unknown as Person;
  const kind: AccessSubject['kind'] =
    input.surface === 'commit' ? 'branch' : input.surface === 'issue' ? 'issue' : 'pull_request';
  const refused = refusal({ access, actor, project: input.repository.project, subject: { kind } });
  const then = { refused: ignored.reason, reply: dataOf(events, 'CommentRequested')?.body };
  return [
    { about: 'answer', job: null, then, now: refused ? { refused: refused.reason, reply: refused.reply } : null },
  ];
}

/** Whether the person might end what runs, by the rights that were found then. */
function cancellationAgain({ events }: RecordedDecisions, { input }: Reading): TwoDecisions[] {
  const requested = dataOf(events, 'CancellationRequested');
  const ignored = dataOf(events, 'DeliveryIgnored');
  const refusedThen = ignored?.reason === 'cancellation-refused' ? ignored : undefined;
  if ((!requested && !refusedThen) || input?.kind !== 'comment' || input.surface !== 'pull-request') return [];
  const { access, actor } = (refusedThen?.facts ?? { ...requested?.facts, actor: requested?.by }) as unknown as Person;
  const subject = { kind: 'pull_request' } as const;
  const refused = refusal({ access, actor, project: input.repository.project, subject });
  const only = input.comment.parsed.kind === 'command' ? (input.comment.parsed.command.args.subject ?? null) : null;
  const then = requested
    ? { ends: requested.only }
    : { refused: refusedThen?.facts['rule'], reply: dataOf(events, 'CommentRequested')?.body };
  const now = refused ? { refused: refused.reason, reply: refused.reply } : { ends: only };
  return [{ about: 'cancellation', job: null, then, now }];
}
