import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { goldenTools } from '../../../scripts/golden-log/golden-tools.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import { decidingContribution, renderCheck } from '../../../src/application/projections/checks-table.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { tablesOf } from '../../../src/application/projections/read-model-tables.js';
import { inOneRun, rebuild, statesAtEnd } from '../../../src/application/projections/rebuild.js';
import { decideAgain } from '../../../src/application/replay/decide-again.js';
import { exportPipeline } from '../../../src/application/replay/export-pipeline.js';
import { importEvents } from '../../../src/application/replay/import-events.js';
import { verifyLog } from '../../../src/application/replay/verify-log.js';
import { Blobs } from '../../../src/application/streams/blobs.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { BulkReadModels } from '../../../src/infrastructure/read-models/bulk-read-models.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { openEventStore } from '../../../src/open-event-store.js';
import { ProtocolServer } from '../../support/esdb-protocol-server/protocol-server.js';
import { visible } from '../../support/planted-secrets.js';
import { RememberingLog } from '../running-core.js';
import { GUID, NAMESPACE, OTHER_SUBJECT, PlantedHistory, REPORTS, SUBJECT } from './planted-history.js';

const SLOW = 120_000;
const ids = new ShaIds();
const ADDRESSES = { dashboardUrl: 'https://dashboard.example', publicUrl: 'https://packit.example' };

/** Where stores are made, and what has to be cleaned up. */
class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'export-'));
  private readonly stores: EventStore[] = [];
  private readonly servers: ProtocolServer[] = [];
  private made = 0;

  constructor(private readonly kind: 'SQLite' | 'EventStoreDB') {}

  async emptyStore(): Promise<EventStore> {
    const store = await openEventStore(await this.address());
    this.stores.push(store);
    return store;
  }

  private async address(): Promise<string> {
    if (this.kind === 'SQLite') return `sqlite:${join(this.folder, `${(this.made += 1)}.db`)}`;
    const server = await ProtocolServer.start();
    this.servers.push(server);
    return server.url;
  }

  async close(): Promise<void> {
    for (const store of this.stores) await store.close();
    for (const server of this.servers) await server.kill();
    rmSync(this.folder, { recursive: true });
  }

  /** Key of each check → what it should say, from read models made of the log. */
  async wantedChecks(store: EventStore) {
    const path = join(this.folder, `read-models-${(this.made += 1)}.db`);
    const models = streamModels({ coprPollSeconds: 60, testingFarmPollSeconds: 60 });
    const parts = { store, models, addresses: ADDRESSES, ids, log: new RememberingLog() };
    await rebuild(parts, inOneRun(parts, new BulkReadModels(path, ['checks'])));
    const readModels = new SqliteReadModels(path);
    readModels.open(tablesOf(models));
    const states = statesAtEnd(models, store, readModels, await store.head());
    const rows = [...(await states.findChecks({}))].map(([key, row]) => {
      const deciding = decidingContribution(row);
      return [key, deciding ? renderCheck(deciding, ADDRESSES) : null] as const;
    });
    readModels.close();
    return new Map(rows);
  }
}

const blobsOf = (store: EventStore) => new Blobs(new Streams(store, ids, new SystemClock()), store, ids);

const exported = (store: EventStore, id: string, secrets: readonly string[] = []) =>
  exportPipeline(store, blobsOf(store), ids, { id, program: '0.1.0', secrets });

/** The file, with the texts of its blobs unpacked. */
function everythingIn(content: string): string {
  const unpacked = content.split('\n').flatMap((line) => {
    const { data } = (line === '' ? {} : JSON.parse(line)) as { data?: { encoding?: string; content?: string } };
    return data?.encoding ? [gunzipSync(Buffer.from(data.content ?? '', 'base64')).toString()] : [];
  });
  return [content, ...unpacked].join('\n');
}

const streamsIn = (content: string): string[] => [
  ...new Set(
    content
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => (JSON.parse(line) as { stream: string }).stream),
  ),
];

describe.each(['SQLite', 'EventStoreDB'] as const)('export and import on %s', (kind) => {
  let place: Place;
  let store: EventStore;
  let history: PlantedHistory;

  beforeAll(async () => {
    place = new Place(kind);
    store = await place.emptyStore();
    history = new PlantedHistory(store, 20_260_105);
    await history.write();
  }, SLOW);
  afterAll(() => place.close(), SLOW);

  it('starts from a log in which every secret can be seen', async () => {
    const lines: string[] = [];
    for await (const event of store.readAll()) lines.push(JSON.stringify(event));
    const log = everythingIn(lines.join('\n'));
    expect(history.secrets.length).toBeGreaterThan(80);
    expect(history.secrets.filter((secret) => visible(log, [secret]).length === 0)).toEqual([]);
  });

  it(
    'writes none of the secrets, in no encoding, and all that belongs to the pipeline',
    async () => {
      const { header, content } = await exported(store, GUID);
      expect(visible(everythingIn(content), history.secrets)).toEqual([]);
      expect(header.missing).toEqual([]);
      const streams = streamsIn(content);
      expect(streams).toEqual(
        expect.arrayContaining([
          `delivery-github-${GUID}`,
          'build-1',
          'testRun-1',
          'delivery-github-comment-1',
          NAMESPACE,
          ...REPORTS,
        ]),
      );
      expect(streams.filter((stream) => /-2$|another|0123456789abcdef/.test(stream))).toEqual([]);
      expect(streams.filter((stream) => stream.startsWith('check-'))).toHaveLength(1);
      expect(streams.filter((stream) => stream.startsWith('blob-'))).toHaveLength(5);
    },
    SLOW,
  );

  it(
    'is the same pipeline by the name of any of its streams, and more by its subject',
    async () => {
      const { content } = await exported(store, GUID);
      for (const id of ['build-1', 'testRun-1', REPORTS[0]!, `delivery-github-${GUID}`])
        expect(streamsIn((await exported(store, id)).content).sort()).toEqual(streamsIn(content).sort());
      const more = streamsIn((await exported(store, SUBJECT)).content);
      const others = streamsIn(content).filter((stream) => !stream.startsWith('blob-'));
      expect(more).toEqual(expect.arrayContaining(['delivery-github-late-1', ...others]));
      expect(more).not.toContain('build-2');
    },
    SLOW,
  );

  it.each([SUBJECT, OTHER_SUBJECT])(
    'is imported as a sound log with the same checks and the same decisions: %s',
    async (subject) => {
      const { content } = await exported(store, subject);
      const target = await place.emptyStore();
      const done = await importEvents(content, target, ids);
      expect(done.unknown).toBe(0);
      const { broken, events } = await verifyLog(target, ids);
      expect({ broken, events }).toEqual({ broken: [], events: done.events });

      expect((await exported(target, subject)).content.split('\n').slice(1)).toEqual(content.split('\n').slice(1));

      const [before, after] = [await place.wantedChecks(store), await place.wantedChecks(target)];
      const commit = [...after.keys()][0]!.split('|')[1]!;
      const wanted = [...before].filter(([key]) => key.includes(commit));
      expect(wanted.length).toBe(3);
      expect([...after.keys()].sort()).toEqual(wanted.map(([key]) => key).sort());
      const untouched = wanted.filter(([, check]) => visible(JSON.stringify(check), history.secrets).length === 0);
      expect(untouched.length).toBeGreaterThan(0);
      expect(untouched.length).toBeLessThan(3);
      for (const [key, check] of untouched) expect(after.get(key)).toEqual(check);
      for (const [key, check] of wanted)
        expect(after.get(key)).toMatchObject({ attempt: check!.attempt, state: check!.state, url: check!.url });

      const [then, now] = [
        await decideAgain(store, goldenTools(store)),
        await decideAgain(target, goldenTools(target)),
      ];
      // The bodies of these webhooks are cut down to what is planted in them, so that they are read in another way: in both logs.
      expect(now.changed.every(({ about }) => about === 'reading')).toBe(true);
      expect(then.changed).toEqual(expect.arrayContaining([...now.changed]));
      expect([then.failed, now.failed]).toEqual([[], []]);
      expect([then.byKind.job, now.byKind.job]).toEqual([8, 4]);
    },
    SLOW,
  );

  it('goes into an empty store only', async () => {
    const { content } = await exported(store, GUID);
    const before = await store.head();
    await expect(importEvents(content, store, ids)).rejects.toThrow('Expected an empty store, found events in it');
    expect(await store.head()).toBe(before);
  });

  it('is refused when it was changed, cut short, or is something else', async () => {
    const { content } = await exported(store, GUID);
    const target = await place.emptyStore();
    const refused = (text: string) => expect(importEvents(text, target, ids)).rejects;
    await refused(content.replace('BuildFailed', 'BuildErrored')).toThrow('line 1: expected lines with digest');
    await refused(content.slice(0, -200)).toThrow('the file was changed or cut short');
    await refused('{"some":"json"}\n').toThrow('this is no export of packit-service');
    await refused('').toThrow('line 1: expected JSON');
    await refused(withDigest(content.replace('"type":"BuildFailed"', '"type":"BuildErrored"'))).toThrow(
      /line \d+: build-1@\d BuildErrored: .*reason/s,
    );
    await refused(withDigest(content.replace('"event":"report"', '"event":"rapport"'))).toThrow(
      'does not follow the event before it',
    );
    expect(await target.head()).toBe(0);
  });

  it('says what is not there', async () => {
    await expect(exported(store, 'github.com/packit-service/packit#9')).rejects.toThrow(
      `found github.com/packit-service/packit#9, which none of the`,
    );
    await expect(exported(store, 'github.com/packit-service/packit#9')).rejects.toThrow(`Did you mean ${SUBJECT}`);
  });
});

/** The file with a header that fits its lines again, as somebody would write it who means harm. */
function withDigest(content: string): string {
  const [first = '', ...lines] = content.split('\n');
  const header = JSON.parse(first) as object;
  return [JSON.stringify({ ...header, digest: ids.digest(lines.join('\n')) }), ...lines].join('\n');
}
