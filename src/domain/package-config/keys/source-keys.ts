import { listOf, mapping, object } from '../values/collection-types.js';
import { accept, refuse } from '../values/reading.js';
import { boolean, integer, string } from '../values/scalar-types.js';
import { nullable, optional, required, type ValueType } from '../values/value-type.js';
import { actions } from './actions.js';
import { documented, everywhere } from './documented-key.js';
import { versionSpecifiers } from './version-specifiers.js';

const strings = listOf(string);
const none: readonly string[] = [];
const source = object({ path: required(string), url: required(string) });
type Source = { readonly path: string; readonly url: string };

const sourceId: ValueType<string> = {
  name: 'integer or string',
  schema: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
  read(node) {
    if (node.kind === 'integer') return accept(`Source${String(node.value)}`);
    if (node.kind === 'string') return accept(/^\d+$/.test(node.source) ? `Source${Number(node.source)}` : node.source);
    return refuse(node, 'Not a valid string.', { expected: 'the number of a source, or Source and its number' });
  },
};

/** Keys about the SRPM, its sources and its version. */
export const sourceKeys = {
  actions: documented(optional(actions, {}), everywhere, 'Commands that replace steps, or run between them.'),
  srpm_build_deps: documented(nullable(strings, null), ['copr'], 'RPMs that building the SRPM needs.'),
  merge_pr_in_ci: documented(
    optional(boolean, true),
    ['copr', 'tests', 'koji'],
    'Merge the pull request into its target branch before it is built or tested.',
  ),
  update_release: documented(
    optional(boolean, true),
    ['copr', 'koji'],
    'Change `Release` in the SRPM; never for releases.',
  ),
  release_suffix: documented(
    nullable(string, null),
    ['copr', 'koji'],
    'Template that replaces the generated part of `Release`.',
  ),
  version_suffix: documented(nullable(string, null), ['copr', 'koji'], 'Template that is appended to `Version`.'),
  preserve_spec: documented(optional(boolean, false), ['copr', 'koji'], 'Leave the spec file as it is.'),
  upstream_tag_template: documented(
    optional(string, '{version}'),
    ['sync'],
    'How a tag is written; knows `{version}` and `{upstream_package_name}`.',
  ),
  upstream_tag_include: documented(optional(string, ''), ['sync'], 'Pattern that the start of a tag has to match.'),
  upstream_tag_exclude: documented(optional(string, ''), ['sync'], 'Pattern that the start of a tag must not match.'),
  version_update_mask: documented(
    nullable(string, null),
    ['sync'],
    'Pattern whose match may not change by an update of a stable branch: `\\d+\\.` keeps the major version.',
  ),
  version_update_specifiers: documented(
    nullable(versionSpecifiers, null),
    ['sync'],
    'Versions to which the package is updated: `>=1.0, <2`.',
  ),
  prerelease_suffix_pattern: documented(
    optional(string, String.raw`([.\-_~^]?)(alpha|beta|rc|pre(view)?)([.\-_]?\d+)?`),
    ['sync'],
    'Pattern of the suffix of pre-releases; its first group is what becomes `~`.',
  ),
  prerelease_suffix_macro: documented(
    nullable(string, null),
    ['sync'],
    'Macro that is commented out except for pre-releases.',
  ),
  archive_root_dir_template: documented(
    optional(string, '{upstream_pkg_name}-{version}'),
    ['copr', 'koji'],
    'Top folder in the archive, if the archive does not tell.',
  ),
  spec_source_id: documented(
    optional(sourceId, 'Source0'),
    ['copr', 'sync'],
    'Which source of the spec file is the archive.',
  ),
  sources: documented(
    nullable(listOf(source, 'list of mappings of `path` and `url`'), [] as readonly Source[]),
    ['copr', 'sync'],
    'URLs from which sources are downloaded, by file name.',
  ),
  parse_time_macros: documented(
    nullable(mapping, {}),
    ['copr', 'sync'],
    'Macros that are defined while the spec file is parsed; null undefines one.',
  ),
  upstream_ref: documented(
    nullable(string, null),
    ['copr', 'sync'],
    'Source-git: the upstream commit that is the base.',
  ),
  patch_generation_ignore_paths: documented(
    nullable(strings, none),
    ['copr', 'sync'],
    'Source-git: paths whose changes do not become patches.',
  ),
  patch_generation_patch_id_digits: documented(
    optional(integer(0), 4),
    ['copr', 'sync'],
    'Source-git: digits of the number of a patch.',
  ),
  allowed_gpg_keys: documented(
    nullable(strings, null),
    ['sync'],
    'Keys of which one has to have signed the last commit in dist-git; read from the configuration there.',
  ),
};
