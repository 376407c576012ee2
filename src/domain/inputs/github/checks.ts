import { z } from 'zod';
import { readCheckName } from '../check-name.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, person, readPayload, text } from '../payload.js';
import { aboutRepository, repositoryOf } from './repository.js';

const app = maybe(z.object({ slug: maybe(z.string()) }));

const checkRun = z.object({
  ...aboutRepository,
  action: text,
  sender: person,
  check_run: z.object({ id, name: text, head_sha: text, external_id: maybe(z.string()), app }),
});

const checkSuite = z.object({
  ...aboutRepository,
  action: text,
  sender: person,
  check_suite: z.object({
    id,
    head_sha: text,
    head_branch: maybe(z.string()),
    pull_requests: maybe(z.array(z.object({ number: id }))),
    app,
  }),
});

/** GitHub `check_run`: somebody pressed "Re-run" beside one of our checks. */
export function readCheckRun(body: unknown, { appSlug }: ServiceIdentity): Input | Ignored {
  return readPayload(checkRun, body, (fields) => {
    if (fields.action !== 'rerequested') return ignored('action-not-supported', { action: fields.action });
    const { id, name, app, external_id: externalId, head_sha: commitSha } = fields.check_run;
    if (app?.slug !== appSlug) return ignored('check-of-another-app', { app: app?.slug, ours: appSlug, check: name });
    if (!externalId) return ignored('check-without-external-id', { check: name });
    const check = readCheckName(name);
    if (!check) return ignored('check-not-rerunnable', { check: name });
    return {
      kind: 'check-rerun',
      repository: repositoryOf(fields),
      checkRunId: id,
      check,
      externalId,
      commitSha,
      actor: fields.sender.login,
    };
  });
}

/** GitHub `check_suite`: somebody pressed "Re-run all checks". */
export function readCheckSuite(body: unknown, { appSlug }: ServiceIdentity): Input | Ignored {
  return readPayload(checkSuite, body, (fields) => {
    if (fields.action !== 'rerequested') return ignored('action-not-supported', { action: fields.action });
    const { id, app, head_sha: commitSha, head_branch: branch, pull_requests: pulls } = fields.check_suite;
    if (app?.slug !== appSlug) return ignored('check-of-another-app', { app: app?.slug, ours: appSlug });
    return {
      kind: 'check-suite-rerun',
      repository: repositoryOf(fields),
      checkSuiteId: id,
      commitSha,
      branch,
      pullRequests: (pulls ?? []).map(({ number }) => number),
      actor: fields.sender.login,
    };
  });
}
