import { listOf } from '../values/collection-types.js';
import { checkedString, oneOf, string } from '../values/scalar-types.js';
import { nullable, optional } from '../values/value-type.js';
import { documented, everywhere } from './documented-key.js';

const strings = listOf(string);
const fileName = checkedString('name without slash', (text) =>
  /[/\0]/.test(text) ? 'Repository name must be a valid filename.' : undefined,
);

export const deployments = ['dev', 'stg', 'prod'] as const;
export type Deployment = (typeof deployments)[number];

/** Keys that say which package this is and where it lives. */
export const identityKeys = {
  config_file_path: documented(
    nullable(string, null),
    ['sync'],
    'Name of the configuration file; set by the service. Synced to dist-git unless `files_to_sync` is given.',
  ),
  upstream_package_name: documented(
    nullable(fileName, null),
    everywhere,
    'Name of the package upstream: in archives and in tag templates. Default: the name of the repository.',
  ),
  downstream_package_name: documented(
    optional(string, null),
    everywhere,
    'Name of the package in dist-git. Default: the name of the repository, also in a monorepo.',
  ),
  upstream_project_url: documented(
    nullable(string, null),
    ['sync', 'tests'],
    'Git repository of the upstream project. At top level it replaces what packages say.',
  ),
  paths: documented(
    optional(strings, ['./'] as readonly string[]),
    ['copr', 'sync'],
    'Folder of the package in the repository; only the first one counts, and `specfile_path` is relative to it.',
  ),
  specfile_path: documented(
    nullable(string, null),
    everywhere,
    'Path of the spec file. Default: `{downstream_package_name}.spec`, else the first `*.spec` in the root of the repository.',
  ),
  dist_git_base_url: documented(
    nullable(string, 'https://src.fedoraproject.org/'),
    ['sync', 'downstream'],
    'URL of the dist-git; only its host counts.',
  ),
  dist_git_namespace: documented(
    nullable(string, 'rpms'),
    ['sync', 'downstream'],
    'Namespace in the dist-git; only together with `dist_git_base_url`.',
  ),
  pkg_tool: documented(
    nullable(string, null),
    ['sync', 'downstream'],
    'Packaging tool, which chooses the dist-git: `fedpkg`, `fedpkg-stage`, `centpkg` or `centpkg-sig`.',
  ),
  sig: documented(
    nullable(string, null),
    ['sync'],
    'Special interest group: the part of the namespace for `centpkg-sig`.',
  ),
  packit_instances: documented(
    optional(listOf(oneOf(deployments), 'list of `dev`, `stg`, `prod`'), ['prod'] as readonly Deployment[]),
    everywhere,
    'Deployments of the service that run the job; an empty list means none.',
  ),
  issue_repository: documented(
    nullable(string, null),
    ['sync', 'downstream'],
    'URL of the project in which failures of downstream jobs are reported as issues.',
  ),
};
