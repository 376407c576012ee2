import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventFilter, ReadAllOptions } from '../../../application/ports/event-store.js';
import { lastEvent } from './log-end.js';
import { filterPattern, logFilter, SEARCH_WINDOW, type LogFilter } from './log-filter.js';
import { LogRead } from './log-read.js';
import type { ProtocolClient, ReadCall } from './protocol-client.js';
import { receivedEvent, type ReceivedEvent } from './received-event.js';
import { transient } from './store-failure.js';

const PAGE_EVENTS = 500;

/** All events up to where the log ended at the first question, a page at a time, through losses of the connection. */
export function readLogPages(
  client: ProtocolClient,
  options: ReadAllOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly ReceivedEvent[], void> {
  const read = new LogRead(options);
  return read.through(() => pagesFrom(client, read, options.filter), signal);
}

async function* pagesFrom(
  client: ProtocolClient,
  read: LogRead,
  filter: EventFilter | undefined,
): AsyncGenerator<readonly ReceivedEvent[], void> {
  const connection = await client.connection();
  const last = (await lastEvent(client))?.position ?? 0;
  const end = read.endAt(last);
  const call = await client.openRead(requestFor(read.position, filter));
  try {
    const { accepts } = logFilter(filter, () => undefined);
    for await (const page of pagesOf(call, read.position, end, accepts)) {
      const wanted = page.length > read.left ? page.slice(0, read.left) : page;
      read.position = page.at(-1)!.position;
      read.left -= wanted.length;
      yield wanted;
      if (read.left === 0) return;
    }
    // The end holds for the node that told it.
    if (last < end || (await client.connection()) !== connection)
      throw transient('the connection changed while the log was read', 'network');
    read.position = end;
  } finally {
    call.cancel();
  }
}

/** What one call answers, after a position and up to another. Rejects when the call breaks. */
async function* pagesOf(
  call: ReadCall,
  after: number,
  end: number,
  accepts: LogFilter['accepts'],
): AsyncGenerator<ReceivedEvent[], void> {
  let page: ReceivedEvent[] = [];
  let state = 'reading' as 'reading' | 'over' | Error;
  let wake: () => void = () => undefined;
  call.on('data', (answer: Buffer) => {
    const event = receivedEvent(answer);
    if (!event || event.position <= after || state !== 'reading') return;
    if (event.position > end) state = 'over';
    else if (accepts({ streamId: event.stream, type: event.type })) page.push(event);
    if (page.length < PAGE_EVENTS && state === 'reading') return;
    call.pause();
    wake();
  });
  call.on('end', () => {
    if (state === 'reading') state = 'over';
    wake();
  });
  call.on('error', (error) => {
    if (state === 'reading') state = error;
    wake();
  });
  while (state === 'reading' || page.length > 0) {
    if (state === 'reading' && page.length < PAGE_EVENTS)
      await new Promise<void>((resolve) => {
        wake = resolve;
        call.resume();
      });
    const full = page;
    page = [];
    if (full.length > 0) yield full;
  }
  if (state instanceof Error) throw state;
}

/** Forwards, with the event at the position, to the end. */
function requestFor(position: number, filter: EventFilter | undefined): ReadReq {
  const { Options } = streams.ReadReq;
  const place = String(position);
  const all =
    position === 0
      ? new Options.AllOptions().setStart(new shared.Empty())
      : new Options.AllOptions().setPosition(new Options.Position().setCommitPosition(place).setPreparePosition(place));
  const streamName = new Options.FilterOptions.Expression().setRegex(filterPattern(filter));
  const options = new Options()
    .setAll(all)
    .setReadDirection(Options.ReadDirection.FORWARDS)
    .setResolveLinks(false)
    .setCount(String(Number.MAX_SAFE_INTEGER))
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()))
    .setFilter(
      new Options.FilterOptions()
        .setStreamIdentifier(streamName)
        .setMax(SEARCH_WINDOW)
        .setCheckpointintervalmultiplier(1),
    );
  return new streams.ReadReq().setOptions(options);
}
