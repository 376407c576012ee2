import { Injectable } from '@nestjs/common';
import type { Access } from '../../../domain/access/access-facts.js';
import { repositoryPath } from '../../../domain/access/repository-path.js';
import { namespaceEvents } from '../../../domain/allowlist/allowlist.events.js';
import { allowlistVerdict, pathsAbove, type AllowlistVerdict } from '../../../domain/allowlist/allowlist-verdict.js';
import { namespaceDecider } from '../../../domain/allowlist/namespace.js';
import type { NamespaceEntry } from '../../../domain/allowlist/namespace-state.js';
import type { ProjectData } from '../../../domain/planning/job.js';
import { Streams } from '../../streams/streams.js';

/** The stream of an entry. Forges take the names of accounts in any case, so that a denial holds in any case too. */
export const namespaceStream = (namespace: string): string => `namespace-${namespace.toLowerCase()}`;

/** The allowlist as it is this very moment: read from the log, never from a read model. */
@Injectable()
export class Allowlist {
  constructor(private readonly streams: Streams) {}

  async entry(namespace: string): Promise<NamespaceEntry> {
    return (await this.streams.load(namespaceStream(namespace), namespaceEvents, namespaceDecider)).state;
  }

  /** What holds for `github.com/org/repo.git`, `github.com/login` …, with everything above it. */
  async verdict(path: string): Promise<AllowlistVerdict> {
    return allowlistVerdict(await Promise.all(pathsAbove(path).map((above) => this.entry(above))));
  }

  /** Where a repository and the people behind an input stand. */
  async standing(
    project: ProjectData,
    people: readonly string[],
  ): Promise<Pick<Access, 'deniedPerson' | 'projectDenied' | 'approved'>> {
    const [{ denied, approved }, ofPeople] = await Promise.all([
      this.verdict(repositoryPath(project)),
      Promise.all(people.map((login) => this.entry(`${project.host}/${login}`))),
    ]);
    const deniedPerson = people[ofPeople.findIndex(({ status }) => status === 'denied')] ?? null;
    return { deniedPerson, projectDenied: denied, approved };
  }
}
