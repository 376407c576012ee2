import type { Sandbox } from '../../sandbox/sandbox.js';
import type { ServiceProcess } from '../../sandbox/service-process.js';

/** What a case has to work with: a service of its own, just started, and the outside world around it. */
export interface Ground {
  readonly sandbox: Sandbox;
  readonly service: ServiceProcess;
}

/** One way to ask too much of the service. */
export interface AbuseCase {
  /** The letter that `--only` takes. */
  readonly key: string;
  readonly title: string;
  /** Brings about what the attack needs; neither latency nor memory of the service during it are counted against the case. */
  prepare?(ground: Ground): Promise<void>;
  /** Attacks, and resolves with what came of it, in a few words, when the service has dealt with it. */
  attack(ground: Ground): Promise<string>;
}
