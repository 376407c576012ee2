import { z } from 'zod';
import type { Refusal } from './refusal.js';

/** Why a run that was let in once may not begin, or not go on: what its checks say. */
export const RefusedRun = z.object({
  /** Reason code of the gate. */
  reason: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  /** Markdown. */
  summary: z.string(),
});
export type RefusedRun = z.infer<typeof RefusedRun>;

/** What checks of a run say that the gates let in before, and do not let in any more. */
export function refusedRun({ gate, reason, onCheck }: Refusal, commandPrefix: string): RefusedRun {
  const { title, url, summary } = onCheck;
  if (gate !== 'approved') return { reason, title, url, summary };
  return {
    reason,
    title,
    url,
    summary: [
      'The namespace was approved when this was asked for, and is not any more: nothing new is begun.',
      `Once it is approved again, push or comment \`${commandPrefix} build\`.`,
    ].join('\n\n'),
  };
}
