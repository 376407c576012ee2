import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { LogRecord } from './event-log.js';

/** Whether a record passes the filter of a request: by the name of its stream or by its type, prefixes or a pattern. */
export function filterOf(options: ReadReq.Options.FilterOptions | undefined): (record: LogRecord) => boolean {
  if (!options) return () => true;
  const byStream = options.getStreamIdentifier();
  const expression = byStream ?? options.getEventType();
  if (!expression) return () => true;
  const prefixes = expression.getPrefixList();
  const pattern = expression.getRegex() ? new RegExp(expression.getRegex(), 'u') : undefined;
  return (record) => {
    const text = byStream ? record.stream : record.type;
    return pattern ? pattern.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}
