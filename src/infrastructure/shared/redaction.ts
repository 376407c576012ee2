const REDACTED = '[redacted]';
const TOKEN_SHAPES = [/\bgh[a-z]_[A-Za-z0-9_.-]{8,}/g, /\b(Bearer|Basic|Negotiate) +[A-Za-z0-9+/=_.~-]{6,}/gi];
const LONGEST_TEXT = 8_192;
const LONGEST_DOCUMENT = 64 * 1024;

/** Takes the given secrets, and whatever looks like a token, out of a text. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, REDACTED);
  for (const shape of TOKEN_SHAPES) clean = clean.replace(shape, REDACTED);
  return clean;
}

/** The body of an answer as a failure may carry it: without secrets, and cut where it is long. */
export function redactBody(body: unknown, secrets: readonly string[] = []): unknown {
  if (body === undefined || body === null) return body;
  if (typeof body === 'string') return cut(redact(body, secrets));
  const text = redact(JSON.stringify(body), secrets);
  return text.length > LONGEST_DOCUMENT ? cut(text) : (JSON.parse(text) as unknown);
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} …` : text;
}
