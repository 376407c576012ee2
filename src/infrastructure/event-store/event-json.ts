import { DamagedEvent, type EventMetadata, type RecordedEvent } from '../../application/ports/event-store.js';

type Place = Pick<RecordedEvent, 'stream' | 'revision' | 'type' | 'position'>;

/** The data of an event out of its text. Throws `DamagedEvent`. */
export function parsedData(event: Place, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DamagedEvent(event, 'data', error);
  }
}

/** The metadata of an event out of their text. Throws `DamagedEvent`, also for JSON of another kind. */
export function parsedMetadata(event: Place, text: string): EventMetadata {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch (error) {
    throw new DamagedEvent(event, 'metadata', error);
  }
  if (typeof metadata === 'object' && metadata !== null) return metadata as EventMetadata;
  throw new DamagedEvent(event, 'metadata', `it is ${JSON.stringify(metadata)}`);
}
