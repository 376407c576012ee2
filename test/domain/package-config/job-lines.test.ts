import { jobLines } from '../../../src/domain/package-config/job-lines.js';

it('tells the line of each job, after trigger splitting', () => {
  const text = [
    'specfile_path: a.spec',
    'jobs:',
    '  - job: copr_build',
    '    trigger: pull_request | commit',
    '  # tests of the same',
    '  - job: tests',
    '    trigger: pull_request',
  ].join('\n');
  expect(jobLines(text)).toEqual([3, 3, 6]);
});

it('has no lines for default jobs, and none for what cannot be read', () => {
  expect(jobLines('specfile_path: a.spec')).toEqual([null, null, null]);
  expect(jobLines('jobs: [')).toEqual([]);
});
