import { spawn } from 'node:child_process';

const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Sandbox',
  GIT_AUTHOR_EMAIL: 'sandbox@example.org',
  GIT_COMMITTER_NAME: 'Sandbox',
  GIT_COMMITTER_EMAIL: 'sandbox@example.org',
};

/** The environment of every git that the sandbox starts: nobody's own configuration, no questions. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...ENVIRONMENT };
}

/** Runs git in a folder and answers what it printed; rejects with its complaint. */
export function git(folder: string, args: readonly string[], input?: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: gitEnvironment() });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8').trim());
      else
        reject(
          new Error(
            `git ${args.join(' ')} in ${folder} ended with ${code}: ${Buffer.concat(complaint).toString('utf8').trim()}`,
          ),
        );
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
