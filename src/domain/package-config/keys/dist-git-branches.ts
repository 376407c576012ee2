import { plainData, type YamlNode } from '../yaml/yaml-node.js';
import { accept, quoteValue, refuse, type Reading, typeName } from '../values/reading.js';
import type { ValueType } from '../values/value-type.js';

export interface BranchAttributes {
  /** Branches that get a pull request with the same commits. */
  readonly fast_forward_merge_into?: readonly string[];
}

export type DistGitBranches = readonly string[] | Readonly<Record<string, BranchAttributes>>;

const fastForward = 'fast_forward_merge_into';
const example = 'Example -> "dist_git_branches": {"fedora-rawhide": {"fast_forward_merge_into": ["f40"]}, epel9: {}}}';

const isStringList = (node: YamlNode): boolean =>
  node.kind === 'sequence' && node.items.every(({ kind }) => kind === 'string');

const isAttributes = (node: YamlNode): boolean =>
  node.kind === 'mapping' && node.entries.every(({ key, value }) => key.source === fastForward && isStringList(value));

function readBranches(node: YamlNode): Reading<DistGitBranches> {
  const isBranches =
    node.kind === 'mapping' && node.entries.every(({ key, value }) => key.kind === 'string' && isAttributes(value));
  if (isBranches || isStringList(node)) return accept(plainData(node) as DistGitBranches);
  const got = `got ${quoteValue(node)} (type ${typeName(node)})`;
  return refuse(node, `Expected 'list[str]' or 'dict[str, dict[str, list]]', ${got}.\n${example}`, {
    expected: `a list of branches, or a mapping of branches to {} or {${fastForward}: [branches]}`,
  });
}

/** `dist_git_branches`: a list of branches or a mapping of branches to what follows them. */
export const distGitBranches: ValueType<DistGitBranches> = {
  name: `list of branches, or mapping of branches to \`{${fastForward}: [branches]}\`; in a job also one branch`,
  schema: {
    anyOf: [
      { type: 'array', items: { type: 'string' } },
      {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { [fastForward]: { type: 'array', items: { type: 'string' } } },
          additionalProperties: false,
        },
      },
    ],
  },
  read: readBranches,
};
