import { listOf, mapping } from '../values/collection-types.js';
import { boolean, string } from '../values/scalar-types.js';
import { nullable, optional } from '../values/value-type.js';
import { documented } from './documented-key.js';

const accounts = listOf(string, 'list of accounts');
const packit: readonly string[] = ['packit'];

/** Keys about what happens in dist-git and after. */
export const downstreamKeys = {
  allowed_pr_authors: documented(
    nullable(accounts, packit),
    ['downstream'],
    'Authors whose merged pull requests are built; also `@group`, `all_admins`, `all_committers`.',
  ),
  allowed_committers: documented(
    nullable(accounts, [] as readonly string[]),
    ['downstream'],
    'Committers whose direct pushes are built.',
  ),
  allowed_builders: documented(nullable(accounts, packit), ['downstream'], 'Owners of Koji builds that get an update.'),
  bodhi_extra_params: documented(nullable(mapping, {}), ['downstream'], 'Further fields of the update.'),
  clone_repos_before_run_condition: documented(
    optional(boolean, false),
    ['downstream', 'sync'],
    'Clone the repositories before the action `run-condition`.',
  ),
};
