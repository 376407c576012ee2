import type { Occasion } from '../planning/situation.js';
import { isAdministrator } from './administrators.js';
import type { AccessSubject, Waiver } from './access-facts.js';

/** Who asks, and how. */
interface Asked {
  readonly host: string;
  readonly people: readonly string[];
  readonly occasion: Pick<Occasion, 'kind'>;
  readonly subject: AccessSubject;
}

/**
 * Which gates are open for an input whatever they find, each by name. An administrator waives approval and permission when
 * nobody else is behind the input. The forge offers *Re-run* to people with write access only, and takes pushes and releases
 * from nobody else, so their permission is not asked for again. Nothing waives a denial.
 */
export function waiversOf({ host, people, occasion, subject }: Asked, administrators: readonly string[]): Waiver[] {
  const waivers: Waiver[] = [];
  const waive = (by: Waiver['by'], ...gates: Waiver['gate'][]) => waivers.push(...gates.map((gate) => ({ gate, by })));
  if (people.length > 0 && people.every((login) => isAdministrator(administrators, host, login)))
    waive('administrator', 'approved', 'permitted', 'may-merge');
  if (occasion.kind === 'rerun') waive('rerun', 'permitted');
  if (occasion.kind === 'event' && subject.kind === 'branch') waive('push', 'permitted', 'may-merge');
  if (occasion.kind === 'event' && subject.kind === 'release') waive('release', 'permitted', 'may-merge');
  return waivers;
}
