export type Ranch = 'public' | 'redhat';

export interface TestingFarmSubmission {
  /** Our own id of this submission; it is sent as variable `PACKIT_TEST_RUN_ID`, so that a request can be recognised as ours. */
  readonly key: string;
  readonly ranch: Ranch;
  /** Body of `POST /requests` without `notification`, which the adapter adds. */
  readonly request: Readonly<Record<string, unknown>>;
  /** True when an earlier attempt may have got through: a request with this key is looked for first. */
  readonly mayExist: boolean;
  /** No attempt was made before this time, ISO 8601. */
  readonly since: string;
}

export type TestingFarmAnswer =
  | { readonly outcome: 'accepted'; readonly requestId: string }
  /** HTTP 4xx with an `errors` object: final. */
  | { readonly outcome: 'refused'; readonly errors: unknown };

export interface TestingFarmRequest {
  readonly requestId: string;
  /** `new`, `queued`, `running`, `complete`, `error`, `canceled`, `cancel-requested` */
  readonly state: string;
  /** `passed`, `failed`, `skipped`, `error`, `unknown`, `needs_inspection` or null */
  readonly overall: string | null;
  readonly summary: string | null;
  /** Where logs and results are. */
  readonly artifactsUrl: string | null;
  /** Repository of the tests, as Testing Farm repeats it. */
  readonly testUrl: string | null;
}

/** Testing Farm: installs and tests RPMs. Rejects with `TransientFailure` or `PermanentFailure`. */
export abstract class TestingFarm {
  /** Names of composes; each is a regular expression, full match. Cached for a few minutes. */
  abstract composes(ranch: Ranch): Promise<readonly string[]>;
  abstract submit(submission: TestingFarmSubmission): Promise<TestingFarmAnswer>;
  /** Id of the request that was made under the key, if there is one. */
  abstract findRequest(submission: Pick<TestingFarmSubmission, 'key' | 'ranch' | 'since'>): Promise<string | undefined>;
  /** Undefined: unknown request. */
  abstract getRequest(requestId: string): Promise<TestingFarmRequest | undefined>;
  /** Requests that are over or already being cancelled count as done. */
  abstract cancel(requestId: string, ranch: Ranch): Promise<void>;
}
