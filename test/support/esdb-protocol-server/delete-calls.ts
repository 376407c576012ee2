import type { ServerUnaryCall, ServiceError, sendUnaryData } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Decision, Expected } from './append-rules.js';
import type { EventLog } from './event-log.js';
import { expectedOf, failures, nameOf } from './wire.js';

/** Deletion that an append undoes. */
export function deleteStream(log: EventLog) {
  return (call: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>): void => {
    const { name, expected } = targetOf(call.request);
    const decision = log.delete(name, expected);
    if (decision.kind !== 'written') return answer(refusalOf(decision, name, expected));
    const position = new streams.DeleteResp.Position().setCommitPosition(String(decision.position));
    answer(null, new streams.DeleteResp().setPosition(position.setPreparePosition(String(decision.position))));
  };
}

/** Deletion for ever. */
export function tombstoneStream(log: EventLog) {
  return (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: sendUnaryData<TombstoneResp>): void => {
    const { name, expected } = targetOf(call.request);
    const decision = log.tombstone(name, expected);
    if (decision.kind !== 'written') return answer(refusalOf(decision, name, expected));
    const position = new streams.TombstoneResp.Position().setCommitPosition(String(decision.position));
    answer(null, new streams.TombstoneResp().setPosition(position.setPreparePosition(String(decision.position))));
  };
}

function targetOf(request: DeleteReq | TombstoneReq): { name: string; expected: Expected } {
  const options = request.getOptions();
  if (!options) throw new Error('A deletion without options');
  return { name: nameOf(options.getStreamIdentifier()), expected: expectedOf(options, () => options.getRevision()) };
}

function refusalOf(decision: Decision, name: string, expected: Expected): ServiceError {
  if (decision.kind === 'wrong-version') return failures.wrongVersion(name, expected, decision.current);
  return failures.deleted(name);
}
