import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog, LogRecord } from './event-log.js';
import { filterOf } from './log-filter.js';
import { isOver, write, type ReadCall } from './read-call.js';
import { follow, type Subscriptions } from './subscription.js';
import { eventResponse, failures, identifierOf, nameOf } from './wire.js';

/** Streams, the whole log, and subscriptions to it: one call in the protocol. */
export function read(log: EventLog, subscriptions: Subscriptions, notReady: () => boolean) {
  return (call: ReadCall): void => {
    const options = call.request.getOptions();
    if (notReady()) call.emit('error', failures.notReady());
    else if (!options) call.emit('error', failures.unsupported('A read without options'));
    else if (options.hasSubscription() && options.hasStream())
      call.emit('error', failures.unsupported('A subscription to one stream'));
    else if (options.hasSubscription()) follow(log, call, options, subscriptions);
    else if (options.hasStream()) readStream(log, call, options);
    else if (!isPlace(log, options)) call.emit('error', failures.noPlace(options.hasFilter()));
    else void send(call, recordsOfAll(log, options));
  };
}

function readStream(log: EventLog, call: ReadCall, options: ReadReq.Options): void {
  const request = options.getStream() as ReadReq.Options.StreamOptions;
  const name = nameOf(request.getStreamIdentifier());
  const stream = log.stream(name);
  if (request.hasEnd() && !isBackwards(options)) return void call.emit('error', failures.forwardsFromEnd());
  if (stream.tombstoned) return void call.emit('error', failures.deleted(name));
  if (stream.last < 0 || log.softDeleted(name)) {
    const notFound = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(name));
    call.write(new streams.ReadResp().setStreamNotFound(notFound));
    return void call.end();
  }
  const visible = log.visible(name);
  const from = request.hasStart() ? 0 : request.hasEnd() ? Infinity : Number(request.getRevision());
  const records = isBackwards(options)
    ? visible.filter(({ revision }) => revision <= from).reverse()
    : visible.filter(({ revision }) => revision >= from);
  void send(call, records.slice(0, Number(options.getCount())));
}

/** The server finds events by their bytes: between two of them it finds nothing. */
function isPlace(log: EventLog, options: ReadReq.Options): boolean {
  const position = options.getAll()?.getPosition();
  if (!position) return true;
  const commit = Number(position.getCommitPosition());
  const record = log.records[log.indexAt(commit)];
  return !record || record.position === commit;
}

/** Forwards from a position includes the event there, backwards does not. */
function recordsOfAll(log: EventLog, options: ReadReq.Options): LogRecord[] {
  const request = options.getAll() as ReadReq.Options.AllOptions;
  const position = Number(request.getPosition()?.getCommitPosition());
  const from = request.hasStart() ? 0 : request.hasEnd() ? log.records.length : log.indexAt(position);
  const step = isBackwards(options) ? -1 : 1;
  const matches = filterOf(options.getFilter());
  const records: LogRecord[] = [];
  for (let at = step > 0 ? from : from - 1; records.length < Number(options.getCount()); at += step) {
    const record = log.records[at];
    if (!record) break;
    if (matches(record)) records.push(record);
  }
  return records;
}

function isBackwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
}

async function send(call: ReadCall, records: readonly LogRecord[]): Promise<void> {
  for (const record of records) {
    if (isOver(call)) return;
    await write(call, eventResponse(record));
  }
  call.end();
}
