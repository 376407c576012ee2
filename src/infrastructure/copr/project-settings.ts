import type { CoprChrootSettings, CoprProjectSettings } from '../../application/ports/copr.js';
import type { Project, ProjectChroot } from './copr-answers.js';

const TEMPORARY_DAYS = 60;
const FOR_EVER = -1;
/** Copr's word for a chroot that does as its project does. */
const AS_PROJECT = 'unchanged';

/** One difference between a project and its configuration, as Copr names the field in an edit. */
export interface SettingChange {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** Body of the call that creates the project. In somebody else's namespace the three switches stay Copr's default. */
export function creationOf(settings: CoprProjectSettings, ours: boolean) {
  return {
    name: settings.project,
    chroots: [...settings.chroots].sort(),
    description: settings.description,
    instructions: settings.instructions,
    contact: settings.contact,
    additional_repos: settings.additionalRepos,
    bootstrap: settings.bootstrap,
    follow_fedora_branching: false,
    ...(settings.forgeProject !== null && { packit_forge_projects_allowed: [settings.forgeProject] }),
    ...(ours && {
      unlisted_on_hp: !settings.listOnHomepage,
      module_hotfixes: settings.moduleHotfixes,
      delete_after_days: daysOf(settings.preserveProject),
    }),
  };
}

/**
 * Fields of the edit that brings a project of our own in line, with what they were; empty: nothing to do. What the configuration
 * does not speak of gets Copr's default: nothing is left from before. Chroots are added, none is removed.
 */
export function changesTo(project: Project, settings: CoprProjectSettings): SettingChange[] {
  const changes: SettingChange[] = [];
  const differs = (field: string, old: unknown, wanted: unknown, same = old === wanted) => {
    if (!same) changes.push({ field, old, new: wanted });
  };
  const set = (field: string, old: readonly string[] | null | undefined, wanted: readonly string[]) =>
    differs(field, old ?? [], wanted, sameSet(old ?? [], wanted));
  const text = (field: string, old: string | null | undefined, wanted: string) =>
    differs(field, old ?? '', wanted, sameText(old, wanted));
  const chroots = chrootsChange(project, settings);
  if (chroots) changes.push(chroots);
  text('description', project.description, settings.description);
  text('instructions', project.instructions, settings.instructions);
  text('contact', project.contact, settings.contact);
  set('repos', project.additional_repos, settings.additionalRepos);
  set(
    'packit_forge_projects_allowed',
    project.packit_forge_projects_allowed,
    settings.forgeProject === null ? [] : [settings.forgeProject],
  );
  differs('bootstrap', project.bootstrap ?? 'default', settings.bootstrap);
  differs('isolation', project.isolation ?? 'default', 'default');
  differs('unlisted_on_hp', project.unlisted_on_hp ?? false, !settings.listOnHomepage);
  differs('module_hotfixes', project.module_hotfixes ?? false, settings.moduleHotfixes);
  for (const field of ['enable_net', 'devel_mode', 'appstream', 'follow_fedora_branching'] as const)
    differs(field, project[field] ?? false, false);
  return changes;
}

/** The edit that adds the chroots which are missing; undefined: none is. */
export function chrootsChange(
  { chroot_repos: repos }: Project,
  { chroots }: Pick<CoprProjectSettings, 'chroots'>,
): (SettingChange & { readonly new: string[] }) | undefined {
  const enabled = Object.keys(repos).sort();
  const union = [...new Set([...enabled, ...chroots])].sort();
  return union.length === enabled.length ? undefined : { field: 'chroots', old: enabled, new: union };
}

/** Fields of the edit that brings one chroot in line; undefined: nothing to do. */
export function chrootChanges(current: ProjectChroot, wanted: CoprChrootSettings): Record<string, unknown> | undefined {
  const changes: Record<string, unknown> = {};
  const compare = (field: WordField, words: readonly string[], value: unknown = words) => {
    if (!sameSet(current[field], words)) changes[field] = value;
  };
  compare('additional_packages', wanted.additionalPackages ?? []);
  compare('additional_repos', wanted.additionalRepos ?? []);
  const modules = wanted.additionalModules ?? '';
  compare('additional_modules', modules.split(/[\s,]+/).filter(Boolean), modules);
  compare('with_opts', wanted.withOpts ?? []);
  compare('without_opts', wanted.withoutOpts ?? []);
  for (const field of ['isolation', 'bootstrap'] as const)
    if ((current[field] ?? AS_PROJECT) !== AS_PROJECT) changes[field] = AS_PROJECT;
  if (current.comps_name) changes.delete_comps = true;
  return Object.keys(changes).length > 0 ? changes : undefined;
}

type WordField = 'additional_packages' | 'additional_repos' | 'additional_modules' | 'with_opts' | 'without_opts';

/** Copr removes a project after so many days, or never; undefined is not sent. */
function daysOf(preserve: boolean | undefined): number | undefined {
  if (preserve === undefined) return undefined;
  return preserve ? FOR_EVER : TEMPORARY_DAYS;
}

/** Copr keeps texts of web forms: line ends and blanks around them do not count. */
function sameText(old: string | null | undefined, wanted: string): boolean {
  return (old ?? '').replaceAll('\r\n', '\n').trim() === wanted.replaceAll('\r\n', '\n').trim();
}

function sameSet(old: readonly string[], wanted: readonly string[]): boolean {
  const set = new Set(old);
  return set.size === new Set(wanted).size && wanted.every((item) => set.has(item));
}
