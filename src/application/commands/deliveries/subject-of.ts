import type { Coverage } from '../../../domain/access/coverage.js';

/** What an input is about, as far as a glance tells: deliveries with the same subject are interpreted in order. */
export abstract class SubjectOf {
  abstract subjectOf(source: string, event: string, body: unknown, covers: Coverage): string;
}
