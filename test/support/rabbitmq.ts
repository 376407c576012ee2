import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// The wrapper in /usr/sbin wants to be root and changes the user: this one does not.
const PROGRAMS = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/rabbitmq/sbin/rabbitmq-server'];

/** Where a broker can be had for this run: by URL, or as a program to start. Undefined, with a warning, where neither is there. */
export function brokerAtHand(suite: string): { url: string } | { program: string } | undefined {
  const url = process.env.RABBITMQ_TEST_URL;
  if (url) return { url };
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program) return { program };
  console.warn(`SKIPPED: ${suite}: no RabbitMQ. Install rabbitmq-server, or name one in RABBITMQ_TEST_URL.`);
  return undefined;
}

/** A broker with its own node name, ports and data, which outlives restarts and is gone afterwards. */
export class RabbitMq {
  private process?: ChildProcess;

  private constructor(
    private readonly program: string,
    private readonly folder: string,
    private readonly ports: { amqp: number; distribution: number; epmd: number },
  ) {}

  static async prepare(program: string): Promise<RabbitMq> {
    const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
    await Promise.all(['home', 'data', 'log'].map((name) => mkdir(join(folder, name))));
    const [amqp = 0, distribution = 0, epmd = 0] = await freePorts(3);
    return new RabbitMq(program, folder, { amqp, distribution, epmd });
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.ports.amqp}/`;
  }

  async start(): Promise<void> {
    const { folder, ports } = this;
    const child = spawn(this.program, [], {
      // A group of its own: the program is a shell script that waits for the broker proper.
      detached: true,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: join(folder, 'home'),
        RABBITMQ_NODENAME: `test${ports.amqp}@localhost`,
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_NODE_PORT: String(ports.amqp),
        RABBITMQ_DIST_PORT: String(ports.distribution),
        ERL_EPMD_PORT: String(ports.epmd),
        ERL_EPMD_ADDRESS: '127.0.0.1',
        RABBITMQ_MNESIA_BASE: join(folder, 'data'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_LOGS: '-',
        RABBITMQ_CONFIG_FILE: join(folder, 'none'),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      },
    });
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const hear = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_000);
        if (said.includes('startup complete')) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`RabbitMQ ended with ${code}: ${said}`)));
    });
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (signal === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    // The port mapper that the first start brought along outlives the broker.
    await promisify(execFile)('epmd', ['-port', String(this.ports.epmd), '-kill']).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
