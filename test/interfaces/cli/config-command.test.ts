import { jest } from '@jest/globals';
import { Command } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerConfigPlan } from '../../../src/interfaces/cli/config-plan.js';
import { addConfigCommands } from '../../../src/interfaces/cli/config-command.js';

const folder = mkdtempSync(join(tmpdir(), 'config-command-'));
const file = join(folder, '.packit.yaml');

async function run(...args: string[]): Promise<{ output: string; exitCode: number }> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    const program = new Command();
    addConfigCommands(program);
    registerConfigPlan(program);
    await program.parseAsync(['config', ...args], { from: 'user' });
    return { output: lines.join('\n'), exitCode: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    log.mockRestore();
  }
}

afterAll(() => rmSync(folder, { recursive: true }));

describe('config', () => {
  it('validate tells a valid file from an invalid one', async () => {
    writeFileSync(file, 'specfile_path: a.spec\n');
    expect(await run('validate', file)).toEqual({ output: expect.stringMatching(/: .*valid/), exitCode: 0 });
    writeFileSync(file, 'specfile_pth: a.spec\n');
    const { output, exitCode } = await run('validate', file, '--json', '--root-spec-files', 'b.spec');
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject([
      {
        file,
        valid: false,
        errors: [{ line: 1, column: 1, messages: ['Unknown field.'], did_you_mean: 'specfile_path' }],
      },
    ]);
  });

  it('validate says what the service would not plan, as `plan` does', async () => {
    const jobs = (count: number, targets: number) =>
      JSON.stringify(
        Array.from({ length: count }, (_, n) => ({
          job: 'copr_build',
          trigger: 'pull_request',
          identifier: `i${n}`,
          targets: Array.from({ length: targets }, (_value, m) => `fedora-${m + 10}`),
        })),
      );
    const verdicts = async (text: string) => {
      writeFileSync(file, `specfile_path: a.spec\njobs: ${text}\n`);
      return [await run('validate', file), await run('plan', file, '--event', 'pull_request', '--json')];
    };
    for (const [text, said] of [
      [jobs(401, 1), 'Too many jobs: 401, and there may be 400'],
      [jobs(300, 60), 'this event has at least 2040 targets'],
    ] as const)
      for (const { output, exitCode } of await verdicts(text)) {
        expect(output).toContain(said);
        expect(exitCode).toBe(1);
      }
    for (const { exitCode } of await verdicts(jobs(400, 5))) expect(exitCode).toBe(0);
    for (const { output } of [await run('validate', file, '--json')])
      expect(JSON.parse(output)).toMatchObject([{ valid: true }]);
  });

  it('inspect prints what a file means', async () => {
    writeFileSync(file, 'jobs: [{job: tests, trigger: commit, targets: epel-9}]\n');
    const { output, exitCode } = await run(
      'inspect',
      file,
      '--json',
      '--repo-name',
      'demo',
      '--root-spec-files',
      'x.spec',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      valid: true,
      packages: ['demo'],
      package_config: { demo: { specfile_path: 'x.spec', config_file_path: '.packit.yaml' } },
      jobs: [{ type: 'tests', trigger: 'commit', targets_raw: ['epel-9'] }],
      job_views: [{ type: 'tests', trigger: 'commit', package: null, identifier: null }],
    });
  });
});
