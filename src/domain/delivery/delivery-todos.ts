import { commentLane } from '../notifications.js';
import { subjectKey } from '../planning/job.js';
import { openPurposes } from '../requested-comments.js';
import { isService, tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import type { ReceivedDelivery } from './delivery-state.js';

/** What a delivery still wants done. `stream` is its own. */
export function todosOfDelivery(stream: string, delivery: ReceivedDelivery): Todo[] {
  const tenant = tenantOf(delivery.subject);
  if (delivery.outcome === null)
    // The first word about a push waits for this; what a service tells us is about something that has had its first word.
    return [
      todoOf(
        'interpret-delivery',
        stream,
        { lane: delivery.subject, tenant, priority: isService(tenant) ? 2 : 1 },
        null,
      ),
    ];
  const todos: Todo[] = [];
  const { origin, place, reaction, comments } = delivery;
  const subject = origin && subjectKey(origin.project, origin.subject);
  if (subject && delivery.superseding === 'wanted')
    todos.push(todoOf('supersede-older-runs', stream, { lane: subject, tenant }, null));
  if (subject && delivery.cancelling === 'wanted')
    todos.push(todoOf('cancel-runs', stream, { lane: subject, tenant }, null));
  for (const { does, parts } of delivery.planned)
    for (const [part, run] of Object.entries(parts)) {
      if (run !== null || !subject) continue;
      if (does === 'build') todos.push(todoOf('request-build', stream, { lane: subject, tenant, part }, { part }));
      if (does === 'test')
        todos.push(todoOf('request-planned-tests', stream, { lane: subject, tenant, part }, { part }));
      if (does === 'sync') todos.push(todoOf('request-sync', stream, { lane: subject, tenant, part }, { part }));
    }
  if (!place) return todos;
  const lane = commentLane(place.project, place.place);
  if (reaction && !reaction.done)
    todos.push(todoOf('add-reaction', stream, { lane: `${lane}/reaction`, tenant, priority: 0 }, null));
  for (const purpose of openPurposes(comments))
    todos.push(todoOf('post-comment', stream, { lane, tenant, part: purpose, priority: 0 }, { purpose }));
  return todos;
}
