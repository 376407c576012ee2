import type { Upcaster } from '../event.js';
import type { Access, Waiver } from './access-facts.js';

/** The facts about a person as they were recorded when one flag, `exempt`, opened all gates. */
interface AccessOnce {
  readonly exempt: boolean;
  readonly userDenied: boolean;
  readonly projectDenied: boolean;
  readonly approved: boolean;
  readonly canMerge: boolean;
  readonly isAuthor: boolean;
  readonly approvalIssue: string | null;
}

/** How the input came about, as far as it was recorded. */
interface OccasionOnce {
  readonly actor?: string | null;
  readonly occasion?: { readonly kind: string };
  readonly subject?: { readonly kind: string };
}

/** `FactsGathered`: the facts of a situation. */
export const situationWithWaivers: Upcaster = (data) => {
  const { facts } = data as { facts?: { situation?: OccasionOnce & { access?: AccessOnce } } };
  const situation = facts?.situation;
  if (!situation?.access) return data;
  const access = upcast(situation.access, situation);
  return { ...data, facts: { ...facts, situation: { ...situation, access } } };
};

/** `CancellationRequested` and `DeliveryIgnored`: facts about a person who gave a command. */
export const commandFactsWithWaivers: Upcaster = (data) => {
  const { facts, by } = data as { facts?: { access?: AccessOnce; actor?: string }; by?: string };
  if (!facts?.access) return data;
  return { ...data, facts: { ...facts, access: upcast(facts.access, { actor: facts.actor ?? by }) } };
};

/** What the flag stood for becomes waivers: administrators waived everything, *Re-run* and pushes what is about the person. */
function upcast(once: AccessOnce, { actor = null, occasion, subject }: OccasionOnce): Access {
  const { exempt, userDenied, ...access } = once;
  return {
    ...access,
    people: actor === null ? [] : [actor],
    waivers: exempt ? exemption(occasion?.kind === 'rerun') : ofForge(actor, subject?.kind),
    deniedPerson: userDenied ? actor : null,
  };
}

function exemption(isRerun: boolean): Waiver[] {
  const by = isRerun ? 'rerun' : 'administrator';
  const ofPerson: Waiver[] = [
    { gate: 'permitted', by },
    { gate: 'may-merge', by },
  ];
  return isRerun ? ofPerson : [{ gate: 'approved', by }, ...ofPerson];
}

/** Behind a push or a release nobody was asked about. */
function ofForge(actor: string | null, subject: string | undefined): Waiver[] {
  if (actor !== null || (subject !== 'branch' && subject !== 'release')) return [];
  const by = subject === 'branch' ? 'push' : 'release';
  return [
    { gate: 'permitted', by },
    { gate: 'may-merge', by },
  ];
}
