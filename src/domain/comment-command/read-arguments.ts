import type { CommandArguments } from './command-arguments.js';
import { packageOption, type CommandSpec, type OptionSpec, type PositionalSpec } from './grammar.js';
import type { SyntaxProblem } from './syntax-problem.js';

export type ArgumentsRead =
  | { readonly ok: true; readonly args: CommandArguments; readonly rest: readonly string[] }
  | { readonly ok: false; readonly problem: SyntaxProblem };

type Values = { -readonly [Name in keyof CommandArguments]?: string | string[] | true };

/** Reads the options that stand before the command; `rest` begins with the command's word. */
export function readLeadingOptions(words: readonly string[]): ArgumentsRead {
  const values: Values = {};
  let at = 0;
  while (at < words.length && words[at]!.startsWith('-')) {
    const taken = takeOption(words, at, [packageOption], values);
    if (typeof taken !== 'number') return { ok: false, problem: taken };
    at = taken;
  }
  return { ok: true, args: values as CommandArguments, rest: words.slice(at) };
}

/** Reads what follows the command's word, by the command's entry in the table. */
export function readArguments(spec: CommandSpec, words: readonly string[]): ArgumentsRead {
  const values: Values = {};
  if (spec.positional?.verbatim) return { ok: true, args: { [spec.positional.as]: [...words] }, rest: [] };
  let optionsEnded = false;
  for (let at = 0; at < words.length;) {
    const word = words[at]!;
    if (!optionsEnded && word === '--') {
      optionsEnded = true;
      at++;
    } else if (!optionsEnded && word.startsWith('-') && word !== '-') {
      const taken = takeOption(words, at, spec.options ?? [], values);
      if (typeof taken !== 'number') return { ok: false, problem: taken };
      at = taken;
    } else {
      const problem = takePositional(word, spec.positional, values);
      if (problem) return { ok: false, problem };
      at++;
    }
  }
  return { ok: true, args: values as CommandArguments, rest: [] };
}

function takePositional(word: string, spec: PositionalSpec | undefined, values: Values): SyntaxProblem | undefined {
  if (!spec || (spec.reads === 'text' && values[spec.as] !== undefined)) return { code: 'superfluous-word', word };
  if (spec.choices && !spec.choices.includes(word)) return { code: 'value-not-allowed', word, allowed: spec.choices };
  keep(values, spec, word);
  return undefined;
}

/** Takes the option at `at` and its value: the place of the next word, or what is wrong. */
function takeOption(
  words: readonly string[],
  at: number,
  specs: readonly OptionSpec[],
  values: Values,
): number | SyntaxProblem {
  const { flag, attached } = splitOption(words[at]!);
  const matches = optionsCalled(flag, specs);
  const [spec] = matches;
  if (!spec) {
    const isPackage = !specs.includes(packageOption) && packageOption.flags.includes(flag);
    return { code: isPackage ? 'package-after-command' : 'unknown-option', word: flag };
  }
  if (matches.length > 1)
    return { code: 'ambiguous-option', word: flag, couldBe: matches.map(({ flags }) => flags[0]!) };
  if (spec.reads === 'switch') {
    if (attached !== undefined) return { code: 'option-takes-no-value', word: flag };
    values[spec.as] = true;
    return at + 1;
  }
  const next = words[at + 1];
  const value = attached ?? (next !== undefined && !/^-./.test(next) ? next : undefined);
  if (value === undefined) return { code: 'option-without-value', word: flag };
  if (spec.choices && !spec.choices.includes(value))
    return { code: 'value-not-allowed', word: value, allowed: spec.choices };
  keep(values, spec, value);
  return at + (attached === undefined ? 2 : 1);
}

/** `--opt=value`, `-ovalue` and `-o=value` carry their value with them. */
function splitOption(word: string): { flag: string; attached?: string } {
  if (!word.startsWith('--')) {
    const attached = word.slice(2).replace(/^=/, '');
    return word.length > 2 ? { flag: word.slice(0, 2), attached } : { flag: word };
  }
  const equals = word.indexOf('=');
  return equals < 0 ? { flag: word } : { flag: word.slice(0, equals), attached: word.slice(equals + 1) };
}

/** The options with this flag, or else those of which it is the beginning. */
function optionsCalled(flag: string, specs: readonly OptionSpec[]): readonly OptionSpec[] {
  const exact = specs.filter(({ flags }) => flags.includes(flag));
  if (exact.length > 0 || !/^--./.test(flag)) return exact;
  return specs.filter(({ flags }) => flags.some((known) => known.startsWith(flag)));
}

function keep(values: Values, { as, reads }: Pick<OptionSpec, 'as' | 'reads'>, value: string): void {
  if (reads === 'repeated') {
    const known = values[as];
    if (Array.isArray(known)) known.push(value);
    else values[as] = [value];
  } else if (reads === 'list') values[as] = value.split(',').filter((item) => item !== '');
  else values[as] = value;
}
