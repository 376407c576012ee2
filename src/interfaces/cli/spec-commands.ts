import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { SpecExpansion } from '../../application/ports/spec-expansion.js';
import { readSpec } from '../../domain/spec-file/read-spec.js';
import { decodeSpec, encodeSpec } from '../../domain/spec-file/spec-bytes.js';
import { unifiedDiff } from '../../domain/spec-file/unified-diff.js';
import type { UpdatedSpec } from '../../domain/spec-file/spec-update.js';
import { updateSpec } from '../../domain/spec-file/update-spec.js';
import { macroOption, macrosOf, type PlaceOptions } from './spec-options.js';
import { describeNote, describeSpec } from './spec-text.js';

/** What the commands need of the outside. */
export interface SpecTools {
  print(text: string): void;
  /** For people, beside what is printed. */
  warn(text: string): void;
  today(): Date;
  readonly expansion: SpecExpansion;
}

interface UpdateOptions extends PlaceOptions {
  readonly version: string;
  readonly distGit?: string;
  readonly packager?: string;
  readonly date: string;
  readonly entry?: string;
  readonly bug: readonly string[];
  readonly changelog: boolean;
  readonly prereleasePattern?: string;
  readonly prereleaseMacro?: string;
  readonly commit?: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

function withPlace(command: Command): Command {
  return command
    .option('--branch <branch>', 'branch of dist-git that the package is built from: f43, rawhide, epel9 …')
    .option(
      '--define <macro>',
      '"NAME VALUE" holds there, "NAME" is not defined there; may be repeated',
      macroOption,
      {},
    );
}

async function update(file: string, options: UpdateOptions, tools: SpecTools): Promise<void> {
  const { packager, date, entry, bug } = options;
  if (options.changelog && packager === undefined)
    throw new Error('expected --packager "Name <name@example.org>" for the entry of the changelog, or --no-changelog');
  const updated = updateSpec(decodeSpec(await readFile(file)), {
    version: options.version,
    prerelease: { pattern: options.prereleasePattern, macro: options.prereleaseMacro },
    macros: macrosOf(options),
    commit: options.commit,
    distGit: options.distGit === undefined ? undefined : decodeSpec(await readFile(options.distGit)),
    changelog: options.changelog ? { packager: packager!, date, action: entry, bugs: bug } : undefined,
  });
  const path = file.replace(/^\/+/, '');
  const diff = unifiedDiff(updated.base, updated.changes, `a/${path}`, `b/${path}`);
  if (diff !== '') tools.print(diff.trimEnd());
  for (const note of updated.notes) tools.warn(describeNote(note));
  if (options.check) await check(updated, options, tools);
  if (!options.dryRun) await writeFile(file, encodeSpec(updated.text));
}

/** What rpm makes of a text: expanded, or thrown what it said. */
async function expanded(text: string, options: PlaceOptions, tools: SpecTools): Promise<string> {
  const result = await tools.expansion.expandSpec({ text, macros: macrosOf(options) });
  if (result.outcome === 'unavailable') throw new Error(`rpm cannot be asked: ${result.reason}`);
  if (result.outcome === 'refused') throw new Error(`rpm cannot read the spec file:\n${result.errors}`);
  if (result.warnings !== '') tools.warn(result.warnings);
  return result.text;
}

async function check({ text, version }: UpdatedSpec, options: PlaceOptions, tools: SpecTools): Promise<void> {
  const found = readSpec(await expanded(text, options, tools)).version?.expanded;
  if (found !== version)
    throw new Error(`expected rpm to read version ${version}, found ${found}; nothing was changed`);
}

interface ShowOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly expand?: boolean;
}

async function show(file: string, options: ShowOptions, tools: SpecTools): Promise<void> {
  const text = decodeSpec(await readFile(file));
  const summary = readSpec(options.expand ? await expanded(text, options, tools) : text, macrosOf(options));
  tools.print(options.json ? JSON.stringify(summary, null, 2) : describeSpec(summary).join('\n'));
}

/** Adds `spec update` and `spec show`. Nothing of a spec file is run, unless rpm is to be asked. */
export function addSpecCommands(program: Command, tools: SpecTools): void {
  const spec = program
    .command('spec')
    .description('Read and edit RPM spec files, without running anything in them unless that is wanted.');
  withPlace(
    spec
      .command('update')
      .description('Edit a spec file for a release as a packager does, and print what changes.')
      .argument('<file>')
      .requiredOption('--version <version>', 'version as upstream has it, e.g. 2.0.0-rc.1')
      .option('--check', 'ask rpm, in isolation, whether it reads the result: its Lua and shell commands run')
      .option('--dry-run', 'print what would change; leave the file alone')
      .option('--packager <name>', 'who makes the entry of the changelog: "Name <name@example.org>"')
      .option('--date <date>', 'day of the entry (default: today in UTC)', tools.today().toISOString().slice(0, 10))
      .option('--entry <text>', 'text of the entry (default: "- Update to version …")')
      .option('--bug <bug>', 'bug that the update resolves, e.g. rhbz#1; may be repeated', collect, [])
      .option('--no-changelog', 'add no entry')
      .option('--dist-git <file>', 'spec file of dist-git, whose changelog stays and whose Release counts')
      .option('--prerelease-pattern <pattern>', 'prerelease_suffix_pattern of the configuration')
      .option('--prerelease-macro <name>', 'prerelease_suffix_macro of the configuration')
      .option('--commit <sha>', 'commit of the release, for archives that are named for it'),
  ).action((file: string, options: UpdateOptions) => update(file, options, tools));
  withPlace(
    spec
      .command('show')
      .description('Print version, release and sources of a spec file, as far as they can be known.')
      .argument('<file>')
      .option('--json', 'print one JSON object')
      .option('--expand', 'ask rpm, in isolation: its Lua and shell commands run'),
  ).action((file: string, options: ShowOptions) => show(file, options, tools));
}
