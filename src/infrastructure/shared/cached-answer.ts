import type { Clock } from '../../application/ports/clock.js';
import { TransientFailure } from '../../application/ports/failure.js';

/** A list that seldom changes: asked for once in a while, and the last good one kept while the service is away. */
export class CachedAnswer<Value> {
  private known?: { readonly value: Value; readonly freshUntil: number };
  private loading?: Promise<Value>;

  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly freshMs: number;
      /** How long the last good answer is given out before a service that failed is asked again. Default: one minute. */
      readonly retryMs?: number;
      readonly load: () => Promise<Value>;
    },
  ) {}

  async get(): Promise<Value> {
    const { clock, retryMs = 60_000 } = this.options;
    if (this.known && clock.now().getTime() < this.known.freshUntil) return this.known.value;
    this.loading ??= this.load().finally(() => (this.loading = undefined));
    try {
      return await this.loading;
    } catch (error) {
      if (!this.known || !(error instanceof TransientFailure)) throw error;
      this.known = { value: this.known.value, freshUntil: clock.now().getTime() + retryMs };
      return this.known.value;
    }
  }

  private async load(): Promise<Value> {
    const value = await this.options.load();
    this.known = { value, freshUntil: this.options.clock.now().getTime() + this.options.freshMs };
    return value;
  }
}
