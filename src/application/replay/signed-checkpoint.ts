import { z } from 'zod';
import type { Ids } from '../ports/ids.js';
import type { Signatures } from '../ports/signatures.js';
import { digestOfCategories, type LogCheckpoint } from './log-checkpoint.js';
import { digestsByCategory, type StreamHeads } from './stream-heads.js';

const FORMAT = 'packit-service checkpoint 1';
const BEGIN = `-----BEGIN ${FORMAT.toUpperCase()}-----`;
const END = `-----END ${FORMAT.toUpperCase()}-----`;

const CheckpointFile = z.object({
  format: z.literal(FORMAT),
  position: z.int(),
  last: z.string(),
  events: z.int(),
  streams: z.int(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  categories: z.array(z.object({ category: z.string(), streams: z.int(), digest: z.string() })).readonly(),
  /** Null: nobody signed it. */
  signed: z.object({ key: z.string(), publicKey: z.string(), signature: z.string() }).nullable(),
});

/** A checkpoint as it is kept in a file: a few hundred bytes, whatever the size of the log. */
export type CheckpointFile = z.infer<typeof CheckpointFile>;

/** What is thought of a checkpoint file before the log is looked at. */
export type CheckpointVerdict =
  | { readonly verdict: 'signed'; readonly key: string; readonly keyIsKnown: boolean }
  | { readonly verdict: 'unsigned' }
  | { readonly verdict: 'wrong-key' | 'tampered'; readonly why: string };

/** Makes the file, signed where there is a key (PEM). */
export function checkpointFile(
  checkpoint: LogCheckpoint,
  at: string,
  signing?: { readonly signatures: Signatures; readonly privateKey: string },
): CheckpointFile {
  const { position, last, events, streams, digest, categories } = checkpoint;
  const file = { format: FORMAT, position, last, events, streams, digest, at, categories } as const;
  if (!signing) return { ...file, signed: null };
  const { fingerprint, publicKey, signature } = signing.signatures.sign(statement(file), signing.privateKey);
  return { ...file, signed: { key: fingerprint, publicKey, signature } };
}

/** What is signed: the digest stands for the categories. */
function statement({ position, last, events, streams, digest, at }: Omit<CheckpointFile, 'signed'>): string {
  return [
    FORMAT,
    `position: ${position}`,
    `last: ${last}`,
    `events: ${events}`,
    `streams: ${streams}`,
    `digest: ${digest}`,
    `at: ${at}`,
  ].join('\n');
}

/** The short form, to be put into an issue or printed on paper; `readCheckpoint` takes it too. */
export function printedCheckpoint(file: CheckpointFile): string {
  const { signed } = file;
  const lines = signed
    ? [`key: ${signed.key}`, `public-key: ${signed.publicKey}`, `signature: ${signed.signature}`]
    : [];
  return [BEGIN, ...statement(file).split('\n').slice(1), ...lines, END].join('\n');
}

/** Reads the file or its short form. Throws what was expected and found. */
export function readCheckpoint(text: string): CheckpointFile {
  const value = text.trimStart().startsWith('{') ? (JSON.parse(text) as unknown) : fromPaper(text);
  const parsed = CheckpointFile.safeParse(value);
  if (!parsed.success) throw new Error(`expected a checkpoint (${FORMAT}): ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function fromPaper(text: string): unknown {
  const fields = Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^\s*([a-z-]+):\s*(.*?)\s*$/.exec(line) ?? [];
      return name ? [[name, value]] : [];
    }),
  );
  const number = (name: string) => Number(fields[name]);
  const { key, signature } = fields;
  return {
    ...fields,
    format: text.includes(BEGIN) && text.includes(END) ? FORMAT : undefined,
    position: number('position'),
    events: number('events'),
    streams: number('streams'),
    categories: [],
    signed: signature ? { key, publicKey: fields['public-key'], signature } : null,
  };
}

/** Checks the file itself: its key, its signature, and that its parts fit together. `publicKey`: the key that it must be signed with. */
export function checkCheckpoint(
  file: CheckpointFile,
  { ids, signatures, publicKey }: { ids: Ids; signatures: Signatures; publicKey?: string },
): CheckpointVerdict {
  const expected = publicKey === undefined ? undefined : signatures.fingerprint(publicKey);
  const { signed, categories } = file;
  if (categories.length > 0 && digestOfCategories(ids, categories) !== file.digest)
    return { verdict: 'tampered', why: 'the digests of its categories do not make its digest' };
  if (!signed)
    return expected
      ? { verdict: 'tampered', why: `it carries no signature; expected one of ${expected}` }
      : { verdict: 'unsigned' };
  if (expected && expected !== signed.key)
    return { verdict: 'wrong-key', why: `it is signed with ${signed.key}; the key given is ${expected}` };
  if (fingerprintOf(signatures, signed.publicKey) !== signed.key)
    return { verdict: 'tampered', why: 'its public key is not the one of its fingerprint' };
  if (!signatures.isValid(statement(file), signed.signature, publicKey ?? signed.publicKey))
    return { verdict: 'tampered', why: 'what it says is not what was signed' };
  return { verdict: 'signed', key: signed.key, keyIsKnown: expected !== undefined };
}

function fingerprintOf(signatures: Signatures, publicKey: string): string | undefined {
  try {
    return signatures.fingerprint(publicKey);
  } catch {
    return undefined;
  }
}

/** Whether the heads kept beside a checkpoint are those that it was made of. */
export function headsFit(file: CheckpointFile, heads: StreamHeads, ids: Ids): boolean {
  return digestOfCategories(ids, digestsByCategory(ids, heads.sorted())) === file.digest;
}
