import { EmailPlaceholders } from './email-placeholders.js';
import { scrubPercentEncoded, withoutEncodedSecrets } from './encoded-secrets.js';
import { isSecretName } from './secret-names.js';
import { REMOVED, withoutSecretShapes } from './secret-shapes.js';
import { scrubYaml } from './scrub-yaml.js';

/** An encoding within an encoding within an encoding is looked into, and no deeper. */
const DEEPEST = 3;
/** JSON that is nested deeper is looked through as a text. */
const DEEPEST_JSON = 200;
/** A shorter one, such as `secret`, could be a part of any name. */
const SHORTEST_KNOWN = 8;
/** Shorter secrets are removed where they stand and not looked for elsewhere: they could be any word. */
const TELLING_LENGTH = 12;

/**
 * Takes secrets and e-mail addresses out of texts and JSON. The same input gives the same output wherever it stands, so that
 * what was equal stays equal. A secret that was found once is removed wherever it occurs: go over everything twice.
 */
export class Scrubber {
  private readonly emails = new EmailPlaceholders();
  private readonly secrets = new Set<string>();
  private readonly found = new Set<string>();

  /** `known`: secrets that must not occur, whatever they look like. */
  constructor(known: readonly string[] = []) {
    for (const secret of known) if (secret.length >= SHORTEST_KNOWN) this.secrets.add(secret);
  }

  /** How many different ones were replaced. */
  get removed(): { readonly emails: number; readonly secrets: number } {
    return { emails: this.emails.count, secrets: this.found.size };
  }

  /** JSON of any kind: its strings, what stands under names of secrets, and its keys. */
  json(value: unknown): unknown {
    return this.value(value, false);
  }

  /** A text that may be JSON or YAML as a whole. */
  document(text: string): string {
    const parsed = parsedJson(text);
    if (parsed) return JSON.stringify(this.json(parsed.value));
    return (
      scrubYaml(
        text,
        (value, secret) => this.scalar(value, secret),
        (prose) => this.text(prose),
      ) ?? this.text(text)
    );
  }

  /** Prose, addresses, names. */
  text(text: string): string {
    return this.scrub(text, 0);
  }

  private value(value: unknown, secret: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item, secret));
    if (value === null || typeof value !== 'object') return this.scalar(value, secret);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.text(key), this.value(item, secret || isSecretName(key))]),
    );
  }

  private scalar(value: unknown, secret: boolean): unknown {
    if (typeof value === 'number') return secret ? 0 : value;
    if (typeof value !== 'string') return value;
    if (secret) return value === '' ? value : this.remove(value);
    const parsed = /^\s*[[{]/.test(value) ? parsedJson(value) : undefined;
    const plain = this.text(value);
    if (!parsed) return plain;
    const clean = JSON.stringify(this.json(parsed.value));
    // A key that is there twice hides what its first value says: only what shows nothing at all stays as it was written.
    return plain === value && clean === JSON.stringify(parsed.value) ? value : clean;
  }

  private scrub(text: string, depth: number): string {
    if (text.length < 4 || depth > DEEPEST) return text;
    const deeper = (part: string) => this.scrub(part, depth + 1);
    const remove = (secret: string) => this.remove(secret);
    let clean = text;
    for (const secret of this.secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, remove(secret));
    clean = withoutSecretShapes(clean, remove);
    clean = scrubPercentEncoded(clean, deeper);
    clean = withoutEncodedSecrets(clean, deeper, remove);
    return this.emails.replaceIn(clean);
  }

  private remove(secret: string): string {
    if (secret === REMOVED) return REMOVED;
    this.found.add(secret);
    if (secret.length >= TELLING_LENGTH && isTelling(secret)) this.secrets.add(secret);
    return REMOVED;
  }
}

/** Capitals, small letters and digits mixed, and nothing that a name or an address is made of: nobody would call anything so. */
function isTelling(secret: string): boolean {
  return /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret) && !/[\s/:@,]/.test(secret);
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*(?:[[{"]|null\s*$)/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, DEEPEST_JSON) ? undefined : { value };
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
