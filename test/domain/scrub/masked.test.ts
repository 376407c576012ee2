import { masked } from '../../../src/domain/scrub/masked.js';

it.each<[string, unknown, unknown]>([
  [
    'variables of a job',
    { env: { COLOR: 'red', N: 1, OFF: null, NO: '', YES: true } },
    { env: { COLOR: '[masked]', N: '[masked]', OFF: null, NO: '', YES: '[masked]' } },
  ],
  ['variables as a list', { env: ['COLOR=red', 'NONE=', 'word'] }, { env: ['COLOR=[masked]', 'NONE=', 'word'] }],
  ['variables as one text', { env: 'COLOR=red' }, { env: '[masked]' }],
  [
    'a request to Testing Farm',
    {
      api_key: 'abc',
      environments: [
        {
          arch: 'x86_64',
          secrets: { DB: 'x', deep: { list: ['y', 1] } },
          variables: { A: 'b' },
          tmt: { context: { distro: 'f' }, environment: { C: 'd' } },
        },
      ],
    },
    {
      api_key: '[masked]',
      environments: [
        {
          arch: 'x86_64',
          secrets: { DB: '[masked]', deep: { list: ['[masked]', '[masked]'] } },
          variables: { A: '[masked]' },
          tmt: { context: { distro: 'f' }, environment: { C: '[masked]' } },
        },
      ],
    },
  ],
  ['the name of an environment', { environment: 'production' }, { environment: 'production' }],
  [
    'secrets by any such name',
    { coprToken: 'x', 'X-Password': 'y', token: null },
    { coprToken: '[masked]', 'X-Password': '[masked]', token: null },
  ],
  ['words of a command', { args: ['test', '--env', 'A=b c', 'x=y'] }, { args: ['test', '--env', 'A=[masked]', 'x=y'] }],
  [
    'a comment',
    { body: '/packit test --env A=secret --env "B=c d" --env=E=f now' },
    { body: '/packit test --env A=[masked] --env "B=[masked]" --env=E=[masked] now' },
  ],
  [
    'what others say',
    { error: 'refused: {"api_key": "abc", "os": "f"}' },
    { error: 'refused: {"api_key": "[masked]", "os": "f"}' },
  ],
  ['a script', { script: 'export DB_PASSWORD=abc\nmake' }, { script: 'export DB_PASSWORD=[masked]\nmake' }],
  [
    'anything else',
    { summary: 'The RPM was built.', n: 1, list: [true, null] },
    { summary: 'The RPM was built.', n: 1, list: [true, null] },
  ],
])('%s', (_what, value, expected) => {
  expect(masked(value)).toEqual(expected);
  expect(masked(masked(value))).toEqual(expected);
});
