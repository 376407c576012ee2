import { mkdir } from 'node:fs/promises';
import { git } from './git.js';
import { ObjectReader } from './object-reader.js';

/** Path → content; null removes the file. */
export type Files = Readonly<Record<string, string | Buffer | null>>;

export interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
  readonly type: 'blob' | 'tree' | 'commit';
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly message: string;
}

/** A real bare git repository on disk; others clone it and push to it by its path. */
export class BareRepository {
  readonly #reader: ObjectReader;

  private constructor(readonly folder: string) {
    this.#reader = new ObjectReader(folder);
  }

  static async create(folder: string, defaultBranch: string): Promise<BareRepository> {
    await mkdir(folder, { recursive: true });
    await git(folder, ['init', '--bare', '--quiet', `--initial-branch=${defaultBranch}`, '.']);
    await git(folder, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    return new BareRepository(folder);
  }

  /** Adds a commit to a branch, which begins at `from` when it is new, and answers its SHA. */
  async commit(
    branch: string,
    files: Files,
    { message, author, from }: { message: string; author: string; from?: string },
  ): Promise<string> {
    const parent = (await this.resolve(`refs/heads/${branch}`)) ?? (from && (await this.resolve(from)));
    const who = `${author} <${author}@example.org> ${Math.floor(Date.now() / 1000)} +0000`;
    const parts: Buffer[] = [];
    const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
    const data = (content: string | Buffer) => {
      line(`data ${Buffer.byteLength(content)}`);
      parts.push(Buffer.from(content), Buffer.from('\n'));
    };
    line(`commit refs/heads/${branch}`);
    line(`committer ${who}`);
    data(message);
    if (parent) line(`from ${parent}`);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) line(`D ${path}`);
      else {
        line(`M 100644 inline ${path}`);
        data(content);
      }
    }
    await git(this.folder, ['fast-import', '--quiet', '--force'], Buffer.concat(parts));
    const sha = await this.resolve(`refs/heads/${branch}`);
    if (!sha) throw new Error(`The commit on ${branch} of ${this.folder} is not there.`);
    return sha;
  }

  /** Takes over a commit of another repository under a name of ours, as a forge does for a pull request from a fork. */
  async take(source: BareRepository, ref: string, as: string): Promise<void> {
    if (source === this) await git(this.folder, ['update-ref', as, ref]);
    else await git(this.folder, ['fetch', '--quiet', '--no-tags', source.folder, `+${ref}:${as}`]);
  }

  async deleteBranch(branch: string): Promise<void> {
    await git(this.folder, ['update-ref', '-d', `refs/heads/${branch}`]);
  }

  async tag(name: string, ref: string): Promise<void> {
    await git(this.folder, ['tag', name, ref]);
  }

  /** Name → SHA of the commit below `refs/heads/` or `refs/tags/`. */
  async refs(kind: 'heads' | 'tags'): Promise<ReadonlyMap<string, string>> {
    const format = '--format=%(refname) %(objectname) %(*objectname)';
    const output = await git(this.folder, ['for-each-ref', format, `refs/${kind}/`]);
    return new Map(
      output
        .split('\n')
        .filter(Boolean)
        .map((row) => {
          const [name = '', sha = '', peeled] = row.split(' ');
          return [name.slice(`refs/${kind}/`.length), peeled || sha];
        }),
    );
  }

  /** SHA of the commit that a branch, tag, full ref or SHA stands for. */
  async resolve(ref: string): Promise<string | undefined> {
    return (await this.readCommit(ref))?.sha;
  }

  async readCommit(ref: string): Promise<Commit | undefined> {
    const object = await this.#reader.read(`${ref}^{commit}`);
    return object?.type === 'commit' ? parseCommit(object.sha, object.content.toString('utf8')) : undefined;
  }

  /** The file or folder at a path of a commit; an empty path is the root. */
  async read(
    commit: string,
    path: string,
  ): Promise<{ sha: string; blob: Buffer } | { sha: string; tree: readonly TreeEntry[] } | undefined> {
    const object = await this.#reader.read(path === '' ? `${commit}^{tree}` : `${commit}:${path}`);
    if (object?.type === 'tree') return { sha: object.sha, tree: parseTree(object.content) };
    return object?.type === 'blob' ? { sha: object.sha, blob: object.content } : undefined;
  }

  close(): void {
    this.#reader.close();
  }
}

function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(0, at);
    const [mode = '', ...name] = content.subarray(at, end).toString('utf8').split(' ');
    const sha = content.subarray(end + 1, end + 21).toString('hex');
    const type = mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    entries.push({ name: name.join(' '), mode: mode.padStart(6, '0'), sha, type });
    at = end + 21;
  }
  return entries;
}

function parseCommit(sha: string, content: string): Commit {
  const border = content.indexOf('\n\n');
  const head = content.slice(0, border).split('\n');
  const values = (key: string) =>
    head.filter((row) => row.startsWith(`${key} `)).map((row) => row.slice(key.length + 1));
  const [, name = '', email = '', seconds = '0'] =
    /^(.*) <(.*)> (\d+)/.exec(values('author')[0] ?? values('committer')[0] ?? '') ?? [];
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') },
    message: content.slice(border + 2).trimEnd(),
  };
}
