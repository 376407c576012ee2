import { z } from 'zod';
import type { BodhiRelease } from '../../domain/targets/release-table.js';
import type { HttpClient } from '../shared/http-client.js';
import { parseAnswer } from '../shared/parse-answer.js';

const PAGE = 100;
const MOST_PAGES = 50;
/** There are some 60. */
const MOST_RELEASES = 5_000;

export const Release = z.object({
  name: z.string(),
  long_name: z.string(),
  version: z.string(),
  branch: z.string(),
  id_prefix: z.string(),
  state: z.string(),
});

const Releases = z.object({ releases: z.array(Release), pages: z.number() });

/** Every release that is current, pending or frozen, from all pages of Bodhi's list. */
export async function fetchReleases(http: HttpClient): Promise<readonly BodhiRelease[]> {
  const all: BodhiRelease[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { body } = await http.request({
      path: '/releases/',
      query: { state: ['current', 'pending', 'frozen'], page, rows_per_page: PAGE },
    });
    const { releases, pages } = parseAnswer(Releases, body, { service: 'Bodhi', call: 'GET /releases/' });
    all.push(...releases);
    if (page >= pages || all.length > MOST_RELEASES) break;
  }
  return all;
}
