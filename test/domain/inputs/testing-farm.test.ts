import { readTestingFarmRequest } from '../../../src/domain/inputs/testing-farm.js';

const request = (changes: object) => readTestingFarmRequest({ id: 'r-1', state: 'complete', ...changes });

it.each([
  ['queued', null, 'queued'],
  ['running', { overall: null }, 'running'],
  ['complete', { overall: 'passed' }, 'passed'],
  ['complete', { overall: 'needs_inspection' }, 'needs_inspection'],
  ['complete', null, 'complete'],
  ['complete', { overall: 'odd' }, 'unknown'],
  ['error', { overall: 'error' }, 'error'],
  ['error', null, 'error'],
  ['canceled', { overall: 'passed' }, 'canceled'],
  ['odd', null, 'unknown'],
])('takes state %s with result %j for %s', (state, result, expected) => {
  expect(request({ state, result })?.result).toBe(expected);
});

it('reads what was tested, and where', () => {
  const answer = request({
    result: { overall: 'failed', summary: '2 of 5 tests failed' },
    run: { artifacts: 'https://artifacts.example.org/r-1' },
    test: { fmf: { url: 'https://github.com/alice/hello', ref: 'aaaa1111' } },
    environments_requested: [{ os: { compose: 'Fedora-42' }, artifacts: [{ id: '7001001:fedora-42-x86_64' }] }],
  });
  expect(answer).toEqual({
    requestId: 'r-1',
    result: 'failed',
    summary: '2 of 5 tests failed',
    compose: 'Fedora-42',
    coprBuildId: '7001001',
    coprChroot: 'fedora-42-x86_64',
    testUrl: 'https://github.com/alice/hello',
    testRef: 'aaaa1111',
    logUrl: 'https://artifacts.example.org/r-1',
  });
});

it('says in its own words how an installation went', () => {
  const test = { fmf: { url: 'https://gitlab.com/testing-farm/tests', ref: 'main' } };
  expect(request({ test, result: { overall: 'passed', summary: 'x' } })?.summary).toBe('Installation passed');
  expect(request({ test, result: { overall: 'failed' } })?.summary).toBe('Installation failed');
  expect(request({ test, state: 'running' })?.summary).toBeUndefined();
});

it('takes nothing else for an answer', () => {
  for (const body of [null, {}, { request_id: 'r-1' }, { id: 'r-1' }, 'x'])
    expect(readTestingFarmRequest(body)).toBeUndefined();
});
