/** What a configuration may say about where its dist-git is. */
export interface DistGitSettings {
  readonly dist_git_base_url: string | null;
  readonly dist_git_namespace: string | null;
  readonly pkg_tool: string | null;
  readonly sig: string | null;
}

export interface DistGitLocation {
  readonly dist_git_base_url: string;
  readonly dist_git_namespace: string;
}

export const packagingTools = ['fedpkg', 'fedpkg-stage', 'centpkg', 'centpkg-sig'] as const;
type PackagingTool = (typeof packagingTools)[number];

const isPackagingTool = (tool: string): tool is PackagingTool => (packagingTools as readonly string[]).includes(tool);

function hostOf(url: string): string {
  const authority = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(url)?.[1] ?? url.split('/')[0] ?? '';
  return authority.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase();
}

function locationOfTool(tool: PackagingTool, sig: string | null): DistGitLocation {
  switch (tool) {
    case 'fedpkg':
      return { dist_git_base_url: 'https://src.fedoraproject.org/', dist_git_namespace: 'rpms' };
    case 'fedpkg-stage':
      return { dist_git_base_url: 'https://src.stg.fedoraproject.org/', dist_git_namespace: 'rpms' };
    case 'centpkg':
      return { dist_git_base_url: 'https://gitlab.com/', dist_git_namespace: 'redhat/centos-stream/rpms' };
    case 'centpkg-sig':
      return { dist_git_base_url: 'https://gitlab.com/', dist_git_namespace: `CentOS/${sig ?? 'None'}/rpms` };
  }
}

/**
 * Where the dist-git is: the URL given, else what the packaging tool implies; undefined for an unknown tool. A URL
 * without namespace has the namespace `None`, as ever, and a namespace without URL is ignored.
 */
export function distGitLocation(settings: DistGitSettings): DistGitLocation | undefined {
  if (settings.dist_git_base_url !== null && settings.dist_git_base_url !== '')
    return {
      dist_git_base_url: `https://${hostOf(settings.dist_git_base_url)}/`,
      dist_git_namespace: settings.dist_git_namespace ?? 'None',
    };
  const tool = settings.pkg_tool ?? 'fedpkg';
  return isPackagingTool(tool) ? locationOfTool(tool, settings.sig) : undefined;
}
