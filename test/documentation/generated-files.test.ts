import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { readEventSources } from '../../scripts/docs/event-sources.js';
import { generatedFiles, recordedSchemas, staleFiles } from '../../scripts/docs/generated-files.js';
import { compareSchemas, presentSchemas } from '../../scripts/docs/schema-snapshot.js';
import { defineEvents } from '../../src/domain/event.js';
import { eventCatalogue } from '../../src/domain/event-catalogue.js';
import { ignoreReasons } from '../../src/domain/inputs/ignore-reasons.js';
import { outcomeReasons } from '../../src/domain/delivery/outcome-reasons.js';

const ROOT = join(import.meta.dirname, '..', '..');

describe('generated documents', () => {
  it('are as npm run docs:generate would write them', async () => {
    expect(staleFiles(await generatedFiles()).map((path) => relative(ROOT, path))).toEqual([]);
  });

  it('know every category that the domain defines', async () => {
    const { events } = await readEventSources();
    const files = readdirSync(join(ROOT, 'src', 'domain'), { recursive: true, encoding: 'utf8' });
    expect(events.map(({ definitions }) => definitions.category).sort()).toEqual(
      eventCatalogue.map(({ category }) => category).sort(),
    );
    expect(events).toHaveLength(files.filter((file) => file.endsWith('.events.ts')).length);
  });
});

describe('shapes of stored events', () => {
  it('are never edited, and never go away', () => {
    const { changed, gone, added } = compareSchemas(recordedSchemas(), presentSchemas(eventCatalogue));
    expect({ changed, gone, added }).toEqual({ changed: [], gone: [], added: [] });
  });

  it('may change with a new version, and not without', () => {
    const before = presentSchemas([defineEvents('thing', { Happened: z.object({ at: z.string() }) })]);
    const edited = z.object({ at: z.string(), by: z.string() });
    const without = presentSchemas([defineEvents('thing', { Happened: edited })]);
    const withVersion = presentSchemas([
      defineEvents('thing', { Happened: edited }, { Happened: [(data) => ({ ...data, by: 'nobody' })] }),
    ]);
    expect(compareSchemas(before, without).changed).toEqual(['thing/Happened.v1']);
    expect(compareSchemas(before, withVersion)).toEqual({ added: ['thing/Happened.v2'], changed: [], gone: [] });
    expect(compareSchemas(before, {}).gone).toEqual(['thing/Happened.v1']);
  });
});

describe('reason codes', () => {
  it('mean one thing each', () => {
    expect(Object.keys(outcomeReasons).filter((code) => code in ignoreReasons)).toEqual([]);
  });
});
