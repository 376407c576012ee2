import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckRun, PullRequest, Repository } from '../../sandbox/github/state.js';
import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';
import { ensureServiceIsBuilt } from '../../sandbox/service-build.js';
import { freePort, ServiceProcess } from '../../sandbox/service-process.js';
import type { TodoList } from '../../src/application/queries/todos/list-todos.js';
import { dueTodos, type LeftBehind, unknownCalls, unreadComments } from './left-behind.js';
import { notReproduced } from './rebuilt-read-models.js';

/** A start takes two seconds, and much longer on a machine that is busy with other things. */
const START_LIMIT_MS = 120_000;

export interface WorldOptions extends SandboxOptions {
  /** Further settings of the service, or other values for those of the sandbox. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Namespaces that may use the service. */
  readonly approved?: readonly string[];
  /** What the test leaves behind on purpose, each with the reason why. */
  readonly mayLeave?: Partial<Record<LeftBehind, string>>;
}

/** What one check says, as `status: title` or, when it is over, `conclusion: title`. */
export const told = ({ status, conclusion, output }: CheckRun): string => `${conclusion ?? status}: ${output.title}`;

/** The built service on a store of its own, and the outside world that it acts in. */
export class World {
  #service: ServiceProcess | undefined;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly environment: Readonly<Record<string, string>>,
    /** Where the service keeps its data. */
    readonly dataFolder: string,
    private readonly mayLeave: NonNullable<WorldOptions['mayLeave']>,
  ) {}

  /** A world for one act, which is closed after it. When the act fails, that is what is told, and not what it leaves behind. */
  static async with(options: WorldOptions, act: (world: World) => Promise<void>): Promise<void> {
    const world = await World.start(options);
    try {
      await act(world);
    } catch (error) {
      await world.abandon();
      throw error;
    }
    await world.close();
  }

  static async start({ settings = {}, approved = [], mayLeave = {}, ...options }: WorldOptions = {}): Promise<World> {
    ensureServiceIsBuilt();
    const sandbox = await Sandbox.start(options);
    try {
      const port = await freePort();
      const dataFolder = join(sandbox.folder, 'data');
      await mkdir(dataFolder);
      const environment = { ...sandbox.environment({ port, dataFolder }), ...settings };
      const world = new World(sandbox, environment, dataFolder, mayLeave);
      await world.startService();
      sandbox.connectTo(world.service.url);
      for (const namespace of approved) await world.allow(namespace);
      return world;
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  get service(): ServiceProcess {
    if (!this.#service) throw new Error('The service is not running: it was killed and not started again.');
    return this.#service;
  }

  /** Starts the service, again on the same store and port. */
  async startService(): Promise<void> {
    this.#service = await ServiceProcess.start(this.environment, this.dataFolder, START_LIMIT_MS);
  }

  /** SIGKILL: no chance to finish anything. */
  async killService(): Promise<void> {
    await this.service.kill();
    this.#service = undefined;
  }

  async restartAfterKill(): Promise<void> {
    await this.killService();
    await this.startService();
  }

  /** Sets an allowlist entry below `github.com`. */
  async allow(
    namespace: string,
    status: 'approved_manually' | 'approved_automatically' | 'waiting' | 'denied' = 'approved_manually',
  ): Promise<void> {
    const answer = await this.request('PUT', `/api/allowlist/github.com/${namespace}`, { status });
    if (answer.status !== 204)
      throw new Error(
        `PUT of the allowlist entry of ${namespace}: expected 204, found ${answer.status} ${await answer.text()}`,
      );
  }

  /** Asks the service itself, with the admin token. */
  request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.sandbox.adminToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** What the service has still to do. */
  async todos(): Promise<TodoList> {
    return (await (await this.request('GET', '/api/todos?limit=500')).json()) as TodoList;
  }

  /** Waits until `look` finds something, that is neither false nor undefined, and answers it. */
  async until<Found>(
    expected: string | (() => string),
    look: () => Found | Promise<Found>,
    timeoutMs = 90_000,
  ): Promise<Exclude<Found, false | undefined>> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== false && found !== undefined) return found as Exclude<Found, false | undefined>;
      if (Date.now() > end)
        throw new Error(
          `Expected within ${timeoutMs} ms: ${typeof expected === 'string' ? expected : expected()}\nLast lines of the service:\n${this.#service?.tail() ?? '(not running)'}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until nothing goes on outside; with `until`, until that holds as well. */
  async settled({
    quietMs = 700,
    timeoutMs = 30_000,
    until = () => true,
  }: { quietMs?: number; timeoutMs?: number; until?: () => boolean } = {}): Promise<void> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      await this.sandbox
        .settled({ quietMs, timeoutMs: Math.max(end - Date.now(), quietMs + 100) })
        .catch((error: unknown) => {
          throw new Error(
            `${error instanceof Error ? error.message : String(error)}\nLast lines of the service:\n${this.#service?.tail() ?? '(not running)'}`,
          );
        });
      if (until()) return;
      if (Date.now() > end)
        throw new Error(
          `Nothing goes on any more, but what was waited for did not come about within ${timeoutMs} ms.\nLast lines of the service:\n${this.#service?.tail() ?? '(not running)'}`,
        );
    }
  }

  /** Waits until every one of these checks of the pull request's head is over, and nothing goes on any more. */
  async settledChecks(
    repository: Repository,
    pull: PullRequest,
    names: readonly string[],
    timeoutMs = 30_000,
  ): Promise<Record<string, string>> {
    const over = () => {
      const checks = this.sandbox.github.checks(repository, pull.head.sha);
      return names.every((name) => checks.get(name)?.status === 'completed');
    };
    await this.settled({ timeoutMs, until: over }).catch((error: unknown) => {
      throw new Error(
        `Expected these checks to be over: ${names.join(', ')}. Found: ${JSON.stringify(this.checks(repository, pull), undefined, 2)}\n${error instanceof Error ? error.message : String(error)}`,
      );
    });
    return this.checks(repository, pull);
  }

  /** Name → what the check says, on the pull request's head. */
  checks(repository: Repository, pull: PullRequest): Record<string, string> {
    const found = [...this.sandbox.github.checks(repository, pull.head.sha)].map(
      ([name, check]) => [name, told(check)] as const,
    );
    return Object.fromEntries(found.sort(([a], [b]) => a.localeCompare(b)));
  }

  /**
   * Ends everything. Fails when the service does not end with 0, when it asked a stand-in for something that it does not have, and
   * when something is left behind that is not among `mayLeave`.
   */
  async close(): Promise<void> {
    const left = unknownCalls(this.sandbox);
    const look = async (what: LeftBehind, find: () => string[] | Promise<string[]>): Promise<void> => {
      if (this.mayLeave[what] === undefined) left.push(...(await find()));
    };
    try {
      if (this.#service?.running) await look('todos', () => dueTodos(() => this.todos()));
      await look('comments', () => unreadComments(this.sandbox));
      await this.#service?.stop();
      await look('readModels', () => notReproduced(this.dataFolder, this.environment));
    } finally {
      await this.sandbox.close();
    }
    if (left.length > 0) throw new Error(left.join('\n'));
  }

  /** Ends everything at once, whatever is left behind. */
  async abandon(): Promise<void> {
    await this.#service?.kill();
    await this.sandbox.close();
  }
}
