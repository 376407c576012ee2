import { Command } from 'commander';
import { addCommands, commandGroups } from '../../../src/command-groups.js';

/** Names of the commands that somebody who calls one of them can call. */
async function added(name: string | undefined): Promise<string[]> {
  const program = new Command();
  await addCommands(program, name);
  return program.commands.map((command) => command.name());
}

describe('groups of commands', () => {
  it.each(commandGroups.map(({ names }) => names))('name what they add: %s', async (...names) => {
    expect(await added(names.at(-1))).toEqual(names);
  });

  it.each([undefined, 'help', '--help', 'no-such-command'])('are all there for %s', async (name) => {
    expect(await added(name)).toEqual(commandGroups.flatMap(({ names }) => names));
  });
});
