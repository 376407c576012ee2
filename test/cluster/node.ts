import { mkdir } from 'node:fs/promises';
import { ServiceProcess } from '../../sandbox/service-process.js';

const START_LIMIT_MS = 120_000;

/** One of several nodes: the built service with its own port and its own read models. */
export class Node {
  private service: ServiceProcess | undefined;
  private starting: Promise<void> | undefined;
  private readonly earlier: string[] = [];

  constructor(
    readonly name: string,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly folder: string,
  ) {}

  get url(): string {
    return `http://${this.environment.HOST}:${this.environment.PORT}`;
  }

  /** What it wrote last, over all its lives. */
  get lines(): readonly string[] {
    return [...this.earlier, ...(this.service?.lines ?? [])];
  }

  /** Resolves when it takes deliveries; rejects when it does not start. */
  start(): Promise<void> {
    this.starting = this.begin();
    return this.starting;
  }

  /** SIGKILL, wherever it is; one that is just starting gets to its feet before. */
  async kill(): Promise<void> {
    await this.starting;
    await this.service?.kill();
    this.earlier.push(...(this.service?.lines ?? []), `-- ${this.name} was killed`);
    this.service = undefined;
  }

  async stop(): Promise<void> {
    await this.starting?.catch(() => undefined);
    await this.service?.stop(30_000);
  }

  private async begin(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    this.service = await ServiceProcess.start(this.environment, this.folder, START_LIMIT_MS);
  }
}
