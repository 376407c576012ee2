import { readCheckName } from '../../domain/inputs/check-name.js';
import type { CheckRerunInput, InstallationInput } from '../../domain/inputs/input.js';
import type { ResultInput } from '../../domain/inputs/result-input.js';
import type { TestingFarmRequest } from '../../domain/inputs/testing-farm.js';
import type { Assumptions } from './deliveries-assumptions.js';
import { projectView, type View } from './deliveries-view.js';

/** The fields of a check to run again; what it was made for is told by what is assumed to be stored. */
export function checkRerunFields({ repository, check, ...rerun }: CheckRerunInput, assumed: Assumptions): View {
  const trigger = assumed.type && ({ pr: 'pull-request', branch: 'branch', release: 'release' } as const)[assumed.type];
  const { target, identifier } = readCheckName(check.name, trigger) ?? check;
  return {
    ...projectView(repository.project),
    commit_sha: rerun.commitSha,
    actor: rerun.actor,
    check_name: check.name,
    check_name_job: check.job,
    check_name_target: target ?? null,
    job_identifier: identifier ?? null,
    external_id: rerun.externalId,
    pr_id: assumed.pr_id,
    git_ref: assumed.branch,
    tag: assumed.tag,
  };
}

/** The fields of an installation of the app. */
export function installationFields({ account, ...installation }: InstallationInput): View {
  return {
    forge: account.host,
    installation_id: installation.installationId,
    namespace: account.login,
    account_id: account.id,
    account_type: account.type,
    repositories: installation.repositories,
    sender_id: installation.sender.id,
    actor: installation.sender.login,
  };
}

/** The fields of news from a build system, a test system or release monitoring. */
export function resultFields(input: ResultInput): View {
  switch (input.kind) {
    case 'copr-build':
      return {
        build_id: input.buildId,
        chroot: input.chroot === 'srpm' ? 'srpm-builds' : input.chroot,
        status: input.status,
        owner: input.owner,
        project_name: input.project,
        pkg: input.package ?? null,
        is_srpm: input.chroot === 'srpm',
        succeeded: input.succeeded ?? null,
      };
    case 'testing-farm-notification':
      return { request_id: input.requestId };
    case 'koji-task':
      return {
        task_id: input.taskId,
        state: input.state,
        old_state: input.previousState ?? null,
        rpm_build_task_ids: Object.fromEntries(input.architectures.map(({ arch, taskId }) => [arch, taskId])),
        failed_archs: input.architectures.filter(({ failed }) => failed).map(({ arch }) => arch),
      };
    case 'koji-build':
      return {
        ...projectView(input.project),
        build_id: input.buildId,
        task_id: input.taskId,
        state: input.state,
        old_state: input.previousState ?? null,
        git_ref: input.branch,
        commit_sha: input.commitSha,
        epoch: input.epoch ?? null,
        version: input.version,
        release: input.release,
        nvr: input.nvr,
        actor: input.owner,
      };
    case 'koji-tag':
      return {
        ...projectView(input.project),
        build_id: input.buildId,
        koji_tag: input.tag,
        koji_tag_id: input.tagId,
        version: input.version,
        release: input.release,
        actor: input.owner,
      };
    case 'new-versions':
      return {
        ...projectView(input.project),
        versions: input.versions,
        bug_id: input.bugId,
        anitya_project_id: input.anityaProjectId,
        anitya_project_name: input.anityaProjectName,
      };
    case 'open-scan-hub':
      return {
        task_id: input.taskId,
        status: input.status,
        issues_added_url: input.addedIssuesUrl,
        issues_fixed_url: input.fixedIssuesUrl,
        scan_results_url: input.scanResultsUrl,
      };
    case 'log-detective':
      return {
        target_build: input.targetBuild,
        build_system: input.buildSystem,
        status: input.status,
        log_detective_analysis_id: input.analysisId,
        commit_sha: input.commitSha,
        pr_id: input.pullRequest,
        project_url: input.projectUrl,
        error_msg: input.errorMessage ?? null,
      };
  }
}

/** The fields of Testing Farm's answer about a request; commit and project are those of the stored run, if there is one. */
export function testingFarmRequestFields(request: TestingFarmRequest, { test_run: run }: Assumptions): View {
  return {
    request_id: request.requestId,
    result: request.result,
    summary: request.summary ?? null,
    compose: request.compose ?? null,
    copr_build_id: request.coprBuildId ?? null,
    copr_chroot: request.coprChroot ?? null,
    commit_sha: run?.commit_sha ?? request.testRef ?? null,
    project_url: run?.data?.base_project_url ?? request.testUrl ?? null,
    log_url: request.logUrl ?? null,
  };
}
