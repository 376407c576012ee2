import type { z } from 'zod';
import type { NewRequest } from './new-request.js';

export type Ranch = 'public' | 'redhat';
export type RequestState = 'new' | 'queued' | 'running' | 'complete' | 'error' | 'canceled' | 'cancel-requested';
export type Overall = 'passed' | 'failed' | 'skipped' | 'error' | 'unknown' | 'needs_inspection';

export interface TestRequest {
  readonly id: string;
  readonly ranch: Ranch;
  /** Number of the token that it was made with. */
  readonly tokenId: string;
  readonly payload: z.infer<typeof NewRequest>;
  readonly createdAt: Date;
  updatedAt: Date;
  state: RequestState;
  overall: Overall | null;
  summary: string | null;
}

export const isFinal = (state: RequestState) => state === 'complete' || state === 'error' || state === 'canceled';
