/** How the sandbox's time passes: `speed` simulated seconds in a real one, or only when `advance` is called. */
export type Pace = { readonly speed: number } | 'manual';

interface Appointment {
  /** Simulated seconds since the clock was started. */
  readonly at: number;
  readonly action: () => void;
}

/**
 * What happens by itself in the stand-ins (a build starts, tests end) is an appointment on this clock. They are kept in the order of
 * their times, one timer for all: timers of Node do not promise an order among those that are late.
 */
export class Timeline {
  readonly #waiting = new Set<Appointment>();
  readonly #start = performance.now();
  /** The time of the appointment that is kept; with pace `manual`, the time. */
  #now: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pace: Pace) {
    if (pace === 'manual') this.#now = 0;
  }

  /** Does something in so many simulated seconds; the answer calls it off. */
  after(seconds: number, action: () => void): () => void {
    const appointment: Appointment = { at: (this.#now ?? this.#elapsed()) + seconds, action };
    this.#waiting.add(appointment);
    this.#setTimer();
    return () => {
      this.#waiting.delete(appointment);
      this.#setTimer();
    };
  }

  /** Lets simulated seconds pass, doing in order what falls due. Only with pace `manual`. */
  advance(seconds: number): void {
    if (this.pace !== 'manual') throw new Error('advance() needs a sandbox that was started with pace "manual".');
    const until = (this.#now ?? 0) + seconds;
    for (let next = this.#next(); next && next.at <= until; next = this.#next()) this.#keep(next);
    this.#now = until;
  }

  /** Number of things that have still to happen. */
  get waiting(): number {
    return this.#waiting.size;
  }

  stop(): void {
    this.#waiting.clear();
    clearTimeout(this.#timer);
  }

  #elapsed(): number {
    return this.pace === 'manual' ? 0 : ((performance.now() - this.#start) / 1000) * this.pace.speed;
  }

  /** The earliest; of several, the one that was made first. */
  #next(): Appointment | undefined {
    let next: Appointment | undefined;
    for (const appointment of this.#waiting) if (!next || appointment.at < next.at) next = appointment;
    return next;
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next || this.pace === 'manual') return;
    const milliseconds = ((next.at - this.#elapsed()) * 1000) / this.pace.speed;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, Math.ceil(milliseconds)));
  }

  /** One at a time, so that what an action begins goes on before the next one. */
  #wake(): void {
    const next = this.#next();
    try {
      if (next && next.at <= this.#elapsed()) this.#keep(next);
    } finally {
      this.#now = undefined;
      this.#setTimer();
    }
  }

  #keep(appointment: Appointment): void {
    this.#now = appointment.at;
    this.#waiting.delete(appointment);
    appointment.action();
  }
}
