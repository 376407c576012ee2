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
  const happened = (
    shape: z.ZodRawShape,
    upcasters: ((data: Record<string, unknown>) => Record<string, unknown>)[] = [],
  ) => presentSchemas([defineEvents('thing', { Happened: z.object(shape) }, { Happened: upcasters })]);
  const before = happened({ at: z.string(), how: z.enum(['well', 'badly']) });
  const none = { added: [], grown: [], edited: [], gone: [] };

  it('are never edited, and never go away', () => {
    expect(compareSchemas(recordedSchemas(), presentSchemas(eventCatalogue))).toEqual(none);
  });

  it.each([
    ['a field that older events lack', { at: z.string(), how: z.enum(['well', 'badly']), by: z.string() }],
    ['a field less', { at: z.string() }],
    ['another type of a field', { at: z.int(), how: z.enum(['well', 'badly']) }],
    ['a field that may be absent and was not', { at: z.string().optional(), how: z.enum(['well', 'badly']) }],
    ['a value less', { at: z.string(), how: z.enum(['well']) }],
  ])('with %s are edited', (_what, shape) => {
    expect(compareSchemas(before, happened(shape))).toEqual({ ...none, edited: ['thing/Happened.v1'] });
  });

  it.each([
    ['a new field that may be absent', { at: z.string(), how: z.enum(['well', 'badly']), by: z.string().optional() }],
    ['one more value', { at: z.string(), how: z.enum(['well', 'badly', 'hardly']) }],
  ])('with %s have grown', (_what, shape) => {
    expect(compareSchemas(before, happened(shape))).toEqual({ ...none, grown: ['thing/Happened.v1'] });
  });

  it('may change with a new version', () => {
    const after = happened({ when: z.string() }, [({ at }) => ({ when: at })]);
    expect(compareSchemas(before, after)).toEqual({ ...none, added: ['thing/Happened.v2'] });
    expect(compareSchemas(before, {})).toEqual({ ...none, gone: ['thing/Happened.v1'] });
  });
});

describe('reason codes', () => {
  it('mean one thing each', () => {
    expect(Object.keys(outcomeReasons).filter((code) => code in ignoreReasons)).toEqual([]);
  });
});
