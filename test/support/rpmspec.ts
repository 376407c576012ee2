import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether rpmspec is installed; says aloud what is skipped otherwise. */
export function hasRpmspec(suite: string): boolean {
  try {
    execFileSync('rpmspec', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`SKIPPED: ${suite}: no rpmspec. Install rpm (Debian's package; .ci/run does).`);
    return false;
  }
}

/** What rpm says of the source package of a spec file of ours, with these macros defined. */
export async function askRpmspec(
  text: string | Uint8Array,
  format: string,
  macros: Readonly<Record<string, string>> = {},
): Promise<{ answer: string; errors: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rpmspec-'));
  try {
    const file = join(folder, 'package.spec');
    await writeFile(file, text);
    const defines = Object.entries(macros).flatMap(([name, body]) => ['--define', `${name} ${body}`]);
    const env = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' };
    const options = ['-q', '--srpm', '--qf', format, ...defines, file];
    const { stdout, stderr } = await promisify(execFile)('rpmspec', options, { cwd: folder, env });
    return { answer: stdout, errors: stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}
