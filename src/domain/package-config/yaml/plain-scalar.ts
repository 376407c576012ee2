import type { YamlScalarKind } from './yaml-node.js';

export interface ScalarValue {
  readonly kind: YamlScalarKind;
  readonly value: string | number | boolean | null;
}

const truths = new Set(['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const falsehoods = new Set(['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);

const integers = {
  binary: /^[-+]?0b[01_]+$/,
  octal: /^[-+]?0[0-7_]+$/,
  decimal: /^[-+]?(?:0|[1-9][0-9_]*)$/,
  hexadecimal: /^[-+]?0x[0-9a-fA-F_]+$/,
  sexagesimal: /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/,
};
const float = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const moment =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;

const firstCharacterOfNumber = /^[-+.0-9]/;
const firstCharacterOfWord = /^[~=<yYnNtTfFoO]/;

function sexagesimalValue(digits: string): number {
  return digits.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

function signed(text: string, read: (digits: string) => number): number {
  const bare = text.replaceAll('_', '');
  const digits = bare.replace(/^[-+]/, '');
  return bare.startsWith('-') ? -read(digits) : read(digits);
}

/** The integer that YAML 1.1 reads in a text, or undefined. */
export function integerValue(text: string): number | undefined {
  if (integers.decimal.test(text)) return signed(text, Number);
  if (integers.octal.test(text)) return signed(text, (digits) => (digits === '0' ? 0 : parseInt(digits, 8)));
  if (integers.hexadecimal.test(text)) return signed(text, (digits) => parseInt(digits.slice(2), 16));
  if (integers.binary.test(text)) return signed(text, (digits) => parseInt(digits.slice(2), 2));
  if (integers.sexagesimal.test(text)) return signed(text, sexagesimalValue);
  return undefined;
}

/** The floating point number that YAML 1.1 reads in a text, or undefined: `1e5` and a lone `.` are none. */
export function floatValue(text: string): number | undefined {
  if (float.test(text)) return signed(text, Number);
  if (sexagesimalFloat.test(text)) return signed(text, sexagesimalValue);
  if (infinity.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (notANumber.test(text)) return NaN;
  return undefined;
}

/** The boolean that YAML 1.1 reads in a text, or undefined. */
export function booleanValue(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return falsehoods.has(text) ? false : undefined;
}

/** Whether a text is written like a timestamp, and whether there is such a day and time. */
export function timestamp(text: string): 'none' | 'valid' | 'impossible' {
  const parts = date.exec(text) ?? moment.exec(text);
  if (!parts) return 'none';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const lastDay = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ][month - 1];
  const exists =
    year > 0 && lastDay !== undefined && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && second < 60;
  return exists ? 'valid' : 'impossible';
}

function resolveWord(text: string): ScalarValue {
  if (nulls.has(text)) return { kind: 'null', value: null };
  const boolean = booleanValue(text);
  if (boolean !== undefined) return { kind: 'boolean', value: boolean };
  if (text === '<<') return { kind: 'merge', value: text };
  return { kind: text === '=' ? 'default' : 'string', value: text };
}

/** What an unquoted scalar means in YAML 1.1; undefined if it is written like a number or day that cannot be. */
export function resolvePlain(text: string): ScalarValue | undefined {
  if (text === '' || firstCharacterOfWord.test(text)) return resolveWord(text);
  if (!firstCharacterOfNumber.test(text)) return { kind: 'string', value: text };
  const number = integerValue(text);
  if (number !== undefined) return Number.isNaN(number) ? undefined : { kind: 'integer', value: number };
  const fraction = floatValue(text);
  if (fraction !== undefined) return { kind: 'float', value: fraction };
  const day = timestamp(text);
  if (day === 'none') return { kind: 'string', value: text };
  return day === 'valid' ? { kind: 'timestamp', value: text } : undefined;
}
