import { z } from 'zod';

/** Schemas that have a section of their own. */
export type NamedShapes = ReadonlyMap<z.core.$ZodType, string>;

/** A schema in a few words for people: `text`, `integer or null`, `list of text`, `RunOrigin` … */
export function shapeText(schema: z.core.$ZodType, named: NamedShapes): string {
  const name = named.get(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const inner = (part: z.core.$ZodType) => shapeText(part, named);
  if (schema instanceof z.ZodNullable) return `${inner(schema.def.innerType)} or null`;
  if (schema instanceof z.ZodOptional) return `${inner(schema.def.innerType)}, optional`;
  if (schema instanceof z.ZodArray) return `list of ${inner(schema.def.element)}`;
  if (schema instanceof z.ZodRecord) return `map of ${inner(schema.def.valueType)}`;
  if (schema instanceof z.ZodUnion) return schema.def.options.map(inner).join(' or ');
  if (schema instanceof z.ZodEnum) return schema.options.map((value) => `\`${value}\``).join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `\`${String(value)}\``).join(', ');
  if (schema instanceof z.ZodObject) return objectText(schema, inner);
  if (schema instanceof z.ZodISODateTime) return 'time';
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'integer' : 'number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodUnknown) return 'any JSON';
  throw new Error(`A schema of type ${schema._zod.def.type} has no words yet: scripts/docs/shape-text.ts`);
}

function objectText({ shape }: z.ZodObject, inner: (part: z.core.$ZodType) => string): string {
  return `{ ${Object.entries(shape)
    .map(([field, part]) => `${field}: ${inner(part as z.core.$ZodType)}`)
    .join('; ')} }`;
}
