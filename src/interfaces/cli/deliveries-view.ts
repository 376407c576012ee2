import type { ProjectRef } from '../../domain/forge/project-ref.js';

/** Plain data for printing. */
export type View = Readonly<Record<string, unknown>>;

/** Names the original uses for a project. */
export function projectView(project: ProjectRef): View {
  return {
    forge: project.host,
    project_url: project.url,
    namespace: project.namespace === '' ? null : project.namespace,
    repo: project.repo,
  };
}

/** The same object without what is undefined. */
export function known(view: View): View {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}
