import type { YamlNode } from '../yaml/yaml-node.js';
import type { Reading } from './reading.js';

/** A JSON Schema, as data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A type of values: how one is read, what it is called, how an editor should check it. */
export interface ValueType<T> {
  /** For people: "list of strings". */
  readonly name: string;
  readonly schema: JsonSchema;
  read(node: YamlNode): Reading<T>;
}

/** A key: the type of its value and what holds when it is absent. */
export interface KeyDefinition<T, Fallback> {
  readonly type: ValueType<T>;
  readonly fallback: Fallback;
  /** Whether null is accepted; it means the fallback. */
  readonly nullable: boolean;
  readonly required: boolean;
}

export type AnyKey = KeyDefinition<unknown, unknown>;

/** What a key holds once defaults are applied. */
export type ValueOf<Key> = Key extends KeyDefinition<infer T, infer Fallback> ? T | Fallback : never;
export type ValuesOf<Keys> = { readonly [Name in keyof Keys]: ValueOf<Keys[Name]> };

/** A key that may be left out but may not be null. */
export function optional<T, Fallback>(type: ValueType<T>, fallback: Fallback): KeyDefinition<T, Fallback> {
  return { type, fallback, nullable: false, required: false };
}

/** A key that may be left out, or be null, which is the same. */
export function nullable<T, Fallback>(type: ValueType<T>, fallback: Fallback): KeyDefinition<T, Fallback> {
  return { type, fallback, nullable: true, required: false };
}

/** A key that has to be there. */
export function required<T>(type: ValueType<T>): KeyDefinition<T, never> {
  return { type, fallback: undefined as never, nullable: false, required: true };
}

/** The schema of what a key accepts. */
export function keySchema({ type, nullable }: AnyKey): JsonSchema {
  return nullable ? { anyOf: [type.schema, { type: 'null' }] } : type.schema;
}
