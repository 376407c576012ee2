import { Command } from 'commander';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  SpecExpansion,
  type SpecExpansionOutcome,
  type SpecToExpand,
} from '../../../src/application/ports/spec-expansion.js';
import { addSpecCommands } from '../../../src/interfaces/cli/spec-commands.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spec-commands-'));
  file = join(folder, 'mast.spec');
});
afterEach(() => rm(folder, { recursive: true }));

const before = Buffer.concat([
  Buffer.from('# J'),
  Buffer.of(0xe1),
  Buffer.from(
    'n\nName: mast\n%if 0%{?rhel}\nVersion: 1\n%else\nVersion: 2\n%endif\nRelease: 3%{?dist}\nSource: m-%{version}\n',
  ),
]);

/** An rpm that knows Version alone, and says so; what it was asked is kept. */
class PlainRpm extends SpecExpansion {
  asked: SpecToExpand[] = [];
  answer: SpecExpansionOutcome | undefined;

  async expandSpec(spec: SpecToExpand): Promise<SpecExpansionOutcome> {
    this.asked.push(spec);
    const version = spec.text.match(/^Version: .*$/gm)!.at(-1)!;
    return this.answer ?? { outcome: 'expanded', text: `${version}\n`, warnings: 'warning: plain' };
  }
}
const rpm = new PlainRpm();
beforeEach(() => {
  rpm.asked = [];
  rpm.answer = undefined;
});

/** What a command prints, and what it says to people. */
async function run(...words: string[]): Promise<{ printed: string; warned: string[] }> {
  const printed: string[] = [];
  const warned: string[] = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSpecCommands(program, {
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
    today: () => new Date('2026-01-05T12:00:00Z'),
    expansion: rpm,
  });
  for (const command of program.commands[0]!.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['spec', ...words], { from: 'user' });
  return { printed: printed.join('\n'), warned };
}

describe('spec update', () => {
  const packager = ['--packager', 'P <p@example.org>'];

  it('edits a file byte by byte, and prints the difference', async () => {
    await writeFile(file, before);
    const { printed } = await run('update', file, '--version', '3', '--branch', 'f43', ...packager, '--bug', 'rhbz#1');
    const entry =
      '\n%changelog\n* Mon Jan 05 2026 P <p@example.org> - 3-1\n- Update to version 3\n- Resolves: rhbz#1\n';
    const after = before.toString('latin1').replace('Version: 2', 'Version: 3').replace('3%{', '1%{') + entry;
    expect((await readFile(file)).toString('latin1')).toBe(after);
    expect(printed).toContain('-Version: 2\n+Version: 3\n');
  });

  it('leaves the file alone when it is only to be tried', async () => {
    await writeFile(file, before);
    const { printed } = await run('update', file, '--version', '3', '--branch', 'epel9', '--no-changelog', '--dry-run');
    expect(printed).toContain('-Version: 1\n+Version: 3\n');
    expect(await readFile(file)).toEqual(before);
  });

  it('says what a packager should look at', async () => {
    await writeFile(file, 'Version: 1\nSource: https://x/%{version}\n%changelog\n%autochangelog\n');
    expect((await run('update', file, '--version', '2-rc1', ...packager)).warned).toEqual([
      'The source in line 2 is at https://x/2~rc1: upstream hardly writes "~". Use %{version_no_tilde} there.',
      'The changelog got no entry: rpmautospec makes it.',
    ]);
  });

  it.each([
    [['--version', '3', '--no-changelog'], /expected one Version that is in effect, found 2, in lines 4, 6/],
    [['--version', '3'], /expected --packager/],
    [['--version', '3', ...packager, '--branch', 'x'], /--branch: expected a branch of dist-git such as f43/],
    [['--version', '3', ...packager, '--define', '='], /Expected "NAME VALUE"/],
    [packager, /required option '--version <version>' not specified/],
  ])('with %j is refused, and changes nothing', async (options, message) => {
    await writeFile(file, before);
    await expect(run('update', file, ...options)).rejects.toThrow(message);
    expect(await readFile(file)).toEqual(before);
  });
});

describe('spec update --check', () => {
  const options = ['--version', '3', '--branch', 'f43', '--no-changelog', '--check'];

  it('asks rpm for the version of the result, where the package is built', async () => {
    await writeFile(file, before);
    expect((await run('update', file, ...options)).warned).toEqual(['warning: plain']);
    expect(rpm.asked).toMatchObject([{ macros: { fedora: '43', rhel: null } }]);
    expect(rpm.asked[0]!.text).toContain('Version: 3\n');
    expect((await readFile(file)).toString('latin1')).toContain('Version: 3\n');
  });

  it.each<[SpecExpansionOutcome, RegExp]>([
    [{ outcome: 'refused', errors: 'error: line 1' }, /rpm cannot read the spec file:\nerror: line 1/],
    [{ outcome: 'unavailable', reason: 'no bubblewrap' }, /rpm cannot be asked: no bubblewrap/],
    [
      { outcome: 'expanded', text: 'Version: 4', warnings: '' },
      /expected rpm to read version 3, found 4; nothing was changed/,
    ],
  ])('leaves the file alone when rpm says %j', async (answer, message) => {
    await writeFile(file, before);
    rpm.answer = answer;
    await expect(run('update', file, ...options)).rejects.toThrow(message);
    expect(await readFile(file)).toEqual(before);
  });
});

describe('spec show', () => {
  it('prints what rpm makes of it', async () => {
    await writeFile(file, before);
    rpm.answer = { outcome: 'expanded', text: 'Version: 9\nSource0: https://x/y-9.tgz\n', warnings: '' };
    expect((await run('show', file, '--expand')).printed).toBe(
      ['Version   9', 'Changelog section', 'Source0   https://x/y-9.tgz'].join('\n'),
    );
  });

  it('prints what is known of a spec file', async () => {
    await writeFile(file, before);
    expect((await run('show', file, '--define', 'rhel 9', '--define', 'dist')).printed).toBe(
      ['Name      mast', 'Version   1', 'Release   3', 'Changelog section', 'Source0   m-1'].join('\n'),
    );
    const { printed } = await run('show', file, '--json', '--define', 'rhel');
    expect(JSON.parse(printed)).toMatchObject({ version: { value: '2', line: 6 }, sources: [{ fileName: 'm-2' }] });
  });
});
