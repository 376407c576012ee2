import { BadRequestException } from '@nestjs/common';

const MOST = 500;
const DEFAULT_LIMIT = 50;

/** How many are wanted: 1 to 500. */
export function limitOf(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(String(value)) ? Number(value) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new BadRequestException(`limit: expected 1 to ${MOST}, found ${String(value)}`);
}

/** One of the values, or undefined when the parameter is not there. */
export function oneOf<Value extends string>(name: string, values: readonly Value[], value: unknown): Value | undefined {
  if (value === undefined) return undefined;
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw new BadRequestException(`${name}: expected one of ${values.join(', ')}, found ${String(value)}`);
}

/** A text, or undefined when the parameter is not there. */
export function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new BadRequestException(`${name}: expected one text, found ${JSON.stringify(value)}`);
}
