import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The built service. */
export const SERVICE_ENTRY = join(ROOT, 'dist', 'main.js');

let built = false;

/** Builds the service when its source is not that of dist/; this process looks once. */
export function ensureServiceIsBuilt(): void {
  if (built) return;
  const build = join(ROOT, 'tools', 'build.mjs');
  execFileSync(process.execPath, [build, '--if-changed'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  built = true;
}
