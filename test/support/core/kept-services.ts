import type { TransientFailure } from '../../../src/application/ports/failure.js';
import {
  Copr,
  type CoprBuildSubmission,
  type CoprProject,
  type HeldPermissions,
} from '../../../src/application/ports/copr.js';
import { ReleaseSync, type BranchSync, type BranchSyncReport } from '../../../src/application/ports/release-sync.js';
import {
  TestingFarm,
  type TestingFarmRequest,
  type TestingFarmSubmission,
} from '../../../src/application/ports/testing-farm.js';

/** A Copr that keeps what is submitted, and notes what it is asked. `outage` is thrown by every submission while it is set. */
export class KeptCopr extends Copr {
  readonly calls: string[] = [];
  readonly builds: CoprBuildSubmission[] = [];
  readonly cancelled: number[] = [];
  outage: TransientFailure | undefined;

  async availableChroots(): Promise<readonly string[]> {
    this.calls.push('availableChroots');
    return ['fedora-43-x86_64', 'fedora-44-x86_64', 'fedora-rawhide-x86_64'];
  }

  async getProject(owner: string, project: string): Promise<CoprProject> {
    this.calls.push(`getProject ${owner}/${project}`);
    return { owner, project, chroots: ['fedora-44-x86_64'], forgeProjectsAllowed: ['*'] };
  }

  async ensureProject({ owner, project }: { owner: string; project: string }): Promise<HeldPermissions> {
    if (this.outage) throw this.outage;
    this.calls.push(`ensureProject ${owner}/${project}`);
    return ['builder', 'admin'];
  }

  async submitBuild(submission: CoprBuildSubmission): Promise<{ buildId: number; url: string }> {
    if (this.outage) throw this.outage;
    this.calls.push(`submitBuild ${submission.owner}/${submission.project}`);
    this.builds.push(submission);
    return { buildId: this.builds.length, url: `https://copr.example/${this.builds.length}` };
  }

  async findBuild(): Promise<undefined> {
    this.calls.push('findBuild');
  }

  async getBuild(): Promise<undefined> {}

  async builtPackages(_buildId: number, chroot: string) {
    const arch = chroot.slice(chroot.lastIndexOf('-') + 1);
    return [{ name: 'hello', epoch: null, version: '1.0', release: '1', arch }];
  }

  async cancelBuild(buildId: number): Promise<void> {
    this.cancelled.push(buildId);
  }

  async requestPermission(owner: string, project: string, permission: string): Promise<void> {
    this.calls.push(`requestPermission ${owner}/${project} ${permission}`);
  }
}

/** A Testing Farm that keeps what is submitted. `outage` is thrown by every submission while it is set. */
export class KeptTestingFarm extends TestingFarm {
  readonly requests: TestingFarmSubmission[] = [];
  readonly cancelled: string[] = [];
  outage: TransientFailure | undefined;

  async composes(): Promise<readonly string[]> {
    return ['Fedora-.*', 'CentOS-.*', 'RHEL-.*'];
  }

  async submit(submission: TestingFarmSubmission) {
    if (this.outage) throw this.outage;
    this.requests.push(submission);
    return { outcome: 'accepted' as const, requestId: `request-${this.requests.length}` };
  }

  async findRequest(): Promise<undefined> {}

  async getRequest(requestId: string): Promise<TestingFarmRequest> {
    return { requestId, state: 'complete', overall: 'passed', summary: null, artifactsUrl: null, testUrl: null };
  }

  async cancel(requestId: string): Promise<void> {
    this.cancelled.push(requestId);
  }
}

/** A dist-git that keeps to which branches releases were taken. */
export class KeptReleases extends ReleaseSync {
  readonly synced: string[] = [];

  async defaultBranch(): Promise<string> {
    return 'rawhide';
  }

  async syncBranch({ branch, order }: BranchSync): Promise<BranchSyncReport> {
    this.synced.push(`${order.settings.downstreamPackageName} ${branch.branch}`);
    return { outcome: { outcome: 'succeeded', alreadyThere: false }, log: '' };
  }
}
