import fc from 'fast-check';
import type { Coverage } from '../../../src/domain/access/coverage.js';
import { serviceIdentity, type Delivery } from '../../../src/domain/inputs/delivery.js';
import { interpretDelivery } from '../../../src/domain/inputs/interpret-delivery.js';
import { coverageOfSource } from '../../../src/domain/inputs/source-coverage.js';
import { subjectOf } from '../../../src/domain/inputs/subject.js';
import { sampleDeliveries } from './sample-deliveries.js';

const service = serviceIdentity('prod');
const samples = Object.entries(sampleDeliveries) as [keyof typeof sampleDeliveries, Delivery][];
const HOSTS = /(?:github\.com|gitlab\.com|src\.fedoraproject\.org)/g;

/** The same delivery with other hosts in all of its texts. */
function moved(delivery: Delivery, host: string): Delivery {
  return { ...delivery, body: JSON.parse(JSON.stringify(delivery.body).replace(HOSTS, host)) as unknown };
}

/** Every host of a project that an input holds. */
function hostsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const { host, repo, login } = value as Record<string, unknown>;
  const own = typeof host === 'string' && (repo ?? login) !== undefined ? [host] : [];
  return [...own, ...Object.values(value).flatMap(hostsIn)];
}

const OWN_HOST: Partial<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  forgejo: 'src.fedoraproject.org',
  'fedora-messaging': 'src.fedoraproject.org',
  pagure: 'src.fedoraproject.org',
};

it.each(samples)('%s is taken from where it belongs', (name, delivery) => {
  const read = interpretDelivery(delivery, service);
  expect(read).not.toMatchObject({ reason: 'project-not-covered' });
  expect(read).not.toMatchObject({ reason: 'project-contradictory' });
  // The project of a CentOS package is one that this program derives.
  if (name !== 'anitya') for (const host of hostsIn(read)) expect(host).toBe(OWN_HOST[delivery.source]);
});

it.each(samples)('%s speaks for no other host, whatever it says', (name, delivery) => {
  for (const host of [
    'github.com',
    'gitlab.com',
    'src.fedoraproject.org',
    'github.com.',
    'evil.example',
    'github.com:443',
  ]) {
    const read = interpretDelivery(moved(delivery, host), service);
    if (read.kind === 'ignored' || name === 'anitya') continue;
    for (const found of hostsIn(read)) expect([host, found]).toEqual([host, OWN_HOST[delivery.source]]);
  }
});

it('speaks only for the project that its token covers', () => {
  const token: Coverage = {
    by: 'forge',
    forge: 'gitlab',
    hosts: ['gitlab.com'],
    namespace: 'acme/sub',
    repo: 'hello',
    body: false,
  };
  for (const [, delivery] of samples) {
    if (delivery.source !== 'gitlab') continue;
    const { kind } = interpretDelivery(delivery, service);
    expect(interpretDelivery({ ...delivery, covers: token }, service)).toMatchObject({ kind });
    for (const covers of [
      { ...token, repo: 'other' },
      { ...token, namespace: 'acme' },
      { ...token, hosts: ['gitlab.gnome.org'] },
    ])
      expect(interpretDelivery({ ...delivery, covers }, service)).toMatchObject({ reason: 'project-not-covered' });
  }
});

it('does not vouch for the source of a pull request with the token of its target', () => {
  const whole = coverageOfSource('gitlab', service) as Extract<Coverage, { by: 'forge' }>;
  const told = (covers: Coverage, source: string) => {
    const { body, ...delivery } = sampleDeliveries.mergeRequest;
    const { object_attributes: attributes, ...rest } = body as { object_attributes: object };
    const read = interpretDelivery(
      { ...delivery, covers, body: { ...rest, object_attributes: { ...attributes, source: { web_url: source } } } },
      service,
    );
    return read.kind === 'pull-request' && (read.pullRequest.sourceIsClaimed ?? false);
  };
  const project = { ...whole, namespace: 'acme/sub', repo: 'hello' };
  expect(told(project, 'https://gitlab.com/victim/secret')).toBe(true);
  expect(told(project, 'https://gitlab.com/acme/sub/other')).toBe(true);
  expect(told(project, 'https://gitlab.com/acme/sub/hello')).toBe(false);
  expect(told({ ...project, repo: null }, 'https://gitlab.com/acme/sub/other')).toBe(false);
  expect(told(whole, 'https://gitlab.com/victim/secret')).toBe(false);
  expect(interpretDelivery(sampleDeliveries.pullRequest, service)).not.toHaveProperty('pullRequest.sourceIsClaimed');
});

it('does not let a token of GitLab name builds of GitHub', () => {
  const { pullRequestComment, mergeRequestNote } = sampleDeliveries;
  const test = '/packit test victim/repo#1';
  const body = mergeRequestNote.body as { object_attributes: object };
  const note = { ...mergeRequestNote, body: { ...body, object_attributes: { ...body.object_attributes, note: test } } };
  expect(interpretDelivery(note, service)).toMatchObject({
    reason: 'project-not-covered',
    facts: { claimed: 'github.com/victim/repo (github)', covered: 'gitlab.com/* (gitlab)' },
  });
  const own = pullRequestComment.body as { comment: object };
  const comment = { ...pullRequestComment, body: { ...own, comment: { ...own.comment, body: test } } };
  expect(interpretDelivery(comment, service)).toMatchObject({ kind: 'comment' });
});

it('takes a callback for the request that it named, and no other', () => {
  const delivery = sampleDeliveries.testingFarm;
  expect(interpretDelivery({ ...delivery, covers: { by: 'testing-farm', request: 'r-1' } }, service)).toMatchObject({
    requestId: 'r-1',
  });
  expect(interpretDelivery({ ...delivery, covers: { by: 'testing-farm', request: 'r-2' } }, service)).toMatchObject({
    reason: 'project-not-covered',
  });
});

it('reads no event of a forge’s people from the bus', () => {
  for (const [, { source, event, body }] of samples) {
    if (source !== 'github' && source !== 'gitlab') continue;
    for (const topic of [event, `org.fedoraproject.prod.github.${event}`, `org.fedoraproject.prod.gitlab.${event}`])
      for (const message of [body, { body }, { topic, body }, { topic, msg: body }])
        expect(interpretDelivery({ source: 'fedora-messaging', event: topic, body: message }, service).kind).toBe(
          'ignored',
        );
  }
});

describe('a delivery that speaks for what it may not', () => {
  it('does not stand in the way of those that may', () => {
    for (const [, delivery] of samples) {
      const { source, event, body } = moved(delivery, 'victim.example');
      const subject = subjectOf(source, event, body, coverageOfSource(source, service));
      expect(subject).not.toContain('victim.example');
      expect(subjectOf(source, event, body)).toBeTruthy();
    }
  });
});

it('covers nothing that is not on a host of the source, for any host', () => {
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.domain(), ([name, delivery], host) => {
      const read = interpretDelivery(moved(delivery, host), service);
      return read.kind === 'ignored' || name === 'anitya' || hostsIn(read).every((found) => found !== host);
    }),
  );
});
