import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A figure that somebody else knows and that is asked for when the metrics are read. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  /** Names of the labels; default: none. */
  readonly labels?: readonly string[];
  read(): readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

/** What `/metrics` says. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly deliveries = new Counter({
    name: 'packit_deliveries_total',
    help: 'Deliveries by the way they came and what they were answered',
    labelNames: ['source', 'result'],
    registers: [this.registry],
  });

  /** The name and results that dashboards of the original know. */
  private readonly githubCalls = new Counter({
    name: 'github_webhook_calls',
    help: 'Calls of the GitHub webhook by result',
    labelNames: ['result'],
    registers: [this.registry],
  });

  private readonly seconds = new Histogram({
    name: 'packit_delivery_seconds',
    help: 'Time from the last byte of a delivery to its answer',
    labelNames: ['source'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  answered(source: string, result: string, seconds: number): void {
    this.deliveries.inc({ source, result });
    this.seconds.observe({ source }, seconds);
    if (source === 'github') this.githubCalls.inc({ result: result === 'repeated' ? 'accepted' : result });
  }

  /** Shows a figure of another part of the program. */
  show({ name, help, labels = [], read }: Figure): void {
    this.registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [],
        collect() {
          this.reset();
          for (const { labels: values = {}, value } of read()) this.set({ ...values }, value);
        },
      }),
    );
  }
}
