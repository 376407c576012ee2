import { RELEASES } from './fedora.js';
import { HttpService } from './http-service.js';
import type { Random } from './random.js';

const releases = RELEASES.map(({ name, longName, version, branch, idPrefix, state, composedByBodhi = true }) => {
  const tag = branch === 'rawhide' ? `f${version}` : branch;
  return {
    name,
    long_name: longName,
    version,
    id_prefix: idPrefix,
    branch,
    dist_tag: tag,
    stable_tag: composedByBodhi ? `${tag}-updates` : tag,
    testing_tag: `${tag}-updates-testing`,
    candidate_tag: `${tag}-updates-candidate`,
    pending_signing_tag: `${tag}-signing-pending`,
    pending_testing_tag: `${tag}-updates-testing-pending`,
    pending_stable_tag: `${tag}-updates-pending`,
    override_tag: `${tag}-override`,
    mail_template: 'fedora_errata_template',
    state,
    composed_by_bodhi: composedByBodhi,
    create_automatic_updates: !composedByBodhi,
    package_manager: 'dnf',
    testing_repository: 'updates-testing',
    released_on: null,
    eol: null,
    setting_status: null,
  };
});

/** Bodhi, as far as it lists the releases of Fedora. */
export function createBodhi(random: Random): HttpService {
  const service = new HttpService('Bodhi', random, () => ({
    status: 404,
    body: { status: 'error', errors: [{ location: 'body', name: 'HTTPNotFound', description: 'Not found' }] },
  }));
  service.on('GET', '/releases/', ({ query }) => {
    const states = query.getAll('state');
    const page = Number(query.get('page') ?? 1);
    const size = Number(query.get('rows_per_page') ?? 20);
    if (!Number.isInteger(page) || page < 1 || !Number.isInteger(size) || size < 1 || size > 1000) {
      return {
        status: 400,
        body: {
          status: 'error',
          errors: [{ location: 'querystring', name: 'page', description: 'page and rows_per_page are numbers from 1' }],
        },
      };
    }
    const found = releases.filter(
      ({ state }) =>
        (states.length === 0 || states.includes(state)) &&
        (query.get('exclude_archived') !== 'true' || state !== 'archived'),
    );
    const body = {
      releases: found.slice((page - 1) * size, page * size),
      page,
      pages: Math.max(Math.ceil(found.length / size), 1),
      rows_per_page: size,
      total: found.length,
    };
    return { status: 200, body };
  });
  return service;
}
