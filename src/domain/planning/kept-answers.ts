import type { JobView } from '../package-config/package-config.js';
import type { Situation } from './situation.js';

/** An answer about a situation that is worked out once and kept as long as the situation is. */
export function perSituation<Answer>(find: (situation: Situation) => Answer): (situation: Situation) => Answer {
  const known = new WeakMap<Situation, { readonly answer: Answer }>();
  return (situation) => {
    let kept = known.get(situation);
    if (!kept) known.set(situation, (kept = { answer: find(situation) }));
    return kept.answer;
  };
}

/** The same about each job of a situation: with many jobs, what each asks of the others would otherwise be asked again and again. */
export function perJob<Answer>(
  find: (view: JobView, situation: Situation) => Answer,
): (view: JobView, situation: Situation) => Answer {
  const ofSituation = perSituation(() => new Map<JobView, { readonly answer: Answer }>());
  return (view, situation) => {
    const known = ofSituation(situation);
    let kept = known.get(view);
    if (!kept) known.set(view, (kept = { answer: find(view, situation) }));
    return kept.answer;
  };
}
