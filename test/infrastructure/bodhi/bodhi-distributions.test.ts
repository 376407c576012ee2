import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BodhiDistributions } from '../../../src/infrastructure/bodhi/bodhi-distributions.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { LoopbackServer } from '../../support/loopback-server.js';
import { ManualClock } from '../../support/manual-clock.js';

const release = (number: number, state = 'current') => ({
  name: `F${number}`,
  long_name: `Fedora ${number}`,
  version: String(number),
  branch: `f${number}`,
  id_prefix: 'FEDORA',
  state,
});
const bundled = { releases: [release(40)], at: '2026-01-01T00:00:00.000Z' };

/** A Bodhi that answers one release a page, whatever page size is asked for. */
class BodhiServer extends LoopbackServer {
  listed = [release(42), release(43), release(44, 'pending')];

  constructor() {
    super();
    this.on('GET', /^\/releases\/$/, ({ query, headers }) => {
      if (headers.accept !== 'application/json') return { text: '<html>for people</html>' };
      const wanted = this.listed.filter(({ state }) => query.getAll('state').includes(state));
      const page = Number(query.get('page'));
      return { json: { releases: wanted.slice(page - 1, page), page, pages: wanted.length, total: wanted.length } };
    });
  }
}

let server: BodhiServer;
let folder: string;
let clock: ManualClock;
let warnings: string[];
const open = (options: Partial<ConstructorParameters<typeof BodhiDistributions>[0]> = {}) =>
  new BodhiDistributions({
    baseUrl: server.url,
    bundled,
    clock,
    timeoutMs: 2_000,
    warn: (message) => warnings.push(message),
    ...options,
  });
const file = () => join(folder, 'cache', 'releases.json');
const names = async (distributions: BodhiDistributions) => {
  const { releases, source } = await distributions.releases();
  return `${source}: ${releases.map(({ name }) => name).join(' ')}`;
};

beforeEach(async () => {
  server = await new BodhiServer().start();
  folder = await mkdtemp(join(tmpdir(), 'bodhi-'));
  clock = new (class extends ManualClock {
    // Patience is not under test here: the answer always comes first.
    override sleep = () => new Promise<void>(() => undefined);
  })();
  warnings = [];
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

it('reads every page, and asks again after 12 hours', async () => {
  const distributions = open();
  expect(await names(distributions)).toBe('bodhi: F42 F43 F44');
  expect(server.received).toHaveLength(3);
  expect(server.received[0]?.query.getAll('state')).toEqual(['current', 'pending', 'frozen']);
  server.listed.push(release(45, 'pending'));
  clock.advance(12 * 3_600_000 - 1);
  expect(await names(distributions)).toBe('bodhi: F42 F43 F44');
  clock.advance(1);
  expect(await names(distributions)).toBe('bodhi: F42 F43 F44 F45');
});

it('goes on with the older list while Bodhi is away, and asks again a minute later', async () => {
  const distributions = open();
  const { at } = await distributions.releases();
  clock.advance(13 * 3_600_000);
  server.failNext({ status: 503, text: '<html>' });
  expect(await distributions.releases()).toMatchObject({ source: 'saved', at });
  expect(warnings).toHaveLength(1);
  await distributions.releases();
  expect(server.received).toHaveLength(4);
  clock.advance(60_001);
  expect(await names(distributions)).toBe('bodhi: F42 F43 F44');
});

it('remembers the list over a restart, however old', async () => {
  await open({ file: file() }).releases();
  await server.stop();
  clock.advance(400 * 24 * 3_600_000);
  expect(await names(open({ file: file() }))).toBe('saved: F42 F43 F44');
  expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ at: expect.any(String) });
});

it('takes the bundled list when there is nothing else, and a broken file for nothing', async () => {
  await open({ file: file() }).releases();
  await writeFile(file(), '{"at":');
  await server.stop();
  const distributions = open({ file: file() });
  expect(await distributions.releases()).toEqual({ ...bundled, source: 'bundled' });
  expect(await distributions.releases()).toMatchObject({ source: 'bundled' });
});

it.each([
  ['a web page', { text: '<html>' }],
  ['no release at all', { json: { releases: [], pages: 1 } }],
  ['a release without branch', { json: { releases: [{ name: 'F1' }], pages: 1 } }],
  ['a cut connection', 'reset'],
] as const)('does not believe %s', async (_name, reaction) => {
  server.failNext(reaction);
  expect(await names(open())).toBe('bundled: F40');
  expect(warnings).toHaveLength(1);
});

it('asks once for many who want to know at the same time', async () => {
  const distributions = open();
  await Promise.all([distributions.releases(), distributions.releases(), distributions.releases()]);
  expect(server.received).toHaveLength(3);
});

it('lets nobody wait long once a list is known', async () => {
  await open({ file: file() }).releases();
  server.failNext('hang');
  const distributions = open({ file: file(), clock: new SystemClock(), timeoutMs: 20_000 });
  // Answers long before Bodhi's time-out of 20 seconds, which would end this test.
  expect(await names(distributions)).toBe('saved: F42 F43 F44');
});
