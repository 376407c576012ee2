import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SERVICE_ENTRY } from '../../sandbox/service-process.js';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Several test files may want the service at the same time: the first builds it, the others wait. */
const LOCK = join(tmpdir(), `packit-service-build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 12)}`);
/** A lock that is older was left behind by a process that is gone. */
const STALE_LOCK_MS = 5 * 60_000;

/** Builds the service where that has not been done, or where its sources have changed since. */
export async function buildServiceIfNeeded(): Promise<void> {
  if (isFresh()) return;
  await lock();
  try {
    if (isFresh()) return;
    console.warn('The built service is missing or older than its sources: running npm run build first.');
    execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'pipe' });
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function isFresh(): boolean {
  if (!existsSync(SERVICE_ENTRY)) return false;
  const built = statSync(SERVICE_ENTRY).mtimeMs;
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .every((file) => statSync(join(ROOT, 'src', file)).mtimeMs <= built);
}

async function lock(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      return;
    } catch {
      const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > STALE_LOCK_MS) rmSync(LOCK, { recursive: true, force: true });
      await pause(200);
    }
  }
}
