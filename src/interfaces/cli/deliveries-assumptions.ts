import { z } from 'zod';

const assumptions = z.object({
  /** What the external id of a check run stands for. */
  external_id: z.string().optional(),
  type: z.enum(['pr', 'branch', 'release']).optional(),
  pr_id: z.number().optional(),
  branch: z.string().optional(),
  tag: z.string().optional(),
  testing_farm_secret: z.string().optional(),
  test_run: z
    .object({
      commit_sha: z.string().nullish(),
      data: z.object({ base_project_url: z.string().nullish() }).nullish(),
    })
    .optional(),
  nothing_stored: z.boolean().optional(),
});

/** What the service is assumed to have stored already, for payloads that cannot be understood without it. */
export type Assumptions = z.infer<typeof assumptions>;

/** Reads the value of `--assume`. */
export function parseAssumptions(json: string | undefined): Assumptions {
  return json === undefined ? {} : assumptions.parse(JSON.parse(json));
}
