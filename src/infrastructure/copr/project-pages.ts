/** Pages of Copr where owners of a project change it. */
export class ProjectPages {
  /** `webUrl`: without a slash at the end. */
  constructor(private readonly webUrl: string) {}

  settings(owner: string, project: string): string {
    return `${this.of(owner, project)}/edit/`;
  }

  forgeProjects(owner: string, project: string): string {
    return `${this.settings(owner, project)}#packit_forge_projects_allowed`;
  }

  permissions(owner: string, project: string): string {
    return `${this.of(owner, project)}/permissions/`;
  }

  private of(owner: string, project: string): string {
    return `${this.webUrl}/coprs/${owner.replace(/^@/, 'g/')}/${project}`;
  }
}
