import type { Moment } from '../../application/past/moment.js';

/** Reads the value of an option that takes a time or a position of the log. */
export function readMoment(option: string, text: string): Moment {
  if (/^\d{1,15}$/.test(text)) return { position: Number(text) };
  const time = Date.parse(text);
  if (!/^\d{4}-/.test(text) || Number.isNaN(time))
    throw new Error(
      `${option}: expected an ISO 8601 time such as 2026-08-01T12:00:00Z, or a position of the log such as 4711, found ${text}`,
    );
  return { time: new Date(time).toISOString() };
}
