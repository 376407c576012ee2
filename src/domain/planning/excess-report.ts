import type { Excess } from './excess.js';

const WHAT: Readonly<Record<Excess['reason'], readonly [what: string, wayOut: string]>> = {
  'too-many-checks': [
    'targets, each of which would be a check of its own',
    'Name fewer targets, or let `branch`, `manual_trigger` and `require.label` part the jobs.',
  ],
  'too-much-text': [
    'characters of scripts, variables and other texts, kept once for each check',
    'Move long texts into files of the repository and call them, or name fewer targets.',
  ],
  'patterns-too-complex': [
    'steps to match the regular expressions of `branch`',
    'Use simpler expressions, or the same one for several jobs.',
  ],
};

/** What is commented where the jobs of a configuration are more than is planned for one event. */
export function excessReport({ reason, found, most }: Excess): string {
  const [what, wayOut] = WHAT[reason];
  return [
    `The jobs of the packit configuration were not planned: this event has at least ${found} ${what}, and there may be ${most}.`,
    wayOut,
    'For more info, please check out [the documentation](https://packit.dev/docs/configuration).',
  ].join('\n\n');
}
