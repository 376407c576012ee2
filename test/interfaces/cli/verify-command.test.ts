import { jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { Ed25519Signatures } from '../../../src/infrastructure/signatures/ed25519-signatures.js';
import { registerCheckpointCommands } from '../../../src/interfaces/cli/checkpoint-commands.js';
import { registerLogCommands } from '../../../src/interfaces/cli/log-commands.js';
import { writeSoundLog } from '../../support/sound-log.js';

const folder = mkdtempSync(join(tmpdir(), 'verify-command-'));
const at = (name: string) => join(folder, name);
const log = at('events.db');

beforeAll(async () => {
  const store = SqliteEventStore.open(log);
  await writeSoundLog(store);
  await store.close();
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command prints, and what the process would end with. */
async function run(...words: string[]): Promise<{ text: string; code: unknown }> {
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
  process.exitCode = 0;
  const program = new Command().exitOverride();
  const tools = { ids: new ShaIds(), signatures: new Ed25519Signatures() };
  registerLogCommands(program, {
    ...tools,
    open: async (address) => SqliteEventStore.open(address),
    create: async (address) => SqliteEventStore.open(address),
    deliveriesKept: async () => undefined,
    deciding: () => {
      throw new Error('Nothing is decided here.');
    },
  });
  registerCheckpointCommands(program, tools);
  await program.parseAsync(words, { from: 'user' });
  return { text: lines.join('\n'), code: process.exitCode };
}

const verify = (...words: string[]) => run('verify', '--store', log, ...words);

it('signs a checkpoint, believes it, and tells a wrong key and a tampered file from it', async () => {
  await run('checkpoint', 'keygen', at('key.pem'));
  await run('checkpoint', 'keygen', at('other.pem'));
  expect(statSync(at('key.pem')).mode & 0o077).toBe(0);
  await expect(run('checkpoint', 'keygen', at('key.pem'))).rejects.toThrow('never written over');

  const { text } = await verify('--checkpoint-out', at('c.json'), '--sign', at('key.pem'));
  expect(text).toContain('-----BEGIN PACKIT-SERVICE CHECKPOINT 1-----');
  const against = ['--against', at('c.json'), '--public-key', at('key.pem.pub')];
  expect(await verify(...against)).toMatchObject({
    code: 0,
    text: expect.stringContaining('signed with the key given'),
  });

  const wrong = await verify('--against', at('c.json'), '--public-key', at('other.pem.pub'));
  expect(wrong).toMatchObject({ code: 1, text: expect.stringMatching(/wrong-key: it is signed with SHA256:/) });

  writeFileSync(at('paper.txt'), text.slice(text.indexOf('-----BEGIN')));
  const paper = await verify('--against', at('paper.txt'), '--public-key', at('key.pem.pub'));
  expect(paper).toMatchObject({ code: 0, text: expect.stringContaining('without its heads') });

  const kept = readFileSync(at('c.json'), 'utf8');
  writeFileSync(at('c.json'), kept.replace('"events": 30', '"events": 31'));
  expect(await verify(...against)).toMatchObject({ code: 1, text: expect.stringContaining('tampered: what it says') });
  writeFileSync(at('c.json'), kept);
  const heads = readFileSync(at('c.json.heads.gz'));
  writeFileSync(at('c.json.heads.gz'), heads.subarray(0, heads.length - 20));
  expect(await verify(...against)).toMatchObject({ code: 1, text: expect.stringContaining('tampered') });
  writeFileSync(at('c.json.heads.gz'), heads);
  expect((await verify(...against)).code).toBe(0);
});

it('names what was done to the log, in words and as JSON', async () => {
  await verify('--checkpoint-out', at('d.json'));
  const file = new Database(log);
  file.exec(`DELETE FROM events WHERE position > 28`);
  file.exec(`UPDATE events SET data = replace(data, 'admin', 'nobody') WHERE position = 7`);
  file.close();
  const { text, code } = await verify('--against', at('d.json'));
  expect(code).toBe(1);
  expect(text).toContain('The log is cut off: it ends after position 28, 2 events are gone.');
  expect(text).toContain('namespace-github.com/org-1@1: changed: it is not what was written');
  expect(text).toContain('namespace-github.com/org-3@5: missing');
  const json = JSON.parse((await verify('--against', at('d.json'), '--json')).text) as object;
  expect(json).toMatchObject({ events: 28, cutOff: { after: 28, missing: 2 }, against: { verdict: 'unsigned' } });
  await expect(verify('--sign', at('key.pem'))).rejects.toThrow('--checkpoint-out as well');
});
