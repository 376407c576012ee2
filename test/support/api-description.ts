import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import type { Exchange } from '../../sandbox/http-service.js';

interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** An OpenAPI 3.0 document, against which what was asked and answered can be held. */
export class ApiDescription {
  readonly #document: { readonly paths: Paths };
  readonly #ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  readonly #paths: readonly { readonly path: string; readonly expression: RegExp }[];

  constructor(file: string) {
    this.#document = withNulls(parse(readFileSync(file, 'utf8'))) as { paths: Paths };
    formats.default(this.#ajv);
    this.#ajv.addSchema(this.#document, 'api');
    const parameters = (path: string) => path.split('{').length;
    this.#paths = Object.keys(this.#document.paths)
      .sort((a, b) => parameters(a) - parameters(b))
      .map((path) => ({
        path,
        expression: new RegExp(
          `^${path
            .replace(/[.+]/g, '\\$&')
            .replace(/\{(?:path|branch)\}$|(?<=\/git\/ref\/)\{ref\}$/, '.+')
            .replace(/\{\w+\}/g, '[^/]+')}$`,
        ),
      }));
  }

  /** What is wrong with an exchange; nothing when it is described like this. `prefix` is the part of the address before the described paths. */
  misfits({ method, path, status, full }: Exchange, prefix: string): string[] {
    const name = `${method} ${path} → ${status}`;
    const asked = path.slice(prefix.length);
    const verb = method.toLowerCase();
    const known = this.#paths.find(
      (candidate) => candidate.expression.test(asked) && this.#document.paths[candidate.path]?.[verb],
    );
    const operation = known && this.#document.paths[known.path]?.[verb];
    if (!known || !operation) return [`${name}: is not described`];
    const at = `api#/paths/${escaped(known.path)}/${verb}`;
    const found: string[] = [];
    const type = `${escaped('application/json')}/schema`;
    if (status < 400 && full && full.request.length > 0) {
      found.push(
        ...this.#errors(
          `${this.#target(operation.requestBody, `${at}/requestBody`)}/content/${type}`,
          JSON.parse(full.request.toString('utf8')),
          `${name}: request`,
        ),
      );
    }
    const response = operation.responses?.[String(status)];
    if (response === undefined) return [...found, `${name}: this status is not described`];
    const answer = full?.answer;
    if (answer === undefined || Buffer.isBuffer(answer) || status === 304) return found;
    return [
      ...found,
      ...this.#errors(
        `${this.#target(response, `${at}/responses/${status}`)}/content/${type}`,
        JSON.parse(JSON.stringify(answer)),
        `${name}: answer`,
      ),
    ];
  }

  /** Where a part of the document is that may be a reference. */
  #target(part: unknown, place: string): string {
    const reference = typeof part === 'object' && part !== null && '$ref' in part ? part.$ref : undefined;
    return typeof reference === 'string' ? `api${reference}` : place;
  }

  #errors(schema: string, value: unknown, name: string): string[] {
    const validate = this.#ajv.getSchema(schema);
    if (!validate) return [`${name}: no schema at ${schema}`];
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${name}${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** OpenAPI 3.0 allows `nullable` beside `allOf`, `oneOf` or `$ref`; JSON Schema says that with a choice. */
function withNulls(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withNulls);
  if (typeof part !== 'object' || part === null) return part;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withNulls(value)]));
  if (nullable === undefined) return rest;
  if (nullable === true && Array.isArray(rest.enum))
    return { ...rest, nullable, enum: [...(rest.enum as unknown[]), null] };
  return nullable === true && !('type' in rest) ? { anyOf: [{ type: 'null' }, rest] } : { ...rest, nullable };
}
