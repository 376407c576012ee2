import { z } from 'zod';

export const Composes = z.object({ composes: z.array(z.object({ name: z.string() })) });
export const Accepted = z.object({ id: z.string().min(1) });

const Url = z.string().nullish();

/** One test type carries the tests: requests call it `tmt`, answers so far `fmf`. Anything may be null. */
export const Request = z.object({
  id: z.string(),
  state: z.string(),
  test: z
    .object({
      fmf: z.object({ url: Url }).nullish(),
      tmt: z.object({ url: Url }).nullish(),
      sti: z.object({ url: Url }).nullish(),
    })
    .nullish(),
  result: z.object({ overall: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  run: z.object({ artifacts: Url }).nullish(),
  notes: z.array(z.object({ message: z.string().nullish() })).nullish(),
});

/** What a listing must tell about a request, so that ours can be found in it. */
export const ListedRequest = z.object({
  id: z.string(),
  environments_requested: z
    .array(z.object({ variables: z.record(z.string(), z.unknown()).nullish() }).nullish())
    .nullish(),
});

/** Whose token it is. */
export const TokenOwner = z.object({ token: z.object({ id: z.string() }) });

export const Refused = z.object({ errors: z.unknown().refine((errors) => errors !== undefined && errors !== null) });
