import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamModels } from '../../../src/application/projections/models.js';
import { decode } from '../../../src/application/streams/event-codec.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { checkDecider } from '../../../src/domain/check/check.js';
import { blobDecider } from '../../../src/domain/blob/blob.js';
import { schemaVersion } from '../../../src/domain/event.js';
import { eventCatalogue, eventsOfCategory } from '../../../src/domain/event-catalogue.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'events');

interface Golden {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: unknown;
  readonly schemaVersion: number;
}

/** What folds the events of a category. */
const models = new Map<string, { initialState: unknown; evolve(state: never, event: never): unknown }>([
  ...streamModels({ coprPollSeconds: 60, testingFarmPollSeconds: 60 }).map(
    (model) => [model.definitions.category, model as never] as const,
  ),
  ['check', checkDecider],
  ['blob', blobDecider],
  // Nothing is decided on what operators did.
  ['operator', { initialState: null, evolve: (_state, event) => event }],
  // Of a lease only the newest event counts.
  ['lease', { initialState: null, evolve: (_state, event) => event }],
]);

function goldenOf(category: string): { file: string; golden: Golden }[] {
  const folder = join(FOLDER, category);
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((file) => ({ file, golden: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden }))
    : [];
}

const recorded = ({ schemaVersion: version, ...golden }: Golden): RecordedEvent => ({
  ...golden,
  id: '6f1cb0a4-0d0e-5a5e-9d4d-6d0f6d0f6d0f',
  position: 1,
  recordedAt: '2026-11-25T17:36:10.000Z',
  metadata: { $correlationId: 'x', $causationId: 'x', schemaVersion: version, at: '2026-11-25T17:36:10.000Z' },
});

describe.each(eventCatalogue.map((definitions) => [definitions.category, definitions] as const))(
  'stored events of %s',
  (category, definitions) => {
    it('exist in every version of every type', () => {
      const wanted = Object.keys(definitions.schemas).flatMap((type) =>
        Array.from({ length: schemaVersion(definitions, type) }, (_, index) => `${type}.v${index + 1}.json`),
      );
      const there = goldenOf(category).map(({ file }) => file);
      expect(wanted.filter((file) => !there.includes(file))).toEqual([]);
      expect(there.filter((file) => !wanted.includes(file))).toEqual([]);
    });

    it.each(goldenOf(category).map(({ file, golden }) => [file, golden] as const))(
      '%s is read today',
      (file, golden) => {
        expect(file).toBe(`${golden.type}.v${golden.schemaVersion}.json`);
        const event = decode(definitions, recorded(golden));
        const schema = eventsOfCategory(category)?.schemas[golden.type];
        // Nothing that was written is lost, and what is read fits the schema of today.
        expect(schema?.parse(event?.data)).toEqual(event?.data);
      },
    );

    it('fold, each after the event that begins its stream', () => {
      const model = models.get(category);
      if (!model) throw new Error(`Nothing folds ${category}: add its decider to this test.`);
      const events = goldenOf(category).map(({ golden }) => decode(definitions, recorded(golden)));
      const first = events.filter((event) => /Received$|BuildRequested$|TestsRequested$/.test(event?.type ?? ''));
      const begun = first.reduce((state, event) => model.evolve(state as never, event as never), model.initialState);
      for (const event of events) {
        const state = model.evolve(begun as never, event as never);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }
      const all = events.reduce<unknown>((state, event) => model.evolve(state as never, event as never), begun);
      expect(all).not.toEqual(model.initialState);
    });
  },
);
