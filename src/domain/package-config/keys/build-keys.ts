import { listOf, object } from '../values/collection-types.js';
import { boolean, integer, oneOf, string } from '../values/scalar-types.js';
import { nullable, optional } from '../values/value-type.js';
import { documented } from './documented-key.js';
import { targets, type Targets } from './targets.js';

const strings = listOf(string);
const none: readonly string[] = [];

const pullRequestNotification = { successful_build: optional(boolean, false) };
const failureComment = { message: nullable(string, null) };
const failureIssue = { create: optional(boolean, true) };
const labels = { present: optional(strings, none), absent: optional(strings, none) };
const noLabels = { present: none, absent: none };
const openScanHub = {
  analyzer: nullable(string, null),
  config: nullable(string, null),
  profile: nullable(string, null),
};

/** Keys about builds, and what is said about them. */
export const buildKeys = {
  targets: documented(nullable(targets, {} as Targets), ['copr', 'tests', 'koji'], 'What to build for, or test on.'),
  identifier: documented(
    nullable(string, null),
    ['copr', 'tests', 'sync', 'image'],
    'Suffix that tells the checks of jobs apart.',
  ),
  branch: documented(
    nullable(string, null),
    ['copr', 'tests', 'koji'],
    'Pattern that the start of the pushed branch, or of the target branch of a pull request, has to match.',
  ),
  owner: documented(
    nullable(string, null),
    ['copr', 'tests', 'image'],
    'Owner of the Copr project; a group is `"@group"`.',
  ),
  project: documented(nullable(string, null), ['copr', 'tests', 'image'], 'Name of the Copr project.'),
  list_on_homepage: documented(optional(boolean, false), ['copr'], 'Show the Copr project on the home page of Copr.'),
  preserve_project: documented(optional(boolean, false), ['copr'], 'Keep the Copr project for good.'),
  module_hotfixes: documented(optional(boolean, false), ['copr'], 'Let packages of the Copr project win over modules.'),
  additional_repos: documented(
    nullable(strings, none),
    ['copr'],
    'Repositories that builds in the Copr project may use.',
  ),
  bootstrap: documented(
    nullable(oneOf(['default', 'on', 'off', 'image']), 'default'),
    ['copr'],
    'How the build root begins; `"on"` and `"off"` need quotes.',
  ),
  enable_net: documented(optional(boolean, false), ['copr'], 'Network access during the build.'),
  additional_packages: documented(nullable(strings, none), [], 'Without effect; use the attribute of a target.'),
  timeout: documented(optional(integer(), 7200), [], 'Seconds that a build may take.'),
  scratch: documented(optional(boolean, false), ['koji', 'downstream'], 'Build in Koji without keeping the result.'),
  osh_diff_scan_after_copr_build: documented(
    optional(boolean, true),
    ['copr'],
    'Scan the difference with OpenScanHub after a build.',
  ),
  csmock_args: documented(nullable(string, null), ['copr'], 'Arguments for the scan.'),
  osh_options: documented(
    optional(object(openScanHub), { analyzer: null, config: null, profile: null }),
    ['copr'],
    'Options of the scan.',
  ),
  status_name_template: documented(
    nullable(string, null),
    ['copr', 'tests', 'koji'],
    'Name of the check; knows `{job_name}`, `{chroot}`, `{event}`, `{identifier}`, `{package}`.',
  ),
  sync_test_job_statuses_with_builds: documented(
    optional(boolean, true),
    ['copr', 'tests'],
    'Let the checks of tests follow the build that they wait for.',
  ),
  notifications: documented(
    optional(
      object({
        pull_request: optional(object(pullRequestNotification), { successful_build: false }),
        failure_comment: optional(object(failureComment), { message: null }),
        failure_issue: optional(object(failureIssue), { create: true }),
      }),
      {
        pull_request: { successful_build: false },
        failure_comment: { message: null },
        failure_issue: { create: true },
      },
    ),
    ['copr', 'tests', 'sync', 'downstream'],
    'Comments after builds, and issues after failed releases.',
  ),
  require: documented(
    optional(object({ label: nullable(object(labels), noLabels) }), { label: noLabels }),
    ['copr', 'tests', 'koji', 'downstream'],
    'Labels of which a pull request needs one, and labels of which it may have none.',
  ),
};
