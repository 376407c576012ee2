import type { TestOrder } from './test-order.js';
import type { TestRunEvent } from './test-run.events.js';

type NotSubmitted = Extract<TestRunEvent, { type: 'TestsNotSubmitted' }>['data'];

/** Why nothing is submitted, as it is recorded. */
export type TestRefusal = Omit<NotSubmitted, 'at'>;

/** There are neither tests nor packages. */
export const noMetadata: TestRefusal = {
  reason: 'no-fmf-metadata',
  state: 'neutral',
  description: 'No FMF metadata found. Please, initialize the metadata tree with `fmf init`.',
  details: null,
};

/** Testing Farm has no such machines in this ranch. */
export function archNotAvailable(order: TestOrder, available: readonly string[]): TestRefusal {
  return {
    reason: 'arch-not-available',
    state: 'error',
    description: `The architecture ${order.arch} is not available in the ${ranchName(order)} Testing Farm infrastructure.`,
    details: bulleted('Available architectures', available),
  };
}

/** A Fedora that was branched lately, in a job that does not mind. */
export function composeNotYetAvailable(order: TestOrder): TestRefusal {
  return {
    reason: 'compose-not-yet-available',
    state: 'neutral',
    description: `Compose not yet available for ${order.distro}. Skipping.`,
    details: null,
  };
}

/** Testing Farm does not offer what this distribution is tested on. */
export function composeNotAvailable(order: TestOrder, compose: string, offered: readonly string[]): TestRefusal {
  return {
    reason: 'compose-not-available',
    state: 'error',
    description: `The compose ${compose} is not available in the ${ranchName(order)} Testing Farm infrastructure.`,
    details: bulleted('Available composes (regular expressions)', offered),
  };
}

/** Testing Farm does not say which composes it has. */
export function composesNotAvailable(details: string | null): TestRefusal {
  return {
    reason: 'composes-not-available',
    state: 'error',
    description: 'We were not able to get the available TF composes.',
    details,
  };
}

/** Testing Farm refused the request and said why. */
export function refusedByTestingFarm(errors: unknown): TestRefusal {
  const arch = archError(errors);
  return {
    reason: 'refused',
    state: 'failure',
    description: `Failed to submit tests: ${arch ?? 'There was an error in the API request'}.`,
    details: [
      `There was an error in the API request: ${JSON.stringify(errors)}`,
      'For the details of the API request parameters, see [the Testing Farm API definition](https://testing-farm.gitlab.io/api/#operation/requestsPost)',
    ].join('\n'),
  };
}

/** It could not be submitted and it makes no sense to try again. */
export function submissionFailed(why: string | null, details: string | null): TestRefusal {
  return {
    reason: 'submission-failed',
    state: 'failure',
    description: why === null ? 'Failed to submit tests.' : `Failed to submit tests: ${why}.`,
    details,
  };
}

function archError(errors: unknown): string | undefined {
  let value: unknown = errors;
  for (const key of ['environments', '0', 'arch']) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : undefined;
}

function bulleted(title: string, names: readonly string[]): string {
  return `${title}:\n\n${[...names]
    .sort()
    .map((name) => `* \`${name}\``)
    .join('\n')}`;
}

function ranchName(order: TestOrder): string {
  return order.ranch === 'redhat' ? 'internal' : 'public';
}
