import { Injectable } from '@nestjs/common';
import type { Repository } from '../../domain/inputs/input.js';
import { AccessGates } from '../access/access-gates.js';
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
    private readonly gates: AccessGates,
  ) {}

  open({ project, private: isPrivate = false }: Repository): ServedRepository {
    const forge = this.forges.forHost(project.host);
    const { privateNamespaces } = this.settings;
    const facts = { project, isPrivate, privateNamespaces, isForgeConfigured: forge !== undefined };
    for (const gate of this.gates.ofRepository) {
      const closed = gate.closed(facts);
      if (closed) return { refused: closed.reason };
    }
    return forge ? { forge } : { refused: 'forge-not-configured' };
  }
}
