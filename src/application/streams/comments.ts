import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { placeOfRun, type CommentPlaceData } from '../../domain/notifications.js';
import type { ProjectData } from '../../domain/planning/job.js';
import { categoryOf } from '../ports/event-store.js';
import type { Cause, Streams } from './streams.js';

/** A comment that some stream wants to be written. */
export interface WantedComment {
  readonly project: ProjectData;
  readonly place: CommentPlaceData;
  readonly body: string;
}

type CommentOutcome =
  | { type: 'RecordComment'; purpose: string; commentId: string }
  | { type: 'SkipComment'; purpose: string; reason: string };

/** The comment of this purpose, if the stream still wants it. */
export async function wantedComment(
  streams: Streams,
  stream: string,
  purpose: string,
): Promise<WantedComment | undefined> {
  switch (categoryOf(stream)) {
    case 'build': {
      const { state } = await streams.load(stream, buildEvents, buildDecider);
      if (state.status === 'unknown') return undefined;
      const comment = state.comments[purpose];
      if (!comment || comment.done) return undefined;
      return { project: state.origin.project, place: placeOfRun(state.origin), body: comment.body };
    }
    case 'delivery': {
      const { state } = await streams.load(stream, deliveryEvents, deliveryDecider);
      if (state.status === 'unknown' || !state.place) return undefined;
      const comment = state.comments[purpose];
      if (!comment || comment.done) return undefined;
      return { project: state.place.project, place: state.place.place, body: comment.body };
    }
    default:
      throw new Error(`${stream}: streams of this category write no comments`);
  }
}

/** Records what became of a comment in the stream that wanted it. */
export async function recordComment(
  streams: Streams,
  stream: string,
  outcome: CommentOutcome,
  cause: Cause,
): Promise<void> {
  switch (categoryOf(stream)) {
    case 'build':
      await streams.handle(stream, buildEvents, buildDecider, outcome, cause);
      return;
    case 'delivery':
      await streams.handle(stream, deliveryEvents, deliveryDecider, outcome, cause);
      return;
    default:
      throw new Error(`${stream}: streams of this category write no comments`);
  }
}
