import { commentLane } from '../notifications.js';
import { subjectKey } from '../planning/job.js';
import { openPurposes } from '../requested-comments.js';
import type { Todo } from '../todo.js';
import type { ReceivedDelivery } from './delivery-state.js';

/** What a delivery still wants done. `stream` is its own. */
export function todosOfDelivery(stream: string, delivery: ReceivedDelivery): Todo[] {
  const todos: Todo[] = [];
  const todo = (type: string, lane: string, part?: string, data: unknown = null, priority: Todo['priority'] = 1) =>
    todos.push({ key: `${type}/${stream}${part ? `/${part}` : ''}`, type, lane, dueAt: null, priority, data });

  if (delivery.outcome === null) {
    // The first word about a push waits for this: it comes before the builds of earlier ones.
    todo('interpret-delivery', delivery.subject, undefined, null, 0);
    return todos;
  }
  const { origin, place, reaction, comments } = delivery;
  const subject = origin && subjectKey(origin.project, origin.subject);
  if (subject && delivery.superseding === 'wanted') todo('supersede-older-runs', subject);
  if (subject && delivery.cancelling === 'wanted') todo('cancel-runs', subject);
  for (const { does, parts } of delivery.planned)
    for (const [part, run] of Object.entries(parts)) {
      if (run !== null || !subject) continue;
      if (does === 'build') todo('request-build', subject, part, { part });
      if (does === 'test') todo('request-planned-tests', subject, part, { part });
    }
  if (!place) return todos;
  const lane = commentLane(place.project, place.place);
  if (reaction && !reaction.done) todo('add-reaction', `${lane}/reaction`);
  for (const purpose of openPurposes(comments)) todo('post-comment', lane, purpose, { purpose });
  return todos;
}
