import type { Random } from '../random.js';
import type { Timeline } from '../timeline.js';
import { authenticate, ok } from './access.js';
import { buildRoutes } from './build-routes.js';
import type { TaskMatcher, TaskMessage } from './builder.js';
import { Ledger } from './ledger.js';
import { permissionRoutes } from './permission-routes.js';
import { projectRoutes } from './project-routes.js';
import { type CoprBuild, SOURCE_CHROOT, type SourcePackage } from './state.js';

/** A Copr that keeps state: projects, builds that run on the sandbox's clock, and its messages on the bus. */
export class Copr extends Ledger {
  constructor(
    random: Random,
    timeline: Timeline,
    publish: (message: TaskMessage) => void,
    describeSource: (script: string) => Promise<SourcePackage>,
  ) {
    super(random, timeline, publish, describeSource);
    this.service.on('GET', '/api_3/', () => ok({ version: 3 }));
    this.service.on('GET', '/api_3/auth-check', (call) => ok({ id: 1, name: authenticate(call, this.credentials) }));
    projectRoutes(this.service, this);
    permissionRoutes(this.service, this);
    buildRoutes(this.service, this);
    this.service.on('GET', '/results/{path*}', ({ params }) => ({
      status: 200,
      body: `This is the sandbox's Copr. The real one keeps logs and packages at ${params.path}\n`,
      headers: { 'content-type': 'text/plain' },
    }));
  }

  /** Chroots that match fail; the answer takes it back. */
  failChroot(matcher: TaskMatcher): () => void {
    return this.builder.decide('failed', matcher);
  }

  /** The source build fails, where the build matches; the answer takes it back. */
  failSource(where: (build: CoprBuild) => boolean = () => true): () => void {
    return this.builder.decide('failed', (build, chroot) => chroot === SOURCE_CHROOT && where(build));
  }

  /** Chroots that match are skipped, as for a package that excludes the architecture. */
  skipChroot(matcher: TaskMatcher): () => void {
    return this.builder.decide('skipped', matcher);
  }
}
