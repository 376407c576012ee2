import { listOf } from '../values/collection-types.js';
import { boolean, oneOf, string } from '../values/scalar-types.js';
import { optional, required, type ValuesOf } from '../values/value-type.js';
import { documented, everywhere } from './documented-key.js';

export const jobTypes = [
  'propose_downstream',
  'pull_from_upstream',
  'sync_from_downstream',
  'copr_build',
  'upstream_koji_build',
  'koji_build',
  'tests',
  'bodhi_update',
  'vm_image_build',
  'koji_build_tag',
] as const;
export const jobTriggers = ['release', 'pull_request', 'commit', 'koji_build', 'ignore'] as const;

export type JobType = (typeof jobTypes)[number];
export type JobTrigger = (typeof jobTriggers)[number];

const strings = listOf(string);

/** The keys that only a job has, `packages` aside. Null is the same as leaving one out. */
export const jobKeys = {
  job: documented(required(oneOf(jobTypes)), everywhere, 'What the job does.'),
  trigger: documented(
    required(oneOf(jobTriggers)),
    everywhere,
    'What starts the job; `commit | koji_build` makes two jobs of it.',
  ),
  skip_build: documented(optional(boolean, false), ['tests'], 'Test without a Copr build.'),
  manual_trigger: documented(
    optional(boolean, false),
    everywhere,
    'Run only when a comment or a re-run asks for it, or as a consequence of a result.',
  ),
  labels: documented(optional(strings, null), ['tests'], 'Groups that `/packit test --labels` selects by.'),
  sidetag_group: documented(
    optional(string, null),
    ['downstream'],
    'Group of packages that are built into one sidetag.',
  ),
  dependencies: documented(optional(strings, null), ['downstream'], 'Packages that have to be in the sidetag before.'),
  dependents: documented(
    optional(strings, null),
    ['downstream'],
    'Packages whose jobs are started when this one is in the sidetag.',
  ),
  package: documented(optional(string, null), everywhere, 'Makes the job a job of this package alone.'),
};

export type JobKeyName = keyof typeof jobKeys;
export type JobKeys = ValuesOf<typeof jobKeys>;

export function isJobKey(name: string): name is JobKeyName {
  return Object.hasOwn(jobKeys, name);
}
