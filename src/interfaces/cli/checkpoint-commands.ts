import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  checkCheckpoint,
  checkpointFile,
  headsFit,
  printedCheckpoint,
  readCheckpoint,
  type CheckpointFile,
  type CheckpointVerdict,
} from '../../application/replay/signed-checkpoint.js';
import type { VerifiedLog } from '../../application/replay/verify-log.js';
import type { StreamHeads } from '../../application/replay/stream-heads.js';
import type { Ids } from '../../application/ports/ids.js';
import type { Signatures } from '../../application/ports/signatures.js';
import { headsFileOf, readHeads, writeHeads } from './heads-file.js';

/** What checkpoints are made and checked with. */
export interface CheckpointTools {
  readonly ids: Ids;
  readonly signatures: Signatures;
}

/** A checkpoint that was taken earlier, and what is thought of it. */
export interface EarlierCheckpoint {
  readonly checkpoint: CheckpointFile;
  readonly verdict: CheckpointVerdict;
  readonly heads?: StreamHeads;
}

/** Reads a checkpoint and checks it before anybody believes it. Heads that do not fit make it one that was tampered with. */
export async function readEarlier(
  path: string,
  publicKeyFile: string | undefined,
  { ids, signatures }: CheckpointTools,
): Promise<EarlierCheckpoint> {
  const checkpoint = readCheckpoint(await readFile(path, 'utf8'));
  const publicKey = publicKeyFile === undefined ? undefined : await readFile(publicKeyFile, 'utf8');
  const verdict = checkCheckpoint(checkpoint, { ids, signatures, ...(publicKey !== undefined && { publicKey }) });
  if (verdict.verdict === 'tampered' || verdict.verdict === 'wrong-key') return { checkpoint, verdict };
  const file = headsFileOf(path);
  const tampered = (why: string) => ({ checkpoint, verdict: { verdict: 'tampered' as const, why } });
  let heads: StreamHeads | undefined;
  try {
    heads = await readHeads(file);
  } catch (error) {
    return tampered(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (heads && !headsFit(checkpoint, heads, ids)) return tampered(`${file} is not what the checkpoint was made of`);
  return { checkpoint, verdict, ...(heads && { heads }) };
}

/** Writes the checkpoint and, beside it, the heads; answers the checkpoint. */
export async function writeCheckpoint(
  path: string,
  keyFile: string | undefined,
  { checkpoint, heads }: VerifiedLog,
  { signatures }: CheckpointTools,
): Promise<CheckpointFile> {
  const signing = keyFile === undefined ? undefined : { signatures, privateKey: await readFile(keyFile, 'utf8') };
  const file = checkpointFile(checkpoint, new Date().toISOString(), signing);
  await writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
  await writeHeads(headsFileOf(path), heads);
  return file;
}

/** Adds `checkpoint keygen` and `checkpoint print`. */
export function registerCheckpointCommands(program: Command, { signatures }: CheckpointTools): void {
  const checkpoint = program.command('checkpoint').description('Keys for signed checkpoints, and their short form.');
  checkpoint
    .command('keygen <file>')
    .description('Write a new Ed25519 key into FILE (keep it secret) and its public part into FILE.pub.')
    .action(async (file: string) => {
      const publicFile = `${file}.pub`;
      for (const path of [file, publicFile])
        if (existsSync(path)) throw new Error(`${path}: expected no such file; a key is never written over.`);
      const { privateKey, publicKey } = signatures.newKeyPair();
      await writeFile(file, privateKey, { mode: 0o600, flag: 'wx' });
      await writeFile(publicFile, publicKey, { flag: 'wx' });
      console.log(`${publicFile}: ${signatures.fingerprint(publicKey)}`);
    });
  checkpoint
    .command('print <file>')
    .description('Print a checkpoint in its short form.')
    .action(async (file: string) => console.log(printedCheckpoint(readCheckpoint(await readFile(file, 'utf8')))));
}
