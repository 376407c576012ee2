import {
  Isolation,
  actionLimits,
  type Availability,
  type IsolatedOutcome,
} from '../../../src/application/ports/isolation.js';
import { readSpec } from '../../../src/domain/spec-file/read-spec.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';
import { BubblewrapIsolation } from '../../../src/infrastructure/isolation/bubblewrap-isolation.js';
import { RpmspecExpansion } from '../../../src/infrastructure/isolation/rpmspec-expansion.js';
import { canIsolate } from '../../support/isolation.js';
import { hasRpmspec } from '../../support/rpmspec.js';
import { specCases } from '../../support/spec-files.js';

const head = 'Name: x\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\n';
const tail = '%description\nx\n';

const suite = 'spec files that rpm reads in isolation';
const describeIsolated = canIsolate(suite) && hasRpmspec(suite) ? describe : describe.skip;

describeIsolated('rpm in isolation', () => {
  const limits = { ...actionLimits, cpuSeconds: 2, wallSeconds: 20, memoryBytes: 128 * 2 ** 20 };
  const expansion = new RpmspecExpansion(new BubblewrapIsolation(), limits);

  it.each(specCases())('reads the edited $name as we do', async ({ before, update, expected, rpmspec }) => {
    const result = await expansion.expandSpec({ text: updateSpec(before, update).text, macros: rpmspec });
    expect(result).toMatchObject({ outcome: 'expanded' });
    const { version, sources } = readSpec((result as { text: string }).text);
    expect(version?.expanded).toBe(expected.version);
    expect(sources.filter(({ kind }) => kind === 'source').map(({ location }) => location)).toEqual(expected.sources);
  });

  it('knows macros that are given, and those that are not defined', async () => {
    const text = `${head}Source0: %{given}%{?_bindir:defined}\n${tail}`;
    const result = await expansion.expandSpec({ text, macros: { given: 'a b  "c"', _bindir: null } });
    expect(result).toMatchObject({ outcome: 'expanded', text: expect.stringContaining('Source0: a b  "c"\n') });
  });

  it('loads files beside the spec file', async () => {
    const text = `%{load:%{_sourcedir}/macros.x}${head}Source0: %{from_file}\n${tail}`;
    const result = await expansion.expandSpec({ text, files: { 'macros.x': '%from_file loaded\n' } });
    expect(result).toMatchObject({ outcome: 'expanded', text: expect.stringContaining('Source0: loaded\n') });
    await expect(expansion.expandSpec({ text, files: { '../x': '' } })).rejects.toThrow(/expected the name of a file/);
  });

  it('says what rpm says of a file that it cannot read', async () => {
    expect(await expansion.expandSpec({ text: `${head}%if 1\n` })).toEqual({
      outcome: 'refused',
      errors: expect.stringMatching(/error: .*line 6: Unclosed %if/),
    });
  });

  it.each([
    ['a shell', '%(echo $(id -u) $(cat /etc/shadow /etc/passwd 2>&1 | wc -c) $(ls /root /home 2>/dev/null))'],
    [
      'Lua',
      '%{lua: print(tonumber(posix.getprocessid("pid")) < 100 and "inside" or "outside", io.open("/etc/passwd") == nil) }',
    ],
  ])('runs %s where nothing is to be found', async (_, macro) => {
    const result = await expansion.expandSpec({ text: `${head}# x\n${tail}${macro}\n` });
    expect(result).toMatchObject({ outcome: 'expanded' });
    const { text } = result as { text: string };
    expect(text).toMatch(macro.startsWith('%(') ? /^1000 \d+$/m : /^inside\s+true/m);
  });

  it('ends a file that has no end', async () => {
    const text = `${head}%{lua: while true do end }\n${tail}`;
    expect(await expansion.expandSpec({ text })).toEqual({
      outcome: 'refused',
      errors: 'rpmspec was ended: expected at most 2 s of processor time',
    });
  });

  it('ends a file that wants all memory', async () => {
    const text = `${head}%{lua: local all = {}; while true do all[#all + 1] = string.rep("x", 1e6) .. #all end }\n${tail}`;
    expect(await expansion.expandSpec({ text })).toMatchObject({ outcome: 'refused' });
  });
});

describe('rpm that cannot be asked', () => {
  class NoIsolation extends Isolation {
    async available(): Promise<Availability> {
      return { available: false, reason: 'bwrap is not installed' };
    }

    run(): Promise<IsolatedOutcome> {
      throw new Error('expected that nothing runs');
    }
  }

  it('says why, and runs nothing', async () => {
    const expansion = new RpmspecExpansion(new NoIsolation());
    expect(await expansion.expandSpec({ text: head })).toEqual({
      outcome: 'unavailable',
      reason: 'bwrap is not installed',
    });
  });

  it('says that it is not installed', async () => {
    class WithoutRpm extends NoIsolation {
      override async available(): Promise<Availability> {
        return { available: true };
      }

      override async run(): Promise<IsolatedOutcome> {
        const stderr = 'prlimit: failed to execute /usr/bin/rpmspec: No such file or directory\n';
        return { end: { kind: 'exited', code: 127 }, stdout: '', stderr, truncated: false };
      }
    }
    expect(await new RpmspecExpansion(new WithoutRpm()).expandSpec({ text: head })).toEqual({
      outcome: 'unavailable',
      reason: '/usr/bin/rpmspec is not installed; install rpm (Debian) or rpm-build (Fedora)',
    });
  });
});
