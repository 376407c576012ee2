import type { ProjectData, SubjectData } from '../planning/job.js';

/** Gates that somebody may waive. The names are on disk: add, never rename. */
export const waivableGates = ['approved', 'permitted', 'may-merge'] as const;

/** One gate that is open whatever it finds, and who or what opens it. */
export interface Waiver {
  readonly gate: (typeof waivableGates)[number];
  readonly by: 'administrator' | 'rerun' | 'push' | 'release';
}

/** What the gates about namespaces and persons look at. Recorded with every decision: plain JSON. */
export interface Access {
  /** Logins behind the input; each of them may be denied. */
  readonly people: readonly string[];
  readonly waivers: readonly Waiver[];
  /** The first of these people whose account is denied by name; null: none. */
  readonly deniedPerson: string | null;
  /** The host, the namespace or the repository is denied. */
  readonly projectDenied: boolean;
  readonly approved: boolean;
  /** Whether the actor may merge, as far as somebody had to ask. */
  readonly canMerge: boolean;
  /** The actor wrote the pull request. */
  readonly isAuthor: boolean;
  /** The approval issue of this namespace, where one is open and a check is to name it. */
  readonly approvalIssue: string | null;
}

/** What somebody asks about; an issue has no jobs of its own. */
export interface AccessSubject {
  readonly kind: SubjectData['kind'] | 'issue';
}

/** Who asks for something, and where. */
export interface AccessQuestion {
  readonly access: Access;
  /** Login whose permission counts; null: nobody is known. */
  readonly actor: string | null;
  readonly project: ProjectData;
  readonly subject: AccessSubject;
}
