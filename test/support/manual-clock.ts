import { Clock } from '../../src/application/ports/clock.js';

/** A clock that stands still until it is moved; whoever sleeps moves it. */
export class ManualClock extends Clock {
  readonly slept: number[] = [];

  constructor(private time = new Date()) {
    super();
  }

  now(): Date {
    return new Date(this.time);
  }

  advance(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.advance(milliseconds);
  }
}
