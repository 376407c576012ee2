import { plainData } from '../yaml/yaml-node.js';
import { didYouMean } from '../values/did-you-mean.js';
import type { FreeMapping } from '../values/collection-types.js';
import { accept, type Finding, refuse, typeName } from '../values/reading.js';
import type { ValueType } from '../values/value-type.js';

export const actionNames = [
  'post-upstream-clone',
  'pre-sync',
  'get-current-version',
  'create-archive',
  'create-patches',
  'prepare-files',
  'fix-spec-file',
  'changelog-entry',
  'commit-message',
  'post-modifications',
  'run-condition',
] as const;

export type ActionName = (typeof actionNames)[number];

const isAction = (name: string): boolean => (actionNames as readonly string[]).includes(name);
const command = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

/** `actions`: what runs instead of, or besides, the built-in steps. Only the names are checked when loading. */
export const actions: ValueType<FreeMapping> = {
  name: 'mapping of action names to commands',
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      actionNames.map((name) => [name, { anyOf: [{ type: 'string' }, { type: 'array', items: command }] }]),
    ),
    additionalProperties: false,
  },
  read(node) {
    if (node.kind !== 'mapping')
      return refuse(node, `'dict' required, got ${typeName(node)}.`, {
        expected: 'a mapping of action names to commands',
      });
    const unknown = node.entries.filter(({ key }) => key.kind !== 'string' || !isAction(key.source));
    const [first] = unknown;
    if (!first) return accept(plainData(node) as FreeMapping);
    const names = unknown.map(({ key }) => `'${key.source}'`).join(', ');
    const finding: Finding = {
      message: `Unknown action(s) provided: [${names}]`,
      path: [],
      offset: first.key.offset,
      found: names,
      expected: `names of actions: ${actionNames.join(', ')}`,
      suggest: () => didYouMean(first.key.source, actionNames),
    };
    return { ok: false, findings: [finding] };
  },
};
