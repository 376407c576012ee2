import { fedoraCiGrammar, grammar, isForSurface, specOf } from '../../../src/domain/comment-command/grammar.js';
import { parseComment } from '../../../src/domain/comment-command/parse-comment.js';
import type { Surface } from '../../../src/domain/comment-command/surface.js';

const surfaces: Surface[] = ['pull-request', 'issue', 'commit', 'dist-git-pull-request'];

it('says which commands mean something where', () => {
  const where = (surface: Surface) => grammar.map(({ name }) => name).filter((name) => isForSurface(name, surface));
  expect(Object.fromEntries(surfaces.map((surface) => [surface, where(surface)]))).toEqual({
    'pull-request': [
      ...['help', 'build', 'rebuild-failed', 'upstream-koji-build', 'test', 'retest-failed', 'vm-image-build'],
      ...['cancel', 'explain', 'status'],
    ],
    issue: ['help', 'propose-downstream', 'koji-build', 'create-update', 'verify-fas'],
    commit: ['build', 'test'],
    'dist-git-pull-request': ['help', 'pull-from-upstream', 'koji-build', 'koji-tag', 'create-update'],
  });
});

it.each([
  ['normal', grammar],
  ['Fedora CI', fedoraCiGrammar],
])('gives each word of the %s prefix one meaning', (_name, table) => {
  const words = table.flatMap((spec): readonly string[] => spec.words);
  expect(new Set(words).size).toBe(words.length);
});

it('calls every command by each of its words, also where it means nothing', () => {
  for (const { name, words } of grammar)
    for (const word of words)
      for (const surface of name === 'verify-fas' ? (['issue'] as const) : surfaces)
        expect(parseComment(`/packit ${word}`, { commandPrefix: '/packit', surface, forge: 'github' })).toMatchObject({
          kind: 'command',
          command: { name, word },
        });
  expect(specOf('build').words).toEqual(['copr-build', 'build']);
});
