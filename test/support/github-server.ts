import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { type Handler, LoopbackServer, type Reaction, type Received } from './loopback-server.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const APP_ID = '4711';
/** The App's key in both forms that GitHub and people use. */
export const appKey = {
  pkcs1: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  pkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

export interface StoredCheck {
  id: number;
  name: string;
  head_sha: string;
  external_id?: string;
  details_url?: string;
  status?: string;
  conclusion?: string;
  output?: { title: string; summary: string };
}

interface StoredComment {
  id: number;
  body: string;
  user: { login: string };
  reactions: string[];
}

const notFound: Reaction = { status: 404, json: { message: 'Not Found', status: '404' } };

/** A GitHub with one installed App and one repository, `acme/hello`, which keeps what it is told. */
export class GitHubServer extends LoopbackServer {
  installation: number | undefined = 7;
  tokenLifeMs = 3_600_000;
  issuesEnabled = true;
  pageSize = 100;
  folderListingEnds = Infinity;
  readonly files = new Map<string, Uint8Array>([['.packit.yaml', Buffer.from('jobs: []\n')]]);
  readonly folders = new Set(['src']);
  readonly branches = new Map([['main', 'a'.repeat(40)]]);
  /** What a tag points to, and what an annotated tag in its turn does. */
  readonly tags = new Map<string, { type: 'commit' | 'tag'; sha: string }>();
  readonly annotations = new Map<string, { type: 'commit' | 'tag'; sha: string }>();
  /** `base...head` → how the head lies to the base. */
  readonly comparisons = new Map<string, 'identical' | 'behind' | 'ahead' | 'diverged'>();
  newestRelease: string | undefined;
  readonly permissions = new Map<string, { permission: string; role_name: string }>();
  readonly pulls = new Map<number, unknown>();
  readonly checks: StoredCheck[] = [];
  readonly statuses: { sha: string; state: string; context: string; description: string; target_url?: string }[] = [];
  readonly comments = new Map<string, StoredComment[]>();
  readonly issues: { number: number; title: string; state: string; user: { login: string }; pull_request?: unknown }[] =
    [];
  private readonly tokens = new Set<string>();
  private nextId = 1;

  constructor() {
    super();
    this.authentication();
    this.reading();
    this.checkRuns();
    this.talking();
  }

  /** Makes every token that was given out worthless. */
  revokeTokens(): void {
    this.tokens.clear();
  }

  private authentication(): void {
    this.on('GET', /^\/app$/, (request) => asApp(request) ?? { json: { slug: 'packit-of-acme' } });
    this.on('GET', /^\/repos\/acme\/hello\/installation$/, (request) => {
      if (this.installation === undefined) return notFound;
      return asApp(request) ?? { json: { id: this.installation } };
    });
    this.on('POST', /^\/app\/installations\/(\d+)\/access_tokens$/, (request, id) => {
      if (Number(id) !== this.installation) return notFound;
      const token = `ghs_${this.nextId++}${'x'.repeat(30)}`;
      this.tokens.add(token);
      const expires_at = new Date(Date.now() + this.tokenLifeMs).toISOString();
      return asApp(request) ?? { status: 201, json: { token, expires_at } };
    });
  }

  private route(method: string, path: string, handler: Handler): void {
    this.on(method, new RegExp(`^/repos/acme/hello${path}$`), (request, ...params) => {
      const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
      if (!token || !this.tokens.has(token)) return { status: 401, json: { message: 'Bad credentials' } };
      return handler(request, ...params);
    });
  }

  private reading(): void {
    this.route('GET', '/contents/?(.*)', (request, path = '') => this.contents(request, path));
    this.route('GET', '/git/trees/\\w+', () => {
      const tree = [...this.folders].map((path) => ({ path, type: 'tree' }));
      return { json: { tree: [...tree, ...[...this.files.keys()].map((path) => ({ path, type: 'blob' }))] } };
    });
    this.route('GET', '/branches/(.+)', (request, name = '') => {
      const sha = this.branches.get(name);
      return sha === undefined
        ? notFound
        : withTag(request, JSON.stringify({ name, commit: { sha } }), 'application/json');
    });
    this.route('GET', '/git/ref/tags(?:/|%2F)(.+)', (_request, name = '') => {
      const object = this.tags.get(name);
      return object ? { json: { ref: `refs/tags/${name}`, object } } : notFound;
    });
    this.route('GET', '/git/tags/(\\w+)', (_request, sha = '') => {
      const object = this.annotations.get(sha);
      return object ? { json: { sha, object } } : notFound;
    });
    this.route('GET', '/compare/(\\w+)\\.\\.\\.(\\w+)', (_request, base = '', head = '') => {
      const status = this.comparisons.get(`${base}...${head}`);
      return status ? { json: { status } } : notFound;
    });
    this.route('GET', '/releases/latest', () =>
      this.newestRelease === undefined ? notFound : { json: { tag_name: this.newestRelease } },
    );
    this.route('GET', '/pulls/(\\d+)', (_request, number) => {
      const pull = this.pulls.get(Number(number));
      return pull === undefined ? notFound : { json: pull };
    });
    this.route('GET', '/collaborators/(.+)/permission', (_request, login = '') => {
      const found = this.permissions.get(login);
      return found ? { json: { ...found, user: { login } } } : notFound;
    });
  }

  private contents(request: Received, path: string): Reaction {
    if (path === '') {
      const entry = (type: string) => (name: string) => ({ name, type, path: name });
      const all = [...[...this.folders].map(entry('dir')), ...[...this.files.keys()].map(entry('file'))];
      return withTag(request, JSON.stringify(all.slice(0, this.folderListingEnds)), 'application/json; charset=utf-8');
    }
    const file = this.files.get(path);
    if (this.folders.has(path)) return { json: [] };
    return file ? withTag(request, file, 'application/vnd.github.raw+json; charset=utf-8') : notFound;
  }

  private checkRuns(): void {
    this.route('POST', '/check-runs', ({ json }) => {
      const check = { ...(json as Omit<StoredCheck, 'id'>), id: this.nextId++ };
      this.checks.push(check);
      return refusalOf(check) ?? { status: 201, json: check };
    });
    this.route('PATCH', '/check-runs/(\\d+)', ({ json }, id) => {
      const check = this.checks.find((one) => one.id === Number(id));
      if (!check) return notFound;
      Object.assign(check, json);
      return refusalOf(check) ?? { json: check };
    });
    this.route('GET', '/commits/(\\w+)/check-runs', (request, sha) => {
      const name = request.query.get('check_name');
      const runs = this.checks.filter((check) => check.head_sha === sha && (!name || check.name === name));
      const { items, headers } = this.page(request, runs);
      return { json: { total_count: runs.length, check_runs: items }, headers };
    });
    this.route('POST', '/statuses/(\\w+)', ({ json }, sha = '') => {
      const status = { ...(json as (typeof this.statuses)[number]), sha };
      this.statuses.push(status);
      return { status: 201, json: status };
    });
  }

  private talking(): void {
    for (const path of ['/issues/(\\d+)/comments', '/commits/(\\w+)/comments']) {
      this.route('GET', path, (request, of = '') => {
        const { items, headers } = this.page(request, this.comments.get(of) ?? []);
        return { json: items, headers };
      });
      this.route('POST', path, ({ json }, of = '') => {
        const { body } = json as { body: string };
        const comment = { id: this.nextId++, body, user: { login: 'packit-of-acme[bot]' }, reactions: [] };
        this.comments.set(of, [...(this.comments.get(of) ?? []), comment]);
        return { status: 201, json: comment };
      });
    }
    this.route('POST', '/(?:issues/)?comments/(\\d+)/reactions', ({ json }, id) => {
      const comment = [...this.comments.values()].flat().find((one) => one.id === Number(id));
      if (!comment) return notFound;
      const { content } = json as { content: string };
      const present = comment.reactions.includes(content);
      if (!present) comment.reactions.push(content);
      return { status: present ? 200 : 201, json: { id: 1, content } };
    });
    this.route('GET', '/issues', (request) => {
      if (!this.issuesEnabled) return { status: 410, json: { message: 'Issues are disabled for this repo' } };
      const creator = request.query.get('creator');
      const open = this.issues.filter((issue) => issue.state === 'open' && (!creator || issue.user.login === creator));
      const { items, headers } = this.page(request, open);
      return { json: items.map((issue) => ({ ...issue, html_url: `https://forge/${issue.number}` })), headers };
    });
    this.route('POST', '/issues', ({ json }) => {
      if (!this.issuesEnabled)
        return { status: 410, json: { message: 'Issues has been disabled in this repository.' } };
      const { title } = json as { title: string };
      const issue = { number: this.nextId++, title, state: 'open', user: { login: 'packit-of-acme[bot]' } };
      this.issues.push(issue);
      return { status: 201, json: { ...issue, html_url: `https://forge/${issue.number}` } };
    });
    this.route('PATCH', '/issues/(\\d+)', ({ json }, number) => {
      const issue = this.issues.find((one) => one.number === Number(number));
      if (!issue) return notFound;
      return { json: Object.assign(issue, json) };
    });
  }

  private page<Item>(request: Received, items: readonly Item[]) {
    const page = Number(request.query.get('page') ?? 1);
    const more = page * this.pageSize < items.length;
    return {
      items: items.slice((page - 1) * this.pageSize, page * this.pageSize),
      headers: more
        ? {
            link: `<${this.url}${request.path}?page=${page + 1}>; rel="next", <${this.url}${request.path}?page=${Math.ceil(items.length / this.pageSize)}>; rel="last"`,
          }
        : undefined,
    };
  }
}

/** GitHub's own refusals of a check run. */
function refusalOf({ output, details_url, status, conclusion }: StoredCheck): Reaction | undefined {
  const why =
    (output && !output.title && 'output.title is missing') ??
    ((output?.summary.length ?? 0) > 65_535 && 'output.summary is too long') ??
    undefined;
  const link = details_url === undefined || /^https?:\/\/./.test(details_url);
  const over = status !== 'completed' || conclusion !== undefined;
  return !why && link && over ? undefined : { status: 422, json: { message: 'Validation Failed', errors: [why] } };
}

/** A JWT of the App: right key, right App, within its ten minutes. Undefined: accepted. */
function asApp({ headers }: Received): Reaction | undefined {
  const jwt = /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const signed = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  if (!signed.verify(publicKey, Buffer.from(signature, 'base64url')))
    return { status: 401, json: { message: 'bad JWT' } };
  const { iss, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string; exp: number };
  const inTime = exp > Date.now() / 1000 && exp <= Date.now() / 1000 + 601;
  return String(iss) === APP_ID && inTime ? undefined : { status: 401, json: { message: 'bad claims' } };
}

function withTag(request: Received, body: string | Uint8Array, type: string): Reaction {
  const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
  const headers = { etag, 'content-type': type };
  return request.headers['if-none-match'] === etag ? { status: 304, headers } : { text: body, headers };
}
