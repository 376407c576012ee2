import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { registerDeliveries } from '../../../src/interfaces/cli/deliveries.js';
import { sample } from '../../domain/inputs/sample-deliveries.js';

const folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function interpret(body: unknown, ...options: string[]): Promise<string> {
  const file = join(folder, 'payload.json');
  writeFileSync(file, JSON.stringify(body));
  const program = new Command().exitOverride();
  const printed: string[] = [];
  registerDeliveries(program, (text) => printed.push(text));
  await program.parseAsync(['node', 'packit-service', 'deliveries', 'interpret', file, ...options]);
  return printed.join('');
}

const json = async (body: unknown, ...options: string[]) =>
  JSON.parse(await interpret(body, '--json', ...options)) as Record<string, unknown>;

it('prints one object about a webhook', async () => {
  const { body } = sample('pullRequestComment', { 'comment.body': '/packit test -i smoke' });
  expect(await json(body, '--source', 'github', '--event', 'issue_comment')).toMatchObject({
    file: 'payload.json',
    source: 'github',
    via: 'POST /api/webhooks/github',
    http: { status: 202, body: 'Webhook accepted. We thank you, Github.' },
    accepted: true,
    stage: null,
    kind: 'pr_comment',
    command: { command: 'test', args: { identifier: 'smoke' } },
    fields: { forge: 'github.com', pr_id: 42, actor: 'bob', comment_id: 5, command: 'test' },
    input: { kind: 'comment', surface: 'pull-request' },
  });
});

it('says where the original stops, and what this service does instead', async () => {
  const { body } = sample('pullRequest', { action: 'labeled', label: { name: 'go' } });
  expect(await json(body, '--source', 'github', '--event', 'pull_request')).toMatchObject({
    accepted: false,
    stage: 'http_filter',
    kind: 'pull_request.labeled',
    input: { kind: 'pull-request', change: 'labeled' },
  });
  const edited = sample('pullRequestComment', { action: 'edited' }).body;
  expect(await json(edited, '--source', 'github', '--event', 'issue_comment')).toMatchObject({
    accepted: true,
    ignored: { reason: 'comment-edited', next_step: 'Write the command in a new comment.' },
  });
});

it('takes the topic of a message from the message', async () => {
  const topic = 'org.fedoraproject.prod.copr.build.end';
  const body = { ...(sample('coprEnd').body as object), topic };
  expect(await json(body, '--source', 'fedora-messaging')).toMatchObject({
    source: 'copr',
    envelope: 'squashed',
    event_header: topic,
    kind: 'copr_build_end',
    fields: { build_id: 1044215, succeeded: true },
  });
});

it('listens with the prefix of the deployment, or with its own', async () => {
  const { body } = sample('pullRequestComment', { 'comment.body': '/packit-stg build' });
  const options = ['--source', 'github', '--event', 'issue_comment'];
  expect((await json(body, ...options)).command).toEqual({ command: null, tokens: [] });
  expect((await json(body, ...options, '--deployment', 'stg')).command).toEqual({ command: 'build' });
  expect((await json(body, ...options, '--prefix', '/packit-stg')).command).toEqual({ command: 'build' });
});

it('tells what a check was made for from what is assumed', async () => {
  const { body } = sample('checkRun', { 'check_run.name': 'rpm-build:v1:fedora-42-x86_64' });
  const assumed = JSON.stringify({ external_id: '77', type: 'release', tag: 'v1' });
  const report = await json(body, '--source', 'github', '--event', 'check_run', '--assume', assumed);
  expect(report.fields).toMatchObject({ check_name_target: 'fedora-42-x86_64', job_identifier: null, tag: 'v1' });
});

it('compares the token of a callback', async () => {
  const { body } = sample('testingFarm');
  const source = ['--source', 'testing-farm', '--testing-farm-token'];
  expect(await json(body, ...source, 't')).toMatchObject({ accepted: true, http: { status: 200 } });
  expect(await json(body, ...source, 'u')).toMatchObject({
    accepted: false,
    stage: 'http_auth',
    http: { status: 401 },
  });
});

it('prints lines for people without --json', async () => {
  const { body } = sample('pullRequestComment', { 'comment.body': '> /packit build' });
  const text = await interpret(body, '--source', 'github', '--event', 'issue_comment');
  expect(text).toContain('kind: pr_comment\n');
  expect(text).toContain('reason: no-command\n');
});

it('refuses a source that it does not know', async () => {
  await expect(interpret({}, '--source', 'pigeon')).rejects.toThrow('--source pigeon');
});
