import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { placeOfRun, type CommentPlaceData } from '../../domain/notifications.js';
import type { ProjectData } from '../../domain/planning/job.js';
import { openComment, type CommentCommand } from '../../domain/requested-comments.js';
import type { AnyRunType } from '../../domain/run/run-type.js';
import { runTypeOf } from '../../domain/run-types.js';
import { categoryOf } from '../ports/event-store.js';
import type { Cause, Streams } from './streams.js';

/** A comment that some stream wants to be written. */
export interface WantedComment {
  readonly project: ProjectData;
  readonly place: CommentPlaceData;
  readonly body: string;
}

/** The comment of this purpose, if the stream still wants it. */
export async function wantedComment(
  streams: Streams,
  stream: string,
  purpose: string,
): Promise<WantedComment | undefined> {
  if (categoryOf(stream) === 'delivery') {
    const { state } = await streams.load(stream, deliveryEvents, deliveryDecider);
    if (state.status === 'unknown' || !state.place) return undefined;
    const comment = openComment(state.comments, purpose);
    return comment && { project: state.place.project, place: state.place.place, body: comment.body };
  }
  const { definitions, decider } = runTypeOfStream(stream);
  const { state } = await streams.load(stream, definitions, decider);
  if (state.status === 'unknown') return undefined;
  const comment = openComment(state.comments, purpose);
  return comment && { project: state.origin.project, place: placeOfRun(state.origin), body: comment.body };
}

/** Records what became of a comment in the stream that wanted it. */
export async function recordComment(
  streams: Streams,
  stream: string,
  outcome: CommentCommand,
  cause: Cause,
): Promise<void> {
  if (categoryOf(stream) === 'delivery') {
    await streams.handle(stream, deliveryEvents, deliveryDecider, outcome, cause);
    return;
  }
  const { definitions, decider } = runTypeOfStream(stream);
  await streams.handle(stream, definitions, decider, outcome, cause);
}

function runTypeOfStream(stream: string): AnyRunType {
  const type = runTypeOf(categoryOf(stream));
  if (!type) throw new Error(`${stream}: streams of this category write no comments`);
  return type;
}
