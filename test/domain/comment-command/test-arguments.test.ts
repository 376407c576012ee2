import { environmentOf, pullRequestsNamedIn } from '../../../src/domain/comment-command/test-arguments.js';

it('finds the pull requests among the words', () => {
  const found = pullRequestsNamedIn([
    'acme/hello#16',
    'https://github.com/acme/hello.js/pull/17',
    'https://github.com/acme/hello/pull/18/',
    'https://gitlab.com/acme/hello/pull/19',
    'acme/hello',
    '#20',
    'everything',
    '../..#3',
  ]);
  expect(found.map(({ project, number }) => `${project.url}#${number}`)).toEqual([
    'https://github.com/acme/hello#16',
    'https://github.com/acme/hello.js#17',
    'https://github.com/acme/hello#18',
  ]);
  expect(pullRequestsNamedIn()).toEqual([]);
});

it('sets, removes and overrides variables', () => {
  expect(environmentOf(['A=1', 'B=', 'C', '=x', 'D=a=b', 'A=2', 'B=3', 'D='])).toEqual({
    set: { A: '2', B: '3' },
    remove: ['D'],
    ignored: ['C', '=x'],
  });
  expect(environmentOf(['__proto__=1']).set).toHaveProperty('__proto__', '1');
});
