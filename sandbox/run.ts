/** `npm run sandbox`: the stand-ins by themselves, for a service that is started by hand. */
import { once } from 'node:events';
import { Sandbox } from './sandbox.js';

const port = Number(process.env.PORT ?? 8080);
const sandbox = await Sandbox.start({ pace: { speed: Number(process.env.SANDBOX_SPEED ?? 20) } });
sandbox.connectTo(`http://127.0.0.1:${port}`);
const repository = await sandbox.github.createRepository(
  'acme/hello',
  { 'README.md': 'hello\n' },
  { collaborators: { alice: 'write' } },
);

const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
console.log('The sandbox runs. Start the service in another terminal with these settings:\n');
for (const [name, value] of Object.entries(sandbox.environment({ port, dataFolder: 'data' })))
  console.log(`export ${name}=${quoted(value)}`);
console.log(
  `\nIts git repositories are in ${sandbox.folder}/git; acme/hello is there. Press return to open a pull request in it, Ctrl-C to end.`,
);

process.stdin.resume();
let ended = false;
const end = once(process, 'SIGINT').then(() => (ended = true));
for (let count = 1; !ended; count += 1) {
  await Promise.race([once(process.stdin, 'data'), end]);
  if (ended) break;
  const pull = await sandbox.github.openPullRequest(repository, {
    author: 'alice',
    title: `Change ${count}`,
    branch: `change-${count}`,
    files: { 'README.md': `hello ${count}\n`, '.packit.yaml': 'specfile_path: hello.spec\n' },
  });
  console.log(`Opened pull request ${pull.number} of acme/hello at ${pull.head.sha}.`);
}
process.stdin.pause();
await sandbox.close();
