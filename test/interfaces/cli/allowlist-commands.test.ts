import { Command } from 'commander';
import { addAllowlistCommands } from '../../../src/interfaces/cli/allowlist-commands.js';
import { adminToken, openHttpWorld, type HttpWorld } from '../../support/http-world.js';

let world: HttpWorld;
let asked: string[];
beforeEach(async () => {
  world = await openHttpWorld();
  asked = [];
});
afterEach(() => world.close());

/** Lines that the command prints. */
const run = async (
  words: string,
  { answer = true, ...environment }: { answer?: boolean; ADMIN_TOKEN?: string; PUBLIC_URL?: string } = {},
) => {
  const lines: string[] = [];
  const program = new Command().exitOverride();
  addAllowlistCommands(program, {
    environment: { PUBLIC_URL: world.url, ADMIN_TOKEN: adminToken, ...environment },
    print: (line) => lines.push(line),
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  });
  await program.parseAsync(['allowlist', ...words.split(' ')], { from: 'user' });
  return lines;
};

it('approves, denies, lists and removes', async () => {
  expect(await run('approve github.com/packit')).toEqual(['Namespace github.com/packit has been approved.']);
  expect(await run('approve github.com/packit')).toEqual(['Status of namespace github.com/packit has not changed.']);
  expect(await run('deny github.com/x/y.git')).toEqual(['Namespace github.com/x/y.git has been denied.']);
  expect(await run('deny github.com/x/y.git')).toEqual(['Namespace github.com/x/y.git already denied.']);
  const by = 'by admin, 2026-08-01T12:00:00.000Z';
  expect(await run('list')).toEqual([`github.com/packit approved_manually ${by}`, `github.com/x/y.git denied ${by}`]);
  expect(await run('list --status denied', { ADMIN_TOKEN: '' })).toEqual(['github.com/x/y.git denied']);
  expect(await run('remove github.com/packit')).toEqual(['Namespace github.com/packit has been removed.']);
  expect(await run('remove github.com/packit')).toEqual(['Namespace github.com/packit is not on the allowlist.']);
});

it('takes the protocol off, says so, and asks what is meant', async () => {
  expect(await run('deny https://gitlab.com')).toEqual([
    'The protocol was removed from the path: gitlab.com',
    'Namespace gitlab.com has been denied.',
  ]);
  await run('approve gitlab.com/a/b');
  await run('approve gitlab.com/a/b.git');
  await run('approve gitlab.com/quiet --yes');
  expect(asked).toEqual([
    'This concerns the whole domain gitlab.com. Go on?',
    'This concerns the namespace gitlab.com/a/b. Go on?',
    'This concerns the repository gitlab.com/a/b.git. Go on?',
  ]);
});

it('changes nothing without consent', async () => {
  await expect(run('deny github.com/packit', { answer: false })).rejects.toThrow('Nothing was changed.');
  expect(world.store.log).toEqual([]);
});

it('says what is wrong', async () => {
  await expect(run('approve a//b')).rejects.toThrow('Expected a path as github.com');
  await expect(run('approve github.com/a', { ADMIN_TOKEN: 'guess' })).rejects.toThrow(
    'HTTP 401: This is not the admin token.',
  );
  await expect(run('approve github.com/a', { ADMIN_TOKEN: '' })).rejects.toThrow('HTTP 401');
  await expect(run('list', { PUBLIC_URL: 'http://127.0.0.1:1' })).rejects.toThrow(
    /GET http:\/\/127.0.0.1:1\/api\/allowlist: no answer/,
  );
});
