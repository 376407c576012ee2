import { z } from 'zod';
import type { Ignored } from './ignore-reasons.js';
import type { Input } from './input.js';
import { maybe, readPayload, text } from './payload.js';

const notification = z.object({ request_id: text });

/** The callback of Testing Farm: it names a request, and nothing else of it may be believed. */
export function readTestingFarmNotification(body: unknown): Input | Ignored {
  return readPayload(notification, body, ({ request_id: requestId }) => ({
    kind: 'testing-farm-notification',
    requestId,
  }));
}

const results = [
  'new',
  'queued',
  'running',
  'passed',
  'failed',
  'skipped',
  'error',
  'unknown',
  'needs_inspection',
  'complete',
  'canceled',
  'cancel-requested',
] as const;
export type TestingFarmResult = (typeof results)[number];

/** What Testing Farm answers when it is asked about a request. */
export interface TestingFarmRequest {
  readonly requestId: string;
  readonly result: TestingFarmResult;
  readonly summary?: string;
  readonly compose?: string;
  /** `<build id>:<chroot>` of the first artifact, taken apart. */
  readonly coprBuildId?: string;
  readonly coprChroot?: string;
  readonly testUrl?: string;
  readonly testRef?: string;
  readonly logUrl?: string;
}

const request = z.object({
  id: text,
  state: text,
  result: maybe(z.object({ overall: maybe(z.string()), summary: maybe(z.string()) })),
  run: maybe(z.object({ artifacts: maybe(z.string()) })),
  test: maybe(z.object({ fmf: maybe(z.object({ url: maybe(z.string()), ref: maybe(z.string()) })) })),
  environments_requested: maybe(
    z.array(
      z.object({
        os: maybe(z.object({ compose: maybe(z.string()) })),
        artifacts: maybe(z.array(z.object({ id: z.union([z.string(), z.number()]).transform(String) }))),
      }),
    ),
  ),
});

/** The tests that only install what was built. */
const INSTALLABILITY_TESTS = 'https://gitlab.com/testing-farm/tests';

/** Reads the answer about a request; undefined if it is none. */
export function readTestingFarmRequest(answer: unknown): TestingFarmRequest | undefined {
  const parsed = request.safeParse(answer);
  if (!parsed.success) return undefined;
  const { id, state, result, run, test, environments_requested: environments } = parsed.data;
  const ended = state === 'complete' || state === 'error';
  const word = ended ? (result?.overall ?? state) : state;
  const known = results.find((name) => name === word) ?? 'unknown';
  const [coprBuildId, coprChroot] = environments?.[0]?.artifacts?.[0]?.id.split(':') ?? [];
  return {
    requestId: id,
    result: known,
    summary: test?.fmf?.url === INSTALLABILITY_TESTS ? installationSummary(known) : result?.summary,
    compose: environments?.[0]?.os?.compose,
    coprBuildId,
    coprChroot,
    testUrl: test?.fmf?.url,
    testRef: test?.fmf?.ref,
    logUrl: run?.artifacts,
  };
}

function installationSummary(result: TestingFarmResult): string | undefined {
  if (result === 'passed') return 'Installation passed';
  return result === 'failed' ? 'Installation failed' : undefined;
}
