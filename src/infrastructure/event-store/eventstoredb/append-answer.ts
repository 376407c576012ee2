import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import {
  AppendTooLarge,
  MAX_APPEND_BYTES,
  WrongExpectedRevision,
  type ExpectedRevision,
} from '../../../application/ports/event-store.js';
import { permanent, transient } from './store-failure.js';

/** What the server says of a taken append. A repeated one has no position while its first writing is still on its way. */
export interface Appended {
  readonly revision: number;
  readonly position: number | undefined;
}

/** Throws what the port promises, or a failure, when the append was not taken. */
export function readAnswer(answer: BatchAppendResp, stream: string, expected: ExpectedRevision): Appended {
  const success = answer.getSuccess();
  if (!success) throw refusalOf(answer, stream, expected);
  const position = success.getPosition()?.getCommitPosition();
  return {
    revision: Number(success.getCurrentRevision()),
    position: position === undefined ? undefined : Number(position),
  };
}

function refusalOf(answer: BatchAppendResp, stream: string, expected: ExpectedRevision): Error {
  const error = answer.getError();
  const details = error?.getDetails();
  const type = details?.getTypeName() ?? '';
  const message = error?.getMessage() ?? 'no answer';
  switch (type) {
    case 'event_store.client.WrongExpectedVersion': {
      const wrong = details?.unpack(shared.WrongExpectedVersion.deserializeBinary, type);
      const actual = wrong?.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : undefined;
      return new WrongExpectedRevision(stream, expected, actual);
    }
    case 'event_store.client.MaximumAppendSizeExceeded':
      // By its default it refuses later than the port does; an operator may have set less.
      return new AppendTooLarge(stream, MAX_APPEND_BYTES + 1);
    case 'event_store.client.StreamDeleted':
      return permanent(`stream ${stream} was deleted for ever`, 'not-found');
    case 'event_store.client.AccessDenied':
      return permanent(`no permission to append to ${stream}`, 'forbidden');
    case 'event_store.client.BadRequest': {
      const reason = details?.unpack(shared.BadRequest.deserializeBinary, type)?.getMessage();
      return permanent(`append to ${stream}: ${reason ?? message}`, 'invalid');
    }
    case 'event_store.client.Timeout':
      return transient(`append to ${stream}: timed out`, 'timeout');
    default:
      // "Server Is Not Ready", "Server Is Busy", "No leader info available in response", Unknown.
      return transient(`append to ${stream}: ${message}`, 'server');
  }
}
