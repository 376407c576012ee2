/** How the sandbox's time passes: `speed` simulated seconds in a real one, or only when `advance` is called. */
export type Pace = { readonly speed: number } | 'manual';

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
  timer?: NodeJS.Timeout;
}

/** What happens by itself in the stand-ins (a build starts, tests end) is an appointment on this clock. */
export class Timeline {
  readonly #waiting = new Set<Appointment>();
  #now = 0;
  #order = 0;

  constructor(private readonly pace: Pace) {}

  /** Does something in so many simulated seconds; the answer calls it off. */
  after(seconds: number, action: () => void): () => void {
    const appointment: Appointment = { at: this.#now + seconds, order: this.#order++, action };
    this.#waiting.add(appointment);
    if (this.pace !== 'manual') {
      appointment.timer = setTimeout(() => this.#keep(appointment), (seconds * 1000) / this.pace.speed);
    }
    return () => this.#drop(appointment);
  }

  /** Lets simulated seconds pass, doing in order what falls due. Only with pace `manual`. */
  advance(seconds: number): void {
    if (this.pace !== 'manual') throw new Error('advance() needs a sandbox that was started with pace "manual".');
    const until = this.#now + seconds;
    for (;;) {
      const next = [...this.#waiting].sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > until) break;
      this.#now = next.at;
      this.#keep(next);
    }
    this.#now = until;
  }

  /** Number of things that have still to happen. */
  get waiting(): number {
    return this.#waiting.size;
  }

  stop(): void {
    for (const appointment of [...this.#waiting]) this.#drop(appointment);
  }

  #keep(appointment: Appointment): void {
    if (this.#waiting.delete(appointment)) appointment.action();
  }

  #drop(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    this.#waiting.delete(appointment);
  }
}
