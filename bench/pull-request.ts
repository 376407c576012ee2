import { createHmac } from 'node:crypto';
import type { Sandbox } from '../sandbox/sandbox.js';

/** What GitHub sends for a pull request that somebody described at length has about this size. */
const PAYLOAD_BYTES = 24 * 1024;

export const CHROOTS = [
  'fedora-42-x86_64',
  'fedora-42-aarch64',
  'fedora-43-x86_64',
  'fedora-43-aarch64',
  'fedora-rawhide-x86_64',
  'centos-stream-9-x86_64',
] as const;

/** Builds and tests in six chroots. */
export const PACKIT_YAML = `
specfile_path: hello.spec
upstream_package_name: hello
downstream_package_name: hello
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [${CHROOTS.join(', ')}]
  - job: tests
    trigger: pull_request
    targets: [${CHROOTS.join(', ')}]
`;

/** The webhook of a described pull request whose description was edited, with a real one's size; nothing has to be built for it. */
export async function bigPullRequest(sandbox: Sandbox): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const { github } = sandbox;
  const repository = await github.createRepository('bench/hello', { '.packit.yaml': PACKIT_YAML });
  await github.openPullRequest(repository, {
    author: 'somebody',
    title: 'A change',
    branch: 'change',
    files: { 'README.md': 'changed' },
  });
  const payload = JSON.parse(github.webhooks.deliveries.at(-1)!.body.toString('utf8')) as {
    action: string;
    changes: unknown;
    pull_request: { body: string };
  };
  payload.action = 'edited';
  payload.changes = { body: { from: '' } };
  const missing = PAYLOAD_BYTES - Buffer.byteLength(JSON.stringify(payload));
  payload.pull_request.body = 'It says why, and "how", at length.\r\n'.repeat(1_000).slice(0, Math.max(0, missing));
  while (JSON.stringify(payload).length > PAYLOAD_BYTES)
    payload.pull_request.body = payload.pull_request.body.slice(0, -10);
  const body = Buffer.from(JSON.stringify(payload));
  const signature = createHmac('sha256', github.webhookSecret).update(body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/5b4c3a2',
      'x-github-event': 'pull_request',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
}
