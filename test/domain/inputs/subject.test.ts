import { subjectOf } from '../../../src/domain/inputs/subject.js';
import { sampleDeliveries, type SampleName } from './sample-deliveries.js';

it.each<[SampleName, string]>([
  ['pullRequest', 'github.com/acme/hello#42'],
  ['pullRequestComment', 'github.com/acme/hello#42'],
  ['push', 'github.com/acme/hello'],
  ['release', 'github.com/acme/hello'],
  ['checkSuite', 'github.com/acme/hello#42'],
  ['installation', 'github.com/acme'],
  ['mergeRequest', 'gitlab.com/acme/sub/hello!12'],
  ['mergeRequestNote', 'gitlab.com/acme/sub/hello!12'],
  ['issueNote', 'gitlab.com/acme/sub/hello#4'],
  ['gitLabPush', 'gitlab.com/acme/sub/hello'],
  ['forgejoPullRequest', 'src.fedoraproject.org/infra/tools#3'],
  ['forgejoRun', 'src.fedoraproject.org/infra/tools'],
  ['distGitPullRequest', 'src.fedoraproject.org/rpms/hello#36'],
  ['distGitPush', 'src.fedoraproject.org/rpms/hello'],
  ['coprEnd', 'copr:1044215'],
  ['kojiTask', 'koji-task:11'],
  ['kojiBuild', 'koji-build:21'],
  ['kojiTag', 'koji-build:21'],
  ['newHotness', 'package:hello'],
  ['scanFinished', 'openscanhub:15'],
  ['logDetective', 'log-detective:u'],
  ['testingFarm', 'testing-farm:r-1'],
  ['anitya', 'fedora-messaging:org.release-monitoring.prod.anitya.project.version.update.v2'],
])('%s is about %s', (name, subject) => {
  const { source, event, body } = sampleDeliveries[name];
  expect(subjectOf(source, event, body)).toBe(subject);
});

it('falls back to source and event', () => {
  for (const body of [undefined, null, 'x', 7, [], {}, { repository: { html_url: 'x' } }])
    expect(subjectOf('github', 'push', body)).toBe('github:push');
});
