import type { YamlNode } from '../yaml/yaml-node.js';
import { didYouMean } from './did-you-mean.js';
import { accept, refuse, type Reading } from './reading.js';
import type { ValueType } from './value-type.js';

const truths = ['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1'];
const falsehoods = ['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0'];

function readString(node: YamlNode): Reading<string> {
  if (node.kind === 'string') return accept(node.source);
  return refuse(node, 'Not a valid string.', { expected: 'a string (numbers, dates, yes and no need quotes)' });
}

export const string: ValueType<string> = { name: 'string', schema: { type: 'string' }, read: readString };

/** A string that passes a check; `problem` gives the message for one that does not. */
export function checkedString(name: string, problem: (text: string) => string | undefined): ValueType<string> {
  return {
    name,
    schema: string.schema,
    read(node) {
      const reading = readString(node);
      const message = reading.ok ? problem(reading.value) : undefined;
      return message === undefined ? reading : refuse(node, message, { expected: name });
    },
  };
}

export const boolean: ValueType<boolean> = {
  name: 'boolean',
  schema: { anyOf: [{ type: 'boolean' }, { enum: [0, 1, ...truths, ...falsehoods] }] },
  read(node) {
    if (node.kind === 'boolean') return accept(node.value === true);
    if (node.kind === 'string' && truths.includes(node.source)) return accept(true);
    if (node.kind === 'string' && falsehoods.includes(node.source)) return accept(false);
    if ((node.kind === 'integer' || node.kind === 'float') && (node.value === 0 || node.value === 1))
      return accept(node.value === 1);
    return refuse(node, 'Not a valid boolean.', { expected: 'true or false' });
  },
};

/** Whole numbers; fractions are cut, texts of digits are read. */
export function integer(least?: number): ValueType<number> {
  return {
    name: least === undefined ? 'integer' : `integer, at least ${least}`,
    schema: {
      anyOf: [
        { type: 'number', minimum: least },
        { type: 'string', pattern: '^\\s*[-+]?\\d+\\s*$' },
      ],
    },
    read(node) {
      let value: unknown;
      if (node.kind === 'integer' || node.kind === 'float') value = node.value;
      if (node.kind === 'string' && /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(node.source))
        value = Number(node.source.replaceAll('_', ''));
      if (typeof value !== 'number' || !Number.isFinite(value))
        return refuse(node, 'Not a valid integer.', { expected: 'a whole number' });
      const whole = Math.trunc(value) + 0;
      if (least !== undefined && whole < least)
        return refuse(node, 'Invalid value.', { expected: `a number of at least ${least}` });
      return accept(whole);
    },
  };
}

/** Exactly one of the given names. */
export function oneOf<const Name extends string>(names: readonly Name[]): ValueType<Name> {
  const isName = (text: string): text is Name => (names as readonly string[]).includes(text);
  return {
    name: names.map((name) => `\`${name}\``).join(', '),
    schema: { enum: names },
    read(node) {
      const reading = readString(node);
      if (!reading.ok) return reading;
      if (isName(reading.value)) return accept(reading.value);
      const expected = `one of ${names.join(', ')}`;
      return refuse(node, `Must be one of: ${names.join(', ')}.`, {
        expected,
        suggest: () => didYouMean(reading.value, names),
      });
    },
  };
}
