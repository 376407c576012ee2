import { z } from 'zod';
import type { CoprState } from '../../application/ports/copr.js';

const states: Record<CoprState, true> = {
  failed: true,
  succeeded: true,
  canceled: true,
  running: true,
  pending: true,
  skipped: true,
  starting: true,
  importing: true,
  forked: true,
  waiting: true,
  unknown: true,
};

/** A state that Copr learns one day is `unknown` until we learn it too. */
const State = z
  .string()
  .transform((name): CoprState => (Object.hasOwn(states, name) ? (name as CoprState) : 'unknown'));

const texts = z.array(z.string()).nullish();
const Nullable = z.string().nullish();

export const Anything = z.unknown();

export const Project = z.object({
  ownername: z.string(),
  name: z.string(),
  chroot_repos: z.record(z.string(), z.unknown()).default({}),
  description: Nullable,
  instructions: Nullable,
  contact: Nullable,
  isolation: Nullable,
  enable_net: z.boolean().nullish(),
  devel_mode: z.boolean().nullish(),
  appstream: z.boolean().nullish(),
  follow_fedora_branching: z.boolean().nullish(),
  unlisted_on_hp: z.boolean().nullish(),
  additional_repos: texts,
  bootstrap: Nullable,
  module_hotfixes: z.boolean().nullish(),
  packit_forge_projects_allowed: texts,
});
export type Project = z.output<typeof Project>;

/** Lists come as lists, or as one text with blanks between the items. */
const Words = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : (value ?? [])));

export const ProjectChroot = z.object({
  additional_packages: Words,
  additional_repos: Words,
  additional_modules: Words,
  with_opts: Words,
  without_opts: Words,
  comps_name: Nullable,
  isolation: Nullable,
  bootstrap: Nullable,
});
export type ProjectChroot = z.output<typeof ProjectChroot>;

/** Whether an account may build somewhere. */
export const CanBuildIn = z.object({ can_build_in: z.boolean() });

/** User → role → `approved`, `request` or `nothing`. Copr shows it to those who may edit the project. */
export const Permissions = z.object({ permissions: z.record(z.string(), z.record(z.string(), Nullable)) });

export const MockChroots = z.record(z.string(), z.unknown());

export const Build = z.object({
  id: z.number(),
  state: State,
  source_package: z.object({ url: Nullable }).nullish(),
});

export type Build = z.output<typeof Build>;

/** `submitted_on`: seconds since 1970. */
export const Builds = z.object({ items: z.array(z.object({ id: z.number(), submitted_on: z.number().nullish() })) });
export const SourceBuildConfig = z.object({ source_dict: z.object({ script: Nullable }).nullish() });
export const SourceChroot = z.object({ state: State, result_url: Nullable });

export const BuildChroots = z.object({
  items: z.array(z.object({ name: z.string(), state: State, result_url: Nullable })),
});

export const BuiltPackages = z.object({
  packages: z
    .array(
      z.object({
        name: z.string(),
        epoch: z.coerce.number().nullish(),
        version: z.string(),
        release: z.string(),
        arch: z.string(),
      }),
    )
    .nullish(),
});
