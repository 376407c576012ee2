import { Injectable } from '@nestjs/common';
import { namespaceKey } from '../../domain/forge/project-ref.js';
import { repositoryPath } from '../../domain/allowlist/allowlist-verdict.js';
import { NOTIFICATIONS } from '../../domain/allowlist/approval-issue.js';
import type { PackageConfig } from '../../domain/package-config/package-config.js';
import { newerHead, type HeadFacts } from '../../domain/planning/head-order.js';
import { coprProjectOf } from '../../domain/planning/build-targets.js';
import { isUsableName } from '../../domain/planning/copr-project-rules.js';
import { downstreamPackage, packageKey } from '../../domain/planning/sync-plan.js';
import type { ProjectData } from '../../domain/planning/job.js';
import { triggerOf, type Access, type Situation } from '../../domain/planning/situation.js';
import { buildReleaseTable } from '../../domain/targets/release-table.js';
import { Copr } from '../ports/copr.js';
import { Distributions } from '../ports/distributions.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import type { Forge, ForgeIssue } from '../ports/forge.js';
import { ReleaseSync } from '../ports/release-sync.js';
import { Settings } from '../ports/settings.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';
import { KnownRuns } from './known-runs.js';

/** What is known of an event before anybody is asked. */
export interface Scene extends Pick<
  Situation,
  'delivery' | 'attempt' | 'occasion' | 'project' | 'subject' | 'commitSha' | 'defaultBranch' | 'actor'
> {
  /** Of the pull request, where they are known already; otherwise they are read when a job asks for labels. */
  readonly labels: readonly string[] | null;
  /** Re-runs and results need no permission: the forge has asked for it. */
  readonly exempt: boolean;
  /** Of the pull request, where another one may be newer. */
  readonly heads?: HeadFacts;
}

/** The situation, and the lists in it that are kept beside the event. */
export interface GatheredSituation {
  readonly situation: Situation;
  readonly releases: { readonly source: string; readonly at: string; readonly text: string };
}

/** Gathers the facts that the planner decides on, and no more than it will look at. */
@Injectable()
export class Situations {
  constructor(
    private readonly settings: Settings,
    private readonly allowlist: Allowlist,
    private readonly distributions: Distributions,
    private readonly copr: Copr,
    private readonly releases: ReleaseSync,
    private readonly runs: KnownRuns,
  ) {}

  async gather(forge: Forge, scene: Scene, config: PackageConfig): Promise<GatheredSituation> {
    const [access, list, offeredChroots, labels] = await Promise.all([
      this.access(forge, scene, usesInternalTests(config)),
      this.distributions.releases(),
      this.offeredChroots(),
      this.labels(forge, scene, config),
    ]);
    const { delivery, attempt, occasion, project, subject, commitSha, defaultBranch, actor, heads } = scene;
    const { settings } = this;
    const known = occasion.kind !== 'event' || (heads && newerHead(heads));
    const [builds, tests] = known
      ? await Promise.all([this.runs.builds(project, subject, commitSha), this.runs.tests(project, subject, commitSha)])
      : [[], []];
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
      access,
      labels,
      config,
      releases: buildReleaseTable(list.releases),
      offeredChroots,
      coprProjects: {},
      builds,
      tests,
      ...(heads && { heads }),
    };
    const [coprProjects, defaultBranches] = await Promise.all([
      this.coprProjects(situation),
      this.defaultBranches(situation),
    ]);
    return {
      situation: { ...situation, coprProjects, ...(defaultBranches && { defaultBranches }) },
      releases: { source: list.source, at: list.at, text: JSON.stringify(list.releases) },
    };
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

  /** What the person behind a scene may do. Authors of a pull request are not asked about, unless `always` says so. */
  async access(
    forge: Forge,
    { actor, project, subject, exempt }: Pick<Scene, 'actor' | 'project' | 'subject' | 'exempt'>,
    always: boolean,
  ): Promise<Access> {
    const isAdmin = actor !== null && this.settings.admins.includes(actor);
    const isAuthor = subject.kind === 'pull_request' && subject.author === actor;
    const [ofProject, ofActor] = await Promise.all([
      this.allowlist.verdict(repositoryPath(project)),
      actor === null ? undefined : this.allowlist.entry(`${project.host}/${actor}`),
    ]);
    const asks = actor !== null && !exempt && !isAdmin && (!isAuthor || always);
    const permission = asks ? await forge.permission(project, actor) : 'none';
    return {
      exempt: exempt || isAdmin,
      userDenied: ofActor?.status === 'denied',
      projectDenied: ofProject.denied,
      approved: ofProject.approved,
      canMerge: permission === 'admin' || permission === 'write',
      isAuthor,
      approvalIssue: ofProject.approved || exempt || isAdmin ? null : await this.approvalIssue(forge, project),
    };
  }

  /** The open issue that asks for the approval of this namespace, written by us. */
  private async approvalIssue(forge: Forge, project: ProjectData): Promise<string | null> {
    if (project.host !== NOTIFICATIONS.host) return null;
    const name = namespaceKey(project).slice(project.host.length + 1);
    try {
      const asks = ({ title }: ForgeIssue) => title.endsWith(` ${name} needs to be approved.`);
      const issue = await forge.findOpenIssue(NOTIFICATIONS, asks, { author: forge.botLogin });
      return issue?.url ?? null;
    } catch (error) {
      if (error instanceof PermanentFailure) return null;
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
