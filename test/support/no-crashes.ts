import type { CrashJournal } from '../../src/application/ports/crash-journal.js';

/** The journal of a process that never dies. */
export const noCrashes: CrashJournal = {
  recall: () => ({ deaths: new Map(), parked: new Map(), served: [] }),
  begin: () => undefined,
  end: () => undefined,
  park: () => undefined,
  release: () => undefined,
  leave: () => undefined,
};
