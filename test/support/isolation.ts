import { execFileSync } from 'node:child_process';

/** Whether commands can be isolated on this machine; says aloud what is skipped otherwise. */
export function canIsolate(suite: string): boolean {
  try {
    execFileSync('bwrap', ['--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', '--proc', '/proc', 'true'], {
      stdio: 'pipe',
    });
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    console.warn(`SKIPPED: ${suite}: no bubblewrap that works (${reason}). Install bubblewrap; .ci/run does.`);
    return false;
  }
}
