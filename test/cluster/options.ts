import { parseArgs } from 'node:util';

export interface ClusterOptions {
  readonly pullRequests: number;
  /** Opened in a second. */
  readonly rate: number;
  readonly store: 'esdb' | 'sqlite';
  /** Decides who is killed, and what else is left to chance. */
  readonly seed: number;
  readonly killEverySeconds: number;
  readonly leaseSeconds: number;
}

const number = (name: string, value: string): number => {
  const parsed = Number(value);
  if (!(parsed > 0)) throw new Error(`--${name}: expected a number above 0, found ${value}`);
  return parsed;
};

/** Options of `npm run test:cluster -- …`; throws and names what is wrong. */
export function clusterOptions(args: readonly string[], random: () => number): ClusterOptions {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      'pull-requests': text('200'),
      rate: text('1'),
      store: text('esdb'),
      seed: text(String(Math.ceil(random() * 1e9))),
      'kill-every': text('5'),
      lease: text('3'),
    },
  });
  const { store } = values;
  if (store !== 'esdb' && store !== 'sqlite') throw new Error(`--store: expected esdb or sqlite, found ${store}`);
  return {
    store,
    pullRequests: Math.round(number('pull-requests', values['pull-requests'])),
    rate: number('rate', values.rate),
    seed: Math.round(number('seed', values.seed)),
    killEverySeconds: number('kill-every', values['kill-every']),
    leaseSeconds: number('lease', values.lease),
  };
}
