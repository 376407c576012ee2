import { Injectable } from '@nestjs/common';
import type { Repository } from '../../domain/inputs/input.js';
import { Forges, type Forge } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';

/** The forge of a repository, or why its deliveries lead to nothing. */
export type ServedRepository =
  { readonly forge: Forge } | { readonly refused: 'private-repository' | 'forge-not-configured' };

/** Which repositories are served at all. */
@Injectable()
export class ServedRepositories {
  constructor(
    private readonly forges: Forges,
    private readonly settings: Settings,
  ) {}

  open({ project, private: isPrivate }: Repository): ServedRepository {
    const namespace = `${project.host}/${project.namespace}`;
    if (isPrivate && !this.settings.privateNamespaces.includes(namespace)) return { refused: 'private-repository' };
    const forge = this.forges.forHost(project.host);
    return forge ? { forge } : { refused: 'forge-not-configured' };
  }
}
