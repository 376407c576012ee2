/** A repository as webhooks name it. */
export interface Place {
  readonly namespace: string;
  readonly repo: string;
  readonly isPrivate?: boolean;
}

export interface PullAtHead {
  readonly number: number;
  readonly author: string;
  readonly sha: string;
  readonly base: string;
  readonly labels: readonly string[];
  /** When it had last changed. */
  readonly updatedAt?: string;
}

const repository = ({ namespace, repo, isPrivate = false }: Place) => ({
  html_url: `https://github.com/${namespace}/${repo}`,
  name: repo,
  owner: { login: namespace },
  private: isPrivate,
  default_branch: 'main',
});
const about = (place: Place, sender: string) => ({ repository: repository(place), sender: { login: sender } });

/** What GitHub sends, with the fields that are read. */
export const webhooks = {
  pullRequest: (place: Place, action: string, pull: PullAtHead, label?: string) => ({
    ...about(place, pull.author),
    action,
    number: pull.number,
    ...(label && { label: { name: label } }),
    pull_request: {
      html_url: `https://github.com/${place.namespace}/${place.repo}/pull/${pull.number}`,
      title: `Change ${pull.number}`,
      state: action === 'closed' ? 'closed' : 'open',
      updated_at: pull.updatedAt,
      user: { login: pull.author },
      labels: pull.labels.map((name) => ({ name })),
      head: { sha: pull.sha, ref: 'change', repo: repository({ ...place, namespace: pull.author }) },
      base: { ref: pull.base, repo: repository(place) },
    },
  }),
  comment: (place: Place, number: number, id: number, author: string, body: string, action = 'created') => ({
    ...about(place, author),
    action,
    issue: { number, state: 'open', user: { login: 'author' }, pull_request: { html_url: 'https://github.com' } },
    comment: { id, body, user: { login: author } },
  }),
  commitComment: (place: Place, sha: string, id: number, author: string, body: string) => ({
    ...about(place, author),
    action: 'created',
    comment: { id, body, user: { login: author }, commit_id: sha },
  }),
  push: (place: Place, ref: string, after: string) => ({
    ...about(place, 'maintainer'),
    ref,
    before: '0'.repeat(39).concat('1'),
    after,
    pusher: { name: 'maintainer' },
  }),
  release: (place: Place, tag: string, action = 'published') => ({
    ...about(place, 'maintainer'),
    action,
    release: { tag_name: tag, name: tag },
  }),
  checkRun: (place: Place, name: string, sha: string, externalId: string) => ({
    ...about(place, 'maintainer'),
    action: 'rerequested',
    check_run: { id: 1, name, head_sha: sha, external_id: externalId, app: { slug: 'packit-as-a-service' } },
  }),
  checkSuite: (place: Place, sha: string) => ({
    ...about(place, 'maintainer'),
    action: 'rerequested',
    check_suite: { id: 1, head_sha: sha, app: { slug: 'packit-as-a-service' } },
  }),
};
