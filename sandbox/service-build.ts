import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The built service. */
export const SERVICE_ENTRY = join(ROOT, 'dist', 'main.js');
const LOCK = join(tmpdir(), `packit-service-build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`);
const STALE_LOCK_MS = 180_000;

/** Builds the service when it has not been built since its source was changed; one process at a time. */
export function ensureServiceIsBuilt(say: (text: string) => void): void {
  if (isFresh()) return;
  takeLock();
  try {
    if (isFresh()) return;
    say('Building the service: npm run build');
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  } finally {
    rmdirSync(LOCK);
  }
}

function isFresh(): boolean {
  const built = changedAt(SERVICE_ENTRY);
  if (built === undefined) return false;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return sources.every((path) => (changedAt(join(ROOT, 'src', path)) ?? 0) <= built);
}

function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function takeLock(): void {
  for (;;) {
    try {
      return mkdirSync(LOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const taken = changedAt(LOCK);
    if (taken !== undefined && Date.now() - taken > STALE_LOCK_MS) rmdirSync(LOCK);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}
