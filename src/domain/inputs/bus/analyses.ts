import { z } from 'zod';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';

const openScanHub = z.object({
  task_id: id,
  status: maybe(z.string()),
  'added.js': maybe(z.string()),
  'fixed.js': maybe(z.string()),
  'scan-results.js': maybe(z.string()),
});
const openScanHubFinished = openScanHub.extend({ status: z.enum(['success', 'cancel', 'interrupt', 'fail']) });

/** `openscanhub.task.started` and `openscanhub.task.finished`. */
export function readOpenScanHub(change: 'started' | 'finished', body: unknown): Input | Ignored {
  return readPayload(change === 'finished' ? openScanHubFinished : openScanHub, body, (fields) => ({
    kind: 'open-scan-hub',
    change,
    taskId: fields.task_id,
    ...(change === 'finished' ? { status: fields.status } : {}),
    addedIssuesUrl: fields['added.js'],
    fixedIssuesUrl: fields['fixed.js'],
    scanResultsUrl: fields['scan-results.js'],
  }));
}

const logDetective = z.object({
  log_detective_analysis_id: text,
  log_detective_analysis_start: text.refine((time) => !Number.isNaN(Date.parse(time)), 'not a time'),
  status: z.string(),
  target_build: z.union([text, id]).transform(String),
  build_system: text,
  commit_sha: maybe(z.string()),
  project_url: maybe(z.string()),
  pr_id: maybe(id),
  log_detective_response: maybe(z.object({ explanation: maybe(z.object({ text: maybe(z.string()) })) })),
  error_msg: maybe(z.string()),
});

const statuses = z.enum(['complete', 'running', 'error', 'unknown']).catch('unknown');

/** `logdetective.analysis`: why a build failed, according to Log Detective. */
export function readLogDetective(body: unknown): Input | Ignored {
  return readPayload(logDetective, body, (fields) => {
    const { build_system: buildSystem } = fields;
    if (buildSystem !== 'copr' && buildSystem !== 'koji') return ignored('build-system-unknown', { buildSystem });
    return {
      kind: 'log-detective',
      analysisId: fields.log_detective_analysis_id,
      status: statuses.parse(fields.status),
      buildSystem,
      targetBuild: fields.target_build,
      startedAt: fields.log_detective_analysis_start,
      projectUrl: fields.project_url,
      commitSha: fields.commit_sha,
      pullRequest: fields.pr_id,
      explanation: fields.log_detective_response?.explanation?.text,
      errorMessage: fields.error_msg,
    };
  });
}
