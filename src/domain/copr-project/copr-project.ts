import { assertNever, type Decider } from '../event.js';
import type { CoprClaimant, CoprProjectEvent } from './copr-project.events.js';

export type CoprPermission = 'builder' | 'admin';

/** What a rule about a Copr project asks about. Plain JSON. */
export interface CoprProjectState {
  readonly claimedBy: CoprClaimant | null;
  /** Permissions that were asked for and have not been seen to be given. */
  readonly requested: readonly CoprPermission[];
  /** Refusals that stand and were told: `{code} {subject}` → stream of the build that tells. */
  readonly told: Readonly<Record<string, string>>;
}

/** Commands of a Copr project. `run` is the stream of the build behind them, `at` is when it happened, ISO 8601 in UTC. */
export type CoprProjectCommand = { readonly run: string; readonly at: string } & (
  | { type: 'ClaimProject'; owner: string; project: string; claimant: CoprClaimant; derived: boolean }
  | { type: 'RecordPermissionRequest'; owner: string; project: string; permission: CoprPermission }
  | { type: 'TellRefusal'; owner: string; project: string; code: string; subject: string }
  /** A build was let in by an account that holds these permissions, as far as it was looked. */
  | { type: 'RecordAdmission'; permissions: readonly CoprPermission[] }
);

/** Rules of a Copr project: the first claim stays for ever, a permission is asked for once, a refusal is told once a subject. */
export const coprProjectDecider: Decider<CoprProjectState, CoprProjectCommand, CoprProjectEvent> = {
  initialState: { claimedBy: null, requested: [], told: {} },
  decide(command, state) {
    const { run, at } = command;
    switch (command.type) {
      case 'ClaimProject': {
        const { owner, project, claimant, derived } = command;
        if (state.claimedBy !== null) return [];
        return [{ type: 'CoprProjectClaimed', data: { owner, project, claimedBy: claimant, run, derived, at } }];
      }
      case 'RecordPermissionRequest': {
        const { owner, project, permission } = command;
        if (state.requested.includes(permission)) return [];
        return [{ type: 'CoprPermissionRequested', data: { owner, project, permission, run, at } }];
      }
      case 'TellRefusal': {
        const { owner, project, code, subject } = command;
        if (teller(state, code, subject) !== undefined) return [];
        return [{ type: 'CoprRefusalTold', data: { owner, project, code, subject, run, at } }];
      }
      case 'RecordAdmission': {
        const granted = state.requested.filter((permission) => command.permissions.includes(permission));
        const over = Object.keys(state.told).length > 0;
        return [
          ...granted.map((permission) => ({ type: 'CoprPermissionGranted', data: { permission, run, at } }) as const),
          ...(over ? [{ type: 'CoprRefusalsOver', data: { run, at } } as const] : []),
        ];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'CoprProjectClaimed':
        return { ...state, claimedBy: state.claimedBy ?? event.data.claimedBy };
      case 'CoprPermissionRequested':
        return { ...state, requested: [...state.requested, event.data.permission] };
      case 'CoprPermissionGranted':
        return { ...state, requested: state.requested.filter((permission) => permission !== event.data.permission) };
      case 'CoprRefusalTold': {
        const { code, subject, run } = event.data;
        return { ...state, told: { ...state.told, [tellingKey(code, subject)]: run } };
      }
      case 'CoprRefusalsOver':
        return { ...state, told: {} };
      default:
        return state;
    }
  },
};

/** Stream of the build that tells a subject of a refusal that stands; undefined: nobody has told it. */
export function teller({ told }: CoprProjectState, code: string, subject: string): string | undefined {
  const key = tellingKey(code, subject);
  return Object.hasOwn(told, key) ? told[key] : undefined;
}

/** Forges take the names of repositories in any case, so one repository holds what it claimed in any case. */
export function holds(holder: CoprClaimant, claimant: CoprClaimant): boolean {
  return identityOf(holder) === identityOf(claimant);
}

/** One text for one claimant: what a name that tells it apart is made from. */
export function identityOf({ repository: { host, namespace, repo }, subject, identifier }: CoprClaimant): string {
  const repository = [host, namespace, repo].map((part) => part.toLowerCase());
  return JSON.stringify([...repository, subject && subjectPart(subject), identifier]);
}

function subjectPart(subject: NonNullable<CoprClaimant['subject']>): readonly [string, string] {
  switch (subject.kind) {
    case 'pull_request':
      return [subject.kind, String(subject.number)];
    case 'branch':
      return [subject.kind, subject.branch];
    case 'release':
      return [subject.kind, ''];
  }
}

const tellingKey = (code: string, subject: string) => `${code} ${subject}`;
