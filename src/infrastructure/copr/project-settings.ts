import type { CoprChrootSettings, CoprProjectSettings } from '../../application/ports/copr.js';
import type { Project, ProjectChroot } from './copr-answers.js';

const TEMPORARY_DAYS = 60;
const FOR_EVER = -1;

/** One difference between a project and its configuration, as people are shown it. */
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
    ...(ours && {
      unlisted_on_hp: !settings.listOnHomepage,
      module_hotfixes: settings.moduleHotfixes,
      delete_after_days: daysOf(settings.preserveProject),
    }),
  };
}

/** Fields of the edit that brings the project in line, with what they were; empty: nothing to do. */
export function changesTo(project: Project, settings: CoprProjectSettings, ours: boolean): SettingChange[] {
  const enabled = Object.keys(project.chroot_repos).sort();
  const union = [...new Set([...enabled, ...settings.chroots])].sort();
  const changes: SettingChange[] = [];
  const differs = (field: string, old: unknown, wanted: unknown, same = old === wanted) => {
    if (!same) changes.push({ field, old, new: wanted });
  };
  const repos = project.additional_repos ?? [];
  differs('chroots', enabled, union, union.length === enabled.length);
  differs(
    'description',
    project.description,
    settings.description,
    sameText(project.description, settings.description),
  );
  differs(
    'instructions',
    project.instructions,
    settings.instructions,
    sameText(project.instructions, settings.instructions),
  );
  differs('repos', repos, settings.additionalRepos, sameSet(repos, settings.additionalRepos));
  differs('bootstrap', project.bootstrap ?? 'default', settings.bootstrap);
  if (ours) {
    differs('unlisted_on_hp', project.unlisted_on_hp ?? false, !settings.listOnHomepage);
    differs('module_hotfixes', project.module_hotfixes ?? false, settings.moduleHotfixes);
  }
  return changes;
}

/** Fields of the edit that brings one chroot in line; undefined: nothing to do. */
export function chrootChanges(current: ProjectChroot, wanted: CoprChrootSettings): Record<string, unknown> | undefined {
  const changes: Record<string, unknown> = {};
  const compare = (field: keyof ProjectChroot, words: readonly string[], value: unknown = words) => {
    if (!sameSet(current[field], words)) changes[field] = value;
  };
  compare('additional_packages', wanted.additionalPackages ?? []);
  compare('additional_repos', wanted.additionalRepos ?? []);
  const modules = wanted.additionalModules ?? '';
  compare('additional_modules', modules.split(',').filter(Boolean), modules);
  compare('with_opts', wanted.withOpts ?? []);
  compare('without_opts', wanted.withoutOpts ?? []);
  return Object.keys(changes).length > 0 ? changes : undefined;
}

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
