import { readCheckName, type CheckTrigger } from '../../../src/domain/inputs/check-name.js';

it.each<[string, CheckTrigger | undefined, string | undefined, string | undefined]>([
  ['rpm-build:fedora-42-x86_64', undefined, 'fedora-42-x86_64', undefined],
  ['rpm-build:fedora-42-x86_64:extra', 'pull-request', 'fedora-42-x86_64', 'extra'],
  ['rpm-build:main:fedora-42-x86_64', 'branch', 'fedora-42-x86_64', undefined],
  ['koji-build:0.1.0:f42', 'release', 'f42', undefined],
  ['rpm-build:main:fedora-42-x86_64:extra', 'branch', 'fedora-42-x86_64', 'extra'],
  ['testing-farm:fedora-42-x86_64:a:b', undefined, 'a', 'b'],
  ['propose-downstream:f42:first', 'release', 'f42', 'first'],
  ['propose-downstream:f42', undefined, 'f42', undefined],
  ['rpm-build:main:fedora-42-x86_64', undefined, 'fedora-42-x86_64', undefined],
  ['testing-farm:fedora-42-x86_64:smoke', undefined, 'fedora-42-x86_64', 'smoke'],
  ['koji-build:0.1.0:f42', undefined, 'f42', undefined],
  ['koji-build:f42:extra', undefined, 'f42', 'extra'],
  ['rpm-build:', undefined, undefined, undefined],
  ['rpm-build', undefined, undefined, undefined],
])('reads %s of %s', (name, trigger, target, identifier) => {
  expect(readCheckName(name, trigger)).toEqual({ name, job: name.split(':')[0], target, identifier });
});

it.each(['', 'vm-image-build:fedora-42-x86_64', 'osh-diff-scan:x', 'Rpm-build:x', 'lint'])(
  'cannot run %j again',
  (name) => {
    expect(readCheckName(name)).toBeUndefined();
  },
);
