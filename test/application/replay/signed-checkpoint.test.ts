import { checkpointOf } from '../../../src/application/replay/log-checkpoint.js';
import {
  checkCheckpoint,
  checkpointFile,
  headsFit,
  printedCheckpoint,
  readCheckpoint,
  type CheckpointFile,
} from '../../../src/application/replay/signed-checkpoint.js';
import { StreamHeads } from '../../../src/application/replay/stream-heads.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { Ed25519Signatures } from '../../../src/infrastructure/signatures/ed25519-signatures.js';

const ids = new ShaIds();
const signatures = new Ed25519Signatures();
const { privateKey, publicKey } = signatures.newKeyPair();
const other = signatures.newKeyPair();
const at = '2026-01-05T12:00:00.000Z';

function headsOf(streams: number): StreamHeads {
  const heads = new StreamHeads();
  for (let i = 0; i < streams; i++)
    heads.set(`${i % 3 === 0 ? 'build' : 'delivery'}-${i}`, i % 7, ids.digest(`event ${i}`), 1_000 * i);
  return heads;
}

const heads = headsOf(2_500);
const checkpoint = checkpointOf(ids, heads, { position: 9_000, last: 'build-3@3', events: 10_000 });
const signed = checkpointFile(checkpoint, at, { signatures, privateKey });
const check = (file: CheckpointFile, key?: string) =>
  checkCheckpoint(file, { ids, signatures, ...(key !== undefined && { publicKey: key }) });

it('is believed with its key, and names the key where none is given', () => {
  expect(check(signed, publicKey)).toMatchObject({ verdict: 'signed', keyIsKnown: true });
  expect(check(signed)).toMatchObject({ verdict: 'signed', keyIsKnown: false, key: signatures.fingerprint(publicKey) });
  expect(check(checkpointFile(checkpoint, at))).toEqual({ verdict: 'unsigned' });
});

it('survives its file, and the way to paper and back', () => {
  expect(readCheckpoint(JSON.stringify(signed))).toEqual(signed);
  const typed = readCheckpoint(`We wrote down:\r\n\r\n  ${printedCheckpoint(signed).replaceAll('\n', '\r\n  ')}\r\n`);
  expect(typed).toEqual({ ...signed, categories: [] });
  expect(check(typed, publicKey)).toMatchObject({ verdict: 'signed' });
  expect(printedCheckpoint(signed).length).toBeLessThan(700);
});

it('tells a wrong key from a file that was tampered with', () => {
  expect(check(signed, other.publicKey)).toMatchObject({ verdict: 'wrong-key' });
  const resigned = checkpointFile(checkpoint, at, { signatures, privateKey: other.privateKey });
  expect(check(resigned, publicKey)).toMatchObject({ verdict: 'wrong-key' });
  const otherKey = { ...signed.signed!, publicKey: resigned.signed!.publicKey };
  expect(check({ ...signed, signed: otherKey })).toMatchObject({ verdict: 'tampered' });
  expect(check({ ...signed, signed: null }, publicKey)).toMatchObject({ verdict: 'tampered' });
});

it.each([
  ['position', { position: 8_999 }],
  ['last', { last: 'build-3@2' }],
  ['events', { events: 10_001 }],
  ['streams', { streams: 2_501 }],
  ['at', { at: '2026-01-06T12:00:00.000Z' }],
  ['digest', { digest: '0'.repeat(64), categories: [] }],
  ['a category', { categories: signed.categories.map((one) => ({ ...one, streams: one.streams + 1 })) }],
])('notices another %s', (_what, change) => {
  expect(check({ ...signed, ...change }, publicKey)).toMatchObject({ verdict: 'tampered' });
  expect(check({ ...signed, ...change })).toMatchObject({ verdict: 'tampered' });
});

it('knows its heads, whatever their order', () => {
  const reversed = new StreamHeads();
  for (const { stream, revision, digest, at } of [...heads].reverse()) reversed.set(stream, revision, digest, at);
  expect(headsFit(signed, reversed, ids)).toBe(true);
  const [first] = heads;
  for (const change of [{ revision: 1 }, { digest: ids.digest('x') }, { at: 1 }]) {
    const changed = headsOf(2_500);
    const head = { ...first!, ...change };
    changed.set(head.stream, head.revision, head.digest, head.at);
    expect(headsFit(signed, changed, ids)).toBe(false);
  }
  expect(headsFit(signed, headsOf(2_499), ids)).toBe(false);
});

it('stays small, whatever the number of streams', () => {
  const many = checkpointOf(ids, headsOf(50_000), { position: 1, last: 'x', events: 1 });
  expect(JSON.stringify(checkpointFile(many, at, { signatures, privateKey })).length).toBeLessThan(1_200);
});

it('refuses what is no checkpoint, and keys that are none', () => {
  expect(() => readCheckpoint('{}')).toThrow(/expected a checkpoint/);
  expect(() => readCheckpoint('nothing of the kind')).toThrow(/expected a checkpoint/);
  expect(() => signatures.sign('text', publicKey)).toThrow(/expected an Ed25519 private key/);
  expect(() => signatures.fingerprint('nonsense')).toThrow(/expected an Ed25519 public key/);
});
