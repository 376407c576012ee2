import { BadRequestException } from '@nestjs/common';
import type { Moment } from '../../application/past/moment.js';

const MOST = 500;
const DEFAULT_LIMIT = 50;

/** How many are wanted: 1 to `most`. */
export function limitOf(value: unknown, unsaid = DEFAULT_LIMIT, most = MOST): number {
  if (value === undefined) return unsaid;
  const limit = /^\d{1,4}$/.test(String(value)) ? Number(value) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw new BadRequestException(`limit: expected 1 to ${most}, found ${String(value)}`);
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

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** A position of the log or a time, or undefined when the parameter is not there: then it is now. */
export function momentOf(name: string, value: unknown): Moment | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : '';
  if (/^\d{1,15}$/.test(text)) return { position: Number(text) };
  const time = ISO_TIME.test(text) ? Date.parse(text.replace(',', '.')) : NaN;
  if (!Number.isNaN(time)) return { time: new Date(time).toISOString() };
  throw new BadRequestException(
    `${name}: expected an ISO 8601 time with its zone, such as 2026-01-05T12:00:00Z, or a position of the log; found ${JSON.stringify(value)}`,
  );
}
