import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { placeOfRun, type CommentPlaceData } from '../../domain/notifications.js';
import type { ProjectData, RunOrigin } from '../../domain/planning/job.js';
import { openComment, type CommentCommand, type RequestedComments } from '../../domain/requested-comments.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
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
  switch (categoryOf(stream)) {
    case 'build': {
      const { state } = await streams.load(stream, buildEvents, buildDecider);
      return state.status === 'unknown' ? undefined : commentOfRun(state, purpose);
    }
    case 'testRun': {
      const { state } = await streams.load(stream, testRunEvents, testRunDecider);
      return state.status === 'unknown' ? undefined : commentOfRun(state, purpose);
    }
    case 'delivery': {
      const { state } = await streams.load(stream, deliveryEvents, deliveryDecider);
      if (state.status === 'unknown' || !state.place) return undefined;
      const comment = openComment(state.comments, purpose);
      return comment && { project: state.place.project, place: state.place.place, body: comment.body };
    }
    default:
      throw new Error(`${stream}: streams of this category write no comments`);
  }
}

function commentOfRun(
  { origin, comments }: { readonly origin: RunOrigin; readonly comments: RequestedComments },
  purpose: string,
): WantedComment | undefined {
  const comment = openComment(comments, purpose);
  return comment && { project: origin.project, place: placeOfRun(origin), body: comment.body };
}

/** Records what became of a comment in the stream that wanted it. */
export async function recordComment(
  streams: Streams,
  stream: string,
  outcome: CommentCommand,
  cause: Cause,
): Promise<void> {
  switch (categoryOf(stream)) {
    case 'build':
      await streams.handle(stream, buildEvents, buildDecider, outcome, cause);
      return;
    case 'testRun':
      await streams.handle(stream, testRunEvents, testRunDecider, outcome, cause);
      return;
    case 'delivery':
      await streams.handle(stream, deliveryEvents, deliveryDecider, outcome, cause);
      return;
    default:
      throw new Error(`${stream}: streams of this category write no comments`);
  }
}
