import { boolean } from '../values/scalar-types.js';
import { nullable, optional } from '../values/value-type.js';
import { distGitBranches, type DistGitBranches } from './dist-git-branches.js';
import { documented } from './documented-key.js';
import { filesToSync, type FileToSync } from './files-to-sync.js';

/** Keys about bringing releases to dist-git. */
export const syncKeys = {
  files_to_sync: documented(
    optional(filesToSync, [] as readonly FileToSync[]),
    ['sync'],
    'Files copied to dist-git. Default: the spec file and the configuration file.',
  ),
  create_pr: documented(optional(boolean, true), [], 'The service always opens a pull request.'),
  sync_changelog: documented(
    optional(boolean, false),
    ['sync'],
    'Take the changelog of the upstream spec file as well.',
  ),
  create_sync_note: documented(optional(boolean, true), ['sync'], 'Write `README.packit` into dist-git.'),
  copy_upstream_release_description: documented(
    optional(boolean, false),
    ['sync'],
    'Make the description of the upstream release the changelog entry.',
  ),
  upload_sources: documented(optional(boolean, true), ['sync'], 'Upload archives to the lookaside cache.'),
  dist_git_branches: documented(
    nullable(distGitBranches, [] as DistGitBranches),
    ['sync', 'downstream'],
    'Branches and aliases the job works on.',
  ),
};
