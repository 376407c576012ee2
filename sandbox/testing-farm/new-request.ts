import { z } from 'zod';

const Texts = z.record(z.string(), z.string());
const Tmt = z.strictObject({
  url: z.url(),
  ref: z.string().min(1).optional(),
  merge_sha: z.string().min(1).nullish(),
  path: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  plan_filter: z.string().optional(),
  test_name: z.string().optional(),
  test_filter: z.string().optional(),
  settings: z.looseObject({}).optional(),
});
const Artifact = z.strictObject({
  id: z.string().min(1),
  type: z.enum(['fedora-copr-build', 'fedora-koji-build', 'redhat-brew-build', 'repository', 'repository-file']),
  packages: z.array(z.string()).nullish(),
  install: z.boolean().optional(),
  order: z.int().optional(),
});
const Environment = z.looseObject({
  arch: z.string().min(1),
  os: z.looseObject({ compose: z.string().min(1) }).nullish(),
  pool: z.string().nullish(),
  variables: Texts.nullish(),
  secrets: Texts.nullish(),
  artifacts: z.array(Artifact).nullish(),
  hardware: z.looseObject({}).nullish(),
  kickstart: z.looseObject({}).nullish(),
  settings: z
    .looseObject({
      pipeline: z.looseObject({ skip_guest_setup: z.boolean().optional() }).nullish(),
      provisioning: z.looseObject({ post_install_script: z.string().optional(), tags: Texts.optional() }).nullish(),
    })
    .nullish(),
  tmt: z
    .looseObject({
      context: z.looseObject({}).nullish(),
      environment: Texts.nullish(),
      extra_args: z.looseObject({}).nullish(),
    })
    .nullish(),
});

/** What `POST /requests` takes. The deprecated `api_key` in the body is refused. */
export const NewRequest = z.strictObject({
  test: z
    .strictObject({ tmt: Tmt.optional(), fmf: Tmt.optional(), sti: z.looseObject({}).optional() })
    .refine(
      (test) => Object.values(test).filter((value) => value !== undefined).length === 1,
      'exactly one type of test is expected',
    ),
  environments: z.array(Environment).min(1),
  notification: z
    .looseObject({ webhook: z.looseObject({ url: z.url(), token: z.string().min(1).optional() }).optional() })
    .optional(),
  settings: z
    .looseObject({
      worker: z.looseObject({}).optional(),
      pipeline: z
        .looseObject({
          timeout: z.int().min(1).optional(),
          type: z.enum(['tmt-multihost']).optional(),
          'parallel-limit': z.int().min(0).optional(),
          'provision-error-failed-result': z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
  user: z.looseObject({}).optional(),
});

/** Problems as Testing Farm nests them: `{environments: {"0": {arch: "…"}}}`. */
export function nestedErrors(issues: readonly { path: PropertyKey[]; message: string }[]): Record<string, unknown> {
  const errors: Record<string, unknown> = {};
  for (const { path, message } of issues) {
    let level = errors;
    for (const key of path.slice(0, -1)) {
      const there = level[String(key)];
      const next = typeof there === 'object' && there !== null ? (there as Record<string, unknown>) : {};
      level[String(key)] = next;
      level = next;
    }
    level[String(path.at(-1) ?? 'body')] = message;
  }
  return errors;
}
