import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { SERVICE_ENTRY } from './service-build.js';

/** What the service may take over from its surroundings; everything else is given to it. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];
const KEPT_LINES = 2000;

/** The service did not start or end as it should. */
export class ServiceFailure extends Error {}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

/** The built service as a child process: `node dist/main.js` with settings for a sandbox. */
export class ServiceProcess {
  /** The newest lines that it wrote. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #endedWith: string | undefined;

  private constructor(
    environment: Readonly<Record<string, string>>,
    folder: string,
    readonly url: string,
  ) {
    if (!existsSync(SERVICE_ENTRY))
      throw new ServiceFailure(`The service has not been built: ${SERVICE_ENTRY} is not there. Run: npm run build`);
    const inherited = Object.fromEntries(
      INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    );
    this.#child = spawn(process.execPath, [SERVICE_ENTRY], {
      cwd: folder,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        this.lines.push(...parts);
        this.lines.splice(0, Math.max(0, this.lines.length - KEPT_LINES));
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve((this.#endedWith = error.message)));
      this.#child.once('close', (code, signal) => resolve((this.#endedWith = signal ?? `exit code ${code}`)));
    });
  }

  /** Starts it in a folder and waits until it takes deliveries. */
  static async start(
    environment: Readonly<Record<string, string>>,
    folder: string,
    timeoutMs = 60_000,
  ): Promise<ServiceProcess> {
    const service = new ServiceProcess(environment, folder, `http://${environment.HOST}:${environment.PORT}`);
    const end = Date.now() + timeoutMs;
    while (!(await service.#healthy())) {
      if (service.#endedWith !== undefined)
        throw new ServiceFailure(`The service ended while it started (${service.#endedWith}).\n${service.tail()}`);
      if (Date.now() > end) {
        await service.kill();
        throw new ServiceFailure(
          `GET ${service.url}/api/healthz did not answer 200 within ${timeoutMs} ms.\n${service.tail()}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return service;
  }

  get running(): boolean {
    return this.#endedWith === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  tail(count = 20): string {
    return this.lines.slice(-count).join('\n');
  }

  /** Ends it at once, wherever it is. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Lets it finish its work; it must end with 0. */
  async stop(timeoutMs = 10_000): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs);
    const ended = await this.#ended;
    clearTimeout(timer);
    if (ended !== 'exit code 0')
      throw new ServiceFailure(
        `The service was asked to end and did so with ${ended}, expected exit code 0.\n${this.tail()}`,
      );
  }

  async #healthy(): Promise<boolean> {
    const answer = await fetch(`${this.url}/api/healthz`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  }
}
