import { z } from 'zod';
import { forges, type Forge } from '../forge/forge.js';

/** What the signature or token of a delivery vouches for. On disk for ever: add, never edit. */
export const Coverage = z.discriminatedUnion('by', [
  /** A forge, for its own projects. */
  z.object({
    by: z.literal('forge'),
    forge: z.enum(forges),
    /** Hosts in lower case, with their port where it is not the standard one. */
    hosts: z.array(z.string()),
    /** Exactly this namespace, without those below it; null: all. */
    namespace: z.string().nullable(),
    /** Exactly this repository of the namespace; null: all. */
    repo: z.string().nullable(),
    /** The signature is over every byte of the body. Otherwise whoever holds the token wrote the body, and may name anybody in it. */
    body: z.boolean(),
  }),
  /** Fedora's message bus, for results and releases of Fedora's services, and for dist-git at these hosts. */
  z.object({ by: z.literal('bus'), hosts: z.array(z.string()) }),
  /** Testing Farm, for this request; null: for any. */
  z.object({ by: z.literal('testing-farm'), request: z.string().nullable() }),
]);
export type Coverage = z.infer<typeof Coverage>;

/** Something that a delivery says it speaks for. */
export type Claim =
  /** A project: what the event is about, or what it draws rights or builds from. */
  | {
      readonly of: 'project';
      readonly forge: Forge;
      readonly host: string;
      readonly namespace: string;
      readonly repo: string;
    }
  /** A repository that a pull request comes from: anybody may have forked it, in any namespace of the forge. */
  | { readonly of: 'fork'; readonly forge: Forge; readonly host: string }
  /** An account of a forge that installed the app. */
  | { readonly of: 'account'; readonly forge: Forge; readonly host: string }
  /** A package in dist-git. */
  | { readonly of: 'package'; readonly host: string }
  /** News of Copr, Koji, release monitoring and the like. */
  | { readonly of: 'result' }
  /** News of a request in Testing Farm. */
  | { readonly of: 'test-request'; readonly request: string };

/** Forges whose events come over the bus: those that dist-git runs on. */
const BUS_FORGES: readonly Forge[] = ['pagure', 'forgejo'];

/** Whether what is vouched for includes what is claimed. */
export function covers(coverage: Coverage, claim: Claim): boolean {
  switch (coverage.by) {
    case 'forge': {
      if (!('forge' in claim) || claim.forge !== coverage.forge || !coverage.hosts.includes(claim.host)) return false;
      const { namespace, repo } = coverage;
      if (claim.of === 'fork') return true;
      if (claim.of === 'account') return namespace === null;
      return (namespace === null || namespace === claim.namespace) && (repo === null || repo === claim.repo);
    }
    case 'bus':
      if (claim.of === 'result') return true;
      if (claim.of === 'package') return coverage.hosts.includes(claim.host);
      if (claim.of !== 'project' && claim.of !== 'fork') return false;
      return BUS_FORGES.includes(claim.forge) && coverage.hosts.includes(claim.host);
    case 'testing-farm':
      return claim.of === 'test-request' && (coverage.request === null || coverage.request === claim.request);
  }
}

/** Whether the people whom a delivery names are those whom the forge saw. A token that stands beside a body says nothing of it. */
export function vouchesForPeople(coverage: Coverage): boolean {
  return coverage.by === 'forge' ? coverage.body : coverage.by === 'bus';
}

/** What is vouched for, in a few words. */
export function coverageText(coverage: Coverage): string {
  switch (coverage.by) {
    case 'forge': {
      const { forge, hosts, namespace, repo } = coverage;
      const path = [namespace ?? '*', ...(namespace === null ? [] : [repo ?? '*'])].join('/');
      return hosts.length === 0 ? `no ${forge} host` : hosts.map((host) => `${host}/${path} (${forge})`).join(', ');
    }
    case 'bus':
      return `the message bus: results, and dist-git at ${coverage.hosts.join(', ') || 'no host'}`;
    case 'testing-farm':
      return coverage.request === null ? 'requests in Testing Farm' : `request ${coverage.request} in Testing Farm`;
  }
}

/** What is claimed, in a few words. */
export function claimText(claim: Claim): string {
  switch (claim.of) {
    case 'project':
      return `${[claim.host, claim.namespace, claim.repo].filter((part) => part !== '').join('/')} (${claim.forge})`;
    case 'fork':
      return `a fork on ${claim.host} (${claim.forge})`;
    case 'account':
      return `an account on ${claim.host} (${claim.forge})`;
    case 'package':
      return `a package on ${claim.host}`;
    case 'result':
      return 'a result of one of Fedora’s services';
    case 'test-request':
      return `request ${claim.request} in Testing Farm`;
  }
}
