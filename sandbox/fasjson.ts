import { HttpService } from './http-service.js';
import type { Random } from './random.js';

export interface FedoraUser {
  readonly username: string;
  readonly githubUsername?: string | null;
  readonly private?: boolean;
  readonly groups?: readonly string[];
}

/** The Fedora accounts that FASJSON tells about. It does not ask for Kerberos tickets. */
export class Fasjson {
  readonly service: HttpService;
  readonly #users = new Map<string, FedoraUser>();

  constructor(random: Random) {
    this.service = new HttpService('FASJSON', random, () => ({ status: 404, body: { message: 'Not found' } }));
    this.service.on('GET', '/v1/users/{name}/', ({ params }) => {
      const user = this.#users.get(params.name ?? '');
      return user ? { status: 200, body: { result: this.#describe(user) } } : unknown(params.name);
    });
    this.service.on('GET', '/v1/users/{name}/groups/', ({ params }) => {
      const user = this.#users.get(params.name ?? '');
      if (!user) return unknown(params.name);
      const result = (user.groups ?? []).map((groupname) => ({
        groupname,
        uri: `${this.service.url}/v1/groups/${groupname}/`,
      }));
      return { status: 200, body: { result } };
    });
    this.service.on('GET', '/v1/search/users/', ({ query }) => {
      const login = query.get('github_username');
      if (!login)
        return {
          status: 400,
          body: { message: 'At least one search term must be provided.', code: 400, source: 'RPC' },
        };
      const found = [...this.#users.values()]
        .filter((user) => !user.private && user.githubUsername === login)
        .map((user) => this.#describe(user));
      return {
        status: 200,
        body: { result: found, page: { total_results: found.length, page_size: 40, page_number: 1, total_pages: 1 } },
      };
    });
  }

  addUser(user: FedoraUser): void {
    this.#users.set(user.username, user);
  }

  #describe({ username, githubUsername = null, private: hidden = false }: FedoraUser) {
    const seen = <T>(value: T) => (hidden ? null : value);
    return {
      username,
      human_name: seen(username),
      emails: [`${username}@example.org`],
      creation: '2019-05-06T07:08:09+00:00',
      is_private: hidden,
      locked: false,
      github_username: seen(githubUsername),
      gitlab_username: null,
      uri: `${this.service.url}/v1/users/${username}/`,
    };
  }
}

const unknown = (name: string | undefined) => ({ status: 404, body: { message: 'User not found', name } });
