import { listOf, mapping, object, stringKeyedMapping } from '../values/collection-types.js';
import { boolean, string } from '../values/scalar-types.js';
import { nullable, optional } from '../values/value-type.js';
import { documented } from './documented-key.js';

const bareTest = { default_labels: nullable(listOf(string), null), default_identifier: nullable(string, null) };

/** Keys about tests. */
export const testKeys = {
  fmf_url: documented(nullable(string, null), ['tests'], 'Repository of the tests. Default: the one that is tested.'),
  fmf_ref: documented(nullable(string, null), ['tests'], 'Branch, tag or commit of `fmf_url`.'),
  fmf_path: documented(nullable(string, '.'), ['tests'], 'Folder in which the fmf tree begins.'),
  use_target_repo_for_fmf_url: documented(
    optional(boolean, false),
    ['tests'],
    'Take the tests from the target repository for pull requests from forks.',
  ),
  tmt_plan: documented(nullable(string, null), ['tests'], 'Pattern of the plans to run.'),
  tf_post_install_script: documented(nullable(string, null), ['tests'], 'Script that prepares the machine.'),
  tf_extra_params: documented(nullable(mapping, {}), ['tests'], 'Merged into the request to Testing Farm.'),
  env: documented(nullable(stringKeyedMapping, {}), ['tests'], 'Environment variables of the tests.'),
  use_internal_tf: documented(optional(boolean, false), ['tests'], 'Test on the internal ranch of Red Hat.'),
  skip_missing_branched_composes: documented(
    optional(boolean, false),
    ['tests'],
    'Let a compose that a freshly branched Fedora does not have yet count as neutral.',
  ),
  test_command: documented(optional(object(bareTest), null), ['tests'], 'Which jobs a bare `/packit test` runs.'),
};
