import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { MAX_APPEND_SIZE, type Decision, type Expected, type ProposedEvent } from './append-rules.js';
import type { EventLog } from './event-log.js';
import { Empty, expectedOf, failures, identifierOf, nameOf, proposedEvent, refusals } from './wire.js';

/** What may go wrong on the way of an append, when a test wants it to. */
export interface AppendWeather {
  /** Whether the server is still starting. */
  notReady(): boolean;
  /** Called when an append is on disk; true means that its answer is lost with the connection. */
  losesAnswer(): boolean;
}

interface PendingAppend {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: ProposedEvent[];
}

/** One call for many appends, each of one or several messages, each answered by itself. */
export function batchAppend(log: EventLog, weather: AppendWeather) {
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const pending = new Map<string, PendingAppend>();
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? '';
      const options = request.getOptions();
      if (options)
        pending.set(id, {
          stream: nameOf(options.getStreamIdentifier()),
          expected: expectedOf(options, () => options.getStreamPosition()),
          events: [],
        });
      const append = pending.get(id);
      if (!append) return;
      append.events.push(...request.getProposedMessagesList().map(proposedEvent));
      const answer = answerTo(log, append, request.getIsFinal(), weather);
      if (!answer) return;
      pending.delete(id);
      answer.setCorrelationId(request.getCorrelationId());
      answer.setStreamIdentifier(identifierOf(append.stream));
      if (!weather.losesAnswer()) call.write(answer);
    });
    call.on('error', () => undefined);
    call.on('end', () => call.end());
  };
}

function answerTo(
  log: EventLog,
  { stream, expected, events }: PendingAppend,
  isFinal: boolean,
  weather: AppendWeather,
): BatchAppendResp | undefined {
  const answer = new streams.BatchAppendResp();
  if (sizeOf(events) > MAX_APPEND_SIZE) return answer.setError(refusals.tooLarge());
  if (!isFinal) return undefined;
  if (weather.notReady()) return answer.setError(refusals.notReady());
  const decision = log.append(stream, expected, events);
  switch (decision.kind) {
    case 'deleted':
      return answer.setError(refusals.deleted(stream));
    case 'wrong-version':
      return answer.setError(refusals.wrongVersion(decision.current, expected));
    case 'written': {
      const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(decision.revision));
      if (decision.position === undefined) return answer.setSuccess(success.setNoPosition(new Empty()));
      const position = new shared.AllStreamPosition().setCommitPosition(String(decision.position));
      return answer.setSuccess(success.setPosition(position.setPreparePosition(String(decision.position))));
    }
    case 'write':
      throw new Error('The log writes what it decides to write');
  }
}

/** One call for one append: how clients append that give credentials with the call. */
export function append(log: EventLog, weather: AppendWeather) {
  return (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    let [stream, expected] = ['', 'any' as Expected];
    const events: ProposedEvent[] = [];
    call.on('data', (request: AppendReq) => {
      const [options, message] = [request.getOptions(), request.getProposedMessage()];
      if (options) {
        stream = nameOf(options.getStreamIdentifier());
        expected = expectedOf(options, () => options.getRevision());
      }
      if (message) events.push(proposedEvent(message));
    });
    call.on('error', () => undefined);
    call.on('end', () => {
      if (sizeOf(events) > MAX_APPEND_SIZE) return answer(failures.tooLarge());
      if (weather.notReady()) return answer(failures.notReady());
      const decision = log.append(stream, expected, events);
      if (decision.kind === 'deleted') return answer(failures.deleted(stream));
      if (!weather.losesAnswer()) answer(null, appendResponse(decision, expected));
    });
  };
}

function appendResponse(decision: Decision, expected: Expected): AppendResp {
  const { Success, Position, WrongExpectedVersion } = streams.AppendResp;
  const response = new streams.AppendResp();
  if (decision.kind === 'written') {
    const success = new Success().setCurrentRevision(String(decision.revision));
    if (decision.position === undefined) return response.setSuccess(success.setNoPosition(new shared.Empty()));
    const position = new Position().setCommitPosition(String(decision.position));
    return response.setSuccess(success.setPosition(position.setPreparePosition(String(decision.position))));
  }
  const wrong = new WrongExpectedVersion();
  if (decision.kind === 'wrong-version' && decision.current >= 0) wrong.setCurrentRevision(String(decision.current));
  else wrong.setCurrentNoStream(new shared.Empty());
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no-stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return response.setWrongExpectedVersion(wrong);
}

function sizeOf(events: readonly ProposedEvent[]): number {
  return events.reduce((bytes, { data }) => bytes + data.length, 0);
}
