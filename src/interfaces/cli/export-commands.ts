import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { EventStore } from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';
import { exportPipeline, type BlobReader } from '../../application/replay/export-pipeline.js';
import type { ExportHeader } from '../../application/replay/exported-file.js';
import { importEvents } from '../../application/replay/import-events.js';
import { verifyLog } from '../../application/replay/verify-log.js';
import { Progress } from './progress.js';

/** What the commands need: opened by the composition root. */
export interface ExportTools {
  readonly ids: Ids;
  /** Version of this program. */
  readonly program: string;
  open(address: string): Promise<EventStore>;
  /** Opens a store, and makes it where it is not there. */
  create(address: string): Promise<EventStore>;
  blobs(store: EventStore): BlobReader;
  /** The operator's own secrets: they are removed whatever they look like. */
  secrets(): readonly string[];
}

interface ExportOptions {
  readonly store: string;
  readonly out?: string;
  readonly json?: boolean;
}

interface ImportOptions {
  readonly into: string;
  readonly json?: boolean;
}

/** Adds `export` and `import`: a part of a log that reproduces a problem, to be taken elsewhere. */
export function registerExport(program: Command, tools: ExportTools): void {
  program
    .command('export')
    .description('Write everything that belongs to one pipeline into a file, without secrets and e-mail addresses.')
    .argument('<pipeline>', 'a stream, the id of a delivery, or a subject such as github.com/ns/repo#42')
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--store <address>', 'event store', process.env.EVENT_STORE ?? 'sqlite:data/events.db')
    .option('--json', 'what was done, as one JSON object (with --out)')
    .action((pipeline: string, options: ExportOptions) => write(tools, pipeline, options));
  program
    .command('import')
    .description('Load an exported file into an empty event store.')
    .argument('<file>')
    .requiredOption('--into <address>', 'an empty event store, for example sqlite:imported/events.db')
    .option('--json', 'for machines')
    .action((file: string, options: ImportOptions) => load(tools, file, options));
}

async function write(tools: ExportTools, id: string, { store: address, out, json }: ExportOptions): Promise<void> {
  if (json && out === undefined) throw new Error('Expected --out with --json: without it the file itself is printed.');
  const progress = new Progress();
  const store = await tools.open(address);
  try {
    const { header, content } = await exportPipeline(store, tools.blobs(store), tools.ids, {
      id,
      program: tools.program,
      secrets: tools.secrets(),
      onProgress: (text) => progress.tell(text),
    });
    progress.end();
    if (out === undefined) process.stdout.write(content);
    else await writeFile(out, content);
    if (json) console.log(JSON.stringify({ file: out, ...header }));
    else for (const line of exportLines(header, out)) console.error(line);
  } finally {
    progress.end();
    await store.close();
  }
}

function exportLines({ events, streams, removed, leftOut, missing, digest }: ExportHeader, out?: string): string[] {
  return [
    `${events} events of ${streams} streams written${out === undefined ? '' : ` to ${out}`}; replaced: ${removed.emails} e-mail addresses, ${removed.secrets} secrets.`,
    `Digest ${digest}`,
    ...leftOut.map((stream) => `Left out, because it belongs to another commit: ${stream}`),
    ...missing.map((stream) => `Missing, because it is not in the log whole: ${stream}`),
    'Look through the file before it leaves the house: what reads like an ordinary word is not recognised as a secret.',
    `Next: packit-service import ${out ?? 'FILE'} --into sqlite:imported/events.db`,
  ];
}

async function load(tools: ExportTools, file: string, { into, json }: ImportOptions): Promise<void> {
  const content = await readFile(file, 'utf8');
  const progress = new Progress();
  const store = await tools.create(into);
  try {
    const { header, events, streams, unknown } = await importEvents(content, store, tools.ids, (written) =>
      progress.tell(`${written} events written`),
    ).catch((error: Error) => {
      throw new Error(`${file}: ${error.message}`, { cause: error });
    });
    const { broken } = await verifyLog(store, tools.ids, { onProgress: (read) => progress.tell(`${read} verified`) });
    progress.end();
    if (broken.length > 0) process.exitCode = 1;
    if (json) {
      const { program, pipeline } = header;
      console.log(JSON.stringify({ events, streams, unknown, broken, program, pipeline }));
      return;
    }
    for (const { stream, revision, why } of broken) console.log(`${stream}@${revision}: ${why}`);
    console.log(
      `${events} events of ${streams} streams imported (${header.pipeline}, written by packit-service ${header.program}), ${broken.length} broken places.`,
    );
    if (unknown > 0) console.log(`${unknown} events are of types that this program does not know: it will skip them.`);
    for (const line of nextSteps(header, into)) console.log(line);
  } finally {
    progress.end();
    await store.close();
  }
}

function nextSteps({ pipeline }: ExportHeader, into: string): string[] {
  const store = `--store ${into}`;
  return [
    'Next, none of which does anything outside:',
    `  packit-service replay ${pipeline} --pipeline ${store}    what happened, event by event`,
    `  packit-service decide-again ${store}    what today's code would decide`,
    `  EVENT_STORE=${into} READ_MODELS=imported/read-models.db packit-service rebuild    read models from it`,
    'Do not start the service on it with real tokens: it would go on with what is open there, outside.',
  ];
}
