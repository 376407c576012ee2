import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  ISOLATED_FOLDER,
  actionLimits,
  type Isolation,
  type IsolatedEnd,
  type IsolationLimits,
} from '../../application/ports/isolation.js';
import { SpecExpansion, type SpecExpansionOutcome, type SpecToExpand } from '../../application/ports/spec-expansion.js';
import type { GivenMacros } from '../../domain/spec-file/evaluation.js';
import { encodeSpec } from '../../domain/spec-file/spec-bytes.js';

/** An expanded spec file is some times as long as it was; whatever takes longer does something else. */
const standardLimits: IsolationLimits = {
  ...actionLimits,
  wallSeconds: 60,
  cpuSeconds: 30,
  diskBytes: 64 * 2 ** 20,
  outputBytes: 16 * 2 ** 20,
  processes: 64,
};
const RPMSPEC = '/usr/bin/rpmspec';
const NAME = 'package.spec';
/** A shell's code for a program that is not there; choom and prlimit have the same. */
const NOT_FOUND = 127;

function described(end: Exclude<IsolatedEnd, { kind: 'exited' }>): string {
  switch (end.kind) {
    case 'limit':
      return `rpmspec was ended: ${end.message}`;
    case 'signalled':
      return `rpmspec was ended by signal ${end.signal}`;
    case 'aborted':
      return 'rpmspec was ended, for nobody waits for it any more';
  }
}

/** A system's files define some macros several times, one over the other; each option takes off one definition. */
const LAYERS = 8;

function definitions(macros: GivenMacros): string[] {
  return Object.entries(macros).flatMap(([name, body]) =>
    body === null ? Array.from({ length: LAYERS }, () => ['--undefine', name]).flat() : ['--define', `${name} ${body}`],
  );
}

/** Asks Debian's or Fedora's `rpmspec` in isolation. */
export class RpmspecExpansion extends SpecExpansion {
  constructor(
    private readonly isolation: Isolation,
    private readonly limits = standardLimits,
  ) {
    super();
  }

  async expandSpec({ text, macros = {}, files = {}, signal }: SpecToExpand): Promise<SpecExpansionOutcome> {
    const here = await this.isolation.available();
    if (!here.available) return { outcome: 'unavailable', reason: here.reason };
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'rpmspec-')));
    try {
      for (const [name, content] of Object.entries({ ...files, [NAME]: text })) {
        if (name !== basename(name) || name === '' || name === '..')
          throw new Error(`expected the name of a file beside the spec file, found ${JSON.stringify(name)}`);
        await writeFile(join(folder, name), encodeSpec(content));
      }
      const command = [RPMSPEC, '--parse', ...definitions({ ...macros, _sourcedir: ISOLATED_FOLDER }), NAME];
      const { end, stdout, stderr, truncated } = await this.isolation.run({
        command,
        folder,
        limits: this.limits,
        signal,
      });
      if (end.kind !== 'exited') return { outcome: 'refused', errors: described(end) };
      if (end.code === NOT_FOUND && stderr.includes(RPMSPEC))
        return {
          outcome: 'unavailable',
          reason: `${RPMSPEC} is not installed; install rpm (Debian) or rpm-build (Fedora)`,
        };
      if (end.code !== 0) return { outcome: 'refused', errors: stderr.trim() };
      if (truncated)
        return { outcome: 'refused', errors: `expected at most ${this.limits.outputBytes} bytes, found more` };
      return { outcome: 'expanded', text: stdout, warnings: stderr.trim() };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
