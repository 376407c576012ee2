import type { Command } from './command.js';
import { fedoraCiGrammar, grammar, packageOption, type CommandSpec } from './grammar.js';
import { prefixesOf } from './prefixes.js';

/** Lines of the usage text are broken after this many characters, at commas. */
const WIDTH = 85;
/** The column in which explanations begin. */
const COLUMN = 24;

/** The usage text of a prefix: what `help` prints in a code block. */
export function usage(family: Command['family'], commandPrefix: string): string {
  const { packit, fedoraCi } = prefixesOf(commandPrefix);
  return family === 'packit' ? packitUsage(packit) : fedoraCiUsage(fedoraCi);
}

/** The reply to `help`: usage, on dist-git a note about the other prefix, whom to ask, where to read on. */
export function helpReply(family: Command['family'], commandPrefix: string, onDistGit: boolean): string {
  const documentation = family === 'packit' ? 'https://packit.dev/docs' : 'https://packit.dev/fedora-ci';
  return [
    `\`\`\`\n${usage(family, commandPrefix)}\n\`\`\``,
    ...notes(family, onDistGit),
    [
      'Need help? Get in touch:',
      '* Email: hello@packit.dev',
      '* Matrix: `#packit:fedora.im`',
      '* Mastodon: `@packit@fosstodon.org`',
    ].join('\n'),
    `Documentation: ${documentation}`,
  ].join('\n\n');
}

function notes(family: Command['family'], onDistGit: boolean): string[] {
  if (family === 'fedora-ci')
    return [
      '> [!NOTE]\n' +
        '> These commands are for Fedora CI. The opt-in jobs (propose-downstream, pull-from-upstream, Koji builds, ' +
        'Bodhi updates) have their help under `/packit` or `/packit-stg`, and need a valid configuration file in the ' +
        'repository.',
    ];
  if (!onDistGit) return [];
  return [
    '> [!NOTE]\n' +
      '> These commands are for the opt-in jobs (propose-downstream, pull-from-upstream, Koji builds, Bodhi updates). ' +
      'The help of Fedora CI is under `/packit-ci` or `/packit-ci-stg`.',
  ];
}

function packitUsage(prefix: string): string {
  const opening = `usage: ${prefix} `;
  const [flag = ''] = packageOption.flags;
  const indent = ' '.repeat(opening.length);
  const option = `${flag} ${packageOption.placeholder ?? ''}`;
  return [
    `${opening}[${option}]`,
    ...choices(grammar, indent),
    `${indent}...`,
    '',
    ...commands(grammar),
    '',
    'options:',
    entry(`  ${option}`, [packageOption.about]),
  ].join('\n');
}

function fedoraCiUsage(prefix: string): string {
  const [list = ''] = choices(fedoraCiGrammar, '');
  return [`usage: ${prefix} ${list} ...`, '', ...commands(fedoraCiGrammar)].join('\n');
}

function commands(table: readonly CommandSpec[]): string[] {
  return [
    'positional arguments:',
    ...choices(table, '  '),
    `${' '.repeat(COLUMN)}commands available`,
    ...shown(table).map(({ words, help }) => {
      const [name = '', ...aliases] = words;
      return entry(`    ${aliases.length > 0 ? `${name} (${aliases.join(', ')})` : name}`, help);
    }),
  ];
}

/** `{help,copr-build,…}`, broken at commas. */
function choices(table: readonly CommandSpec[], indent: string): string[] {
  const words = shown(table).flatMap((spec) => spec.words);
  const lines: string[] = [];
  let line = `${indent}{`;
  words.forEach((word, place) => {
    const piece = `${word}${place === words.length - 1 ? '}' : ','}`;
    if (line.length + piece.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += piece;
  });
  return [...lines, line];
}

/** A name and its explanation beside it, or below when the name is too long. */
function entry(name: string, about: readonly string[]): string {
  const [first = '', ...rest] = about;
  const beside = name.length <= COLUMN - 2 ? [name.padEnd(COLUMN) + first] : [name, ' '.repeat(COLUMN) + first];
  return [...beside, ...rest.map((line) => ' '.repeat(COLUMN) + line)].join('\n');
}

function shown(table: readonly CommandSpec[]): readonly CommandSpec[] {
  return table.filter(({ help }) => help.length > 0);
}
