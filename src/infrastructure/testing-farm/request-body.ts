import { z } from 'zod';
import { PermanentFailure } from '../../application/ports/failure.js';

/** The variable by which a request is recognised as ours. */
export const KEY_VARIABLE = 'PACKIT_TEST_RUN_ID';

const Environments = z.array(z.looseObject({ variables: z.record(z.string(), z.unknown()).nullish() })).min(1);

/** The request with the key among the first environment's variables, and every variable a text, as the API wants it. */
export function requestBody(
  request: Readonly<Record<string, unknown>>,
  key: string,
  webhook: { url: string; token: string },
): Record<string, unknown> {
  const environments = Environments.safeParse(request.environments);
  if (!environments.success)
    throw new PermanentFailure('A request needs a list of environments, and at least one', {
      service: 'Testing Farm',
      kind: 'invalid',
    });
  return {
    ...request,
    environments: environments.data.map(({ variables, ...environment }, index) => ({
      ...environment,
      ...((variables || index === 0) && {
        variables: textsOf({ ...variables, ...(index === 0 && { [KEY_VARIABLE]: key }) }),
      }),
    })),
    notification: { webhook },
  };
}

function textsOf(variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
