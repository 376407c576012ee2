/** States that are in use, by key: read through to the tables, oldest out first. */
export class StateCache<State> {
  private readonly states = new Map<string, State>();

  /** `limit`: how many stay in memory between two batches. */
  constructor(
    private readonly load: (key: string) => State | undefined,
    private readonly limit = 5_000,
  ) {}

  get(key: string): State | undefined {
    if (this.states.has(key)) return this.states.get(key);
    return this.load(key);
  }

  set(key: string, state: State): void {
    this.states.delete(key);
    this.states.set(key, state);
  }

  /** Forgets what was not touched for longest. Call it only when everything is stored. */
  trim(): void {
    for (const key of this.states.keys()) {
      if (this.states.size <= this.limit) return;
      this.states.delete(key);
    }
  }
}
