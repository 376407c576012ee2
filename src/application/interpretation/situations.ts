import { Injectable } from '@nestjs/common';
import type { Access } from '../../domain/access/access-facts.js';
import type { PackageConfig } from '../../domain/package-config/package-config.js';
import { newerHead, type HeadFacts } from '../../domain/planning/head-order.js';
import { coprProjectOf } from '../../domain/planning/build-targets.js';
import { isUsableName } from '../../domain/planning/copr-project-rules.js';
import { downstreamPackage, packageKey } from '../../domain/planning/sync-plan.js';
import { triggerOf, type Situation } from '../../domain/planning/situation.js';
import { buildReleaseTable } from '../../domain/targets/release-table.js';
import { Authorisation } from '../access/authorisation.js';
import { Copr } from '../ports/copr.js';
import { Distributions } from '../ports/distributions.js';
import { TransientFailure } from '../ports/failure.js';
import type { Forge } from '../ports/forge.js';
import { ReleaseSync } from '../ports/release-sync.js';
import { Settings } from '../ports/settings.js';
import { KnownRuns } from './known-runs.js';

/** What is known of an event before anybody is asked. */
export interface Scene extends Pick<
  Situation,
  'delivery' | 'attempt' | 'occasion' | 'project' | 'subject' | 'commitSha' | 'defaultBranch' | 'actor'
> {
  /** Everybody behind it, the actor among them. */
  readonly people: readonly string[];
  /** Of the pull request, where they are known already; otherwise they are read when a job asks for labels. */
  readonly labels: readonly string[] | null;
  /** Of the pull request, as the delivery shows them: they may have changed since. */
  readonly shownLabels?: readonly string[];
  /** Of the pull request, where another one may be newer. */
  readonly heads?: HeadFacts;
}

/** The situation, and the lists in it that are kept beside the event. */
export interface GatheredSituation {
  readonly situation: Situation;
  readonly releases: { readonly source: string; readonly at: string; readonly text: string };
}

/** What is known outside of the commit and its jobs. */
type Findings = Pick<Situation, 'access' | 'labels' | 'offeredChroots' | 'builds' | 'tests'>;

/** Gathers the facts that the planner decides on, and no more than it will look at. */
@Injectable()
export class Situations {
  constructor(
    private readonly settings: Settings,
    private readonly authorisation: Authorisation,
    private readonly distributions: Distributions,
    private readonly copr: Copr,
    private readonly releases: ReleaseSync,
    private readonly runs: KnownRuns,
  ) {}

  /** `standing`: what the allowlist says. Where that is a refusal, nothing is read but what the names of checks hang on. */
  async gather(forge: Forge, scene: Scene, config: PackageConfig, standing: Access): Promise<GatheredSituation> {
    const asked = { ...scene, access: standing };
    const refused = this.authorisation.lastingRefusal(asked) !== undefined;
    const [list, findings] = await Promise.all([
      this.distributions.releases(),
      refused ? this.refusedFindings(forge, scene, standing) : this.findings(forge, scene, config, standing),
    ]);
    const { delivery, attempt, occasion, project, subject, commitSha, defaultBranch, actor, heads } = scene;
    const { settings } = this;
    const situation: Situation = {
      service: {
        deployment: settings.deployment,
        commandPrefix: settings.commandPrefix,
        coprOwner: settings.coprOwner,
        coprUrl: settings.coprPublicUrl,
        distGitUrl: settings.distGitPublicUrl,
        internalTestsAllowed: settings.internalTestingFarmProjects.includes(
          `${project.host}/${project.namespace}/${project.repo}`,
        ),
        internalTestsDisabled: settings.internalTestingFarmDisabled,
      },
      delivery,
      attempt,
      occasion,
      project,
      subject,
      commitSha,
      defaultBranch,
      actor,
      config,
      releases: buildReleaseTable(list.releases),
      coprProjects: {},
      ...findings,
      ...(heads && { heads }),
    };
    const mayRun = this.authorisation.refusal(situation) === undefined;
    const [coprProjects, defaultBranches] = mayRun
      ? await Promise.all([this.coprProjects(situation), this.defaultBranches(situation)])
      : [{}, undefined];
    return {
      situation: { ...situation, coprProjects, ...(defaultBranches && { defaultBranches }) },
      releases: { source: list.source, at: list.at, text: JSON.stringify(list.releases) },
    };
  }

  private async findings(forge: Forge, scene: Scene, config: PackageConfig, standing: Access): Promise<Findings> {
    const { occasion, project, subject, commitSha, heads } = scene;
    const known = occasion.kind !== 'event' || (heads && newerHead(heads));
    const [access, offeredChroots, labels, builds, tests] = await Promise.all([
      this.authorisation.withPermission(forge, { ...scene, access: standing }, usesInternalTests(config)),
      this.offeredChroots(),
      this.labels(forge, scene, config),
      known ? this.runs.builds(project, subject, commitSha) : [],
      known ? this.runs.tests(project, subject, commitSha) : [],
    ]);
    return { access, offeredChroots, labels, builds, tests };
  }

  private async refusedFindings(forge: Forge, scene: Scene, standing: Access): Promise<Findings> {
    const access = await this.authorisation.withApprovalIssue(forge, { ...scene, access: standing });
    return { access, offeredChroots: null, labels: scene.labels ?? scene.shownLabels ?? null, builds: [], tests: [] };
  }

  /** An outage of Copr holds up the submission, not the decision. */
  private async offeredChroots(): Promise<readonly string[] | null> {
    try {
      return [...(await this.copr.availableChroots())];
    } catch (error) {
      if (error instanceof TransientFailure) return null;
      throw error;
    }
  }

  private async labels(forge: Forge, scene: Scene, config: PackageConfig): Promise<readonly string[] | null> {
    const { subject, project } = scene;
    if (subject.kind !== 'pull_request') return null;
    const asked = config.views.some(({ keys, trigger }) => {
      const { present, absent } = keys.require.label;
      return trigger === 'pull_request' && present.length + absent.length > 0;
    });
    if (!asked || scene.labels) return scene.labels;
    return (await forge.pullRequest(project, subject.number))?.labels ?? [];
  }

  /** Of the packages that a release goes to: Rawhide is called what dist-git calls its default branch. */
  private async defaultBranches(situation: Situation): Promise<Situation['defaultBranches']> {
    if (situation.subject.kind !== 'release') return undefined;
    const packages = new Map(
      situation.config.views
        .filter(({ type }) => type === 'propose_downstream')
        .map((view) => downstreamPackage(view, situation))
        .map((found) => [packageKey(found), found]),
    );
    if (packages.size === 0) return undefined;
    const named = await Promise.all(
      [...packages].map(async ([key, { namespace, name }]) => {
        const branch = await this.releases.defaultBranch(namespace, name);
        return branch === undefined ? [] : [[key, branch] as const];
      }),
    );
    return Object.fromEntries(named.flat());
  }

  /** Copr projects that the configuration names itself: who may build there. */
  private async coprProjects(situation: Situation): Promise<Situation['coprProjects']> {
    const trigger = triggerOf(situation.subject);
    const named = new Map<string, [string, string]>();
    for (const view of situation.config.views) {
      if (view.type !== 'copr_build' || view.trigger !== trigger) continue;
      const { owner, project, custom } = coprProjectOf(view, situation);
      if (custom && isUsableName(owner, project, situation)) named.set(`${owner}/${project}`, [owner, project]);
    }
    const found = await Promise.all(
      [...named].map(async ([name, [owner, project]]) => {
        const answer = await this.copr.getProject(owner, project);
        return [name, answer ? { allowed: answer.forgeProjectsAllowed, chroots: answer.chroots } : null] as const;
      }),
    );
    return Object.fromEntries(found);
  }
}

function usesInternalTests({ views }: PackageConfig): boolean {
  return views.some(({ type, keys }) => type === 'tests' && keys.use_internal_tf);
}
