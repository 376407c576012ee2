import type { HttpService } from '../http-service.js';
import type { Commit, TreeEntry } from '../git/bare-repository.js';
import { notFound, paged, refusal } from './access.js';
import type { GitHubContext } from './context.js';
import { fullRepository, nodeId, WEB } from './represent-repository.js';
import type { Repository } from './state.js';
import { fullName } from './state.js';

const MEGABYTE = 1_048_576;
const SHA = /^[0-9a-f]{40}$/;

/** What is in the git repositories: files, folders, trees, commits, branches and tags. */
export function contentRoutes(service: HttpService, { access }: GitHubContext): void {
  const at = (repo: Repository, ref: string | null | undefined) =>
    repo.git.resolve(ref || `refs/heads/${repo.defaultBranch}`);
  const commitOf = async (repo: Repository, ref: string): Promise<Commit> => {
    const commit = await repo.git.readCommit(ref);
    if (!commit) throw refusal(422, `No commit found for SHA: ${ref}`);
    return commit;
  };

  service.on('GET', '/repos/{owner}/{repo}', (call) => ({
    status: 200,
    body: fullRepository(service.url, access.readable(call)),
  }));

  const contents = async (call: Parameters<Parameters<HttpService['on']>[2]>[0]) => {
    const repo = access.readable(call);
    const ref = call.query.get('ref');
    const path = (call.params.path ?? '').replace(/^\/+|\/+$/g, '');
    const commit = await at(repo, ref);
    if (!commit) throw refusal(404, ref ? `No commit found for the ref ${ref}` : 'This repository is empty.');
    const found = await repo.git.read(commit, path);
    if (!found) throw notFound();
    const describe = (name: string, full: string, sha: string, size: number, type: string) =>
      entry(service.url, repo, ref ?? repo.defaultBranch, { name, path: full, sha, size, type });
    const accept = call.headers.accept ?? '';
    if ('tree' in found) {
      const items = await Promise.all(
        found.tree.map(async ({ name, sha, type, mode }) => {
          const full = path ? `${path}/${name}` : name;
          const inner = type === 'blob' ? await repo.git.read(commit, full) : undefined;
          const size = inner && 'blob' in inner ? inner.blob.length : 0;
          return describe(
            name,
            full,
            sha,
            size,
            type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file',
          );
        }),
      );
      return {
        status: 200,
        body: accept.includes('object') ? { ...describe(path, path, found.sha, 0, 'dir'), entries: items } : items,
      };
    }
    const { blob, sha } = found;
    if (accept.includes('raw'))
      return { status: 200, body: blob, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' } };
    const readable = blob.length <= MEGABYTE;
    const content = readable ? blob.toString('base64').replace(/(.{60})/g, '$1\n') : '';
    const file = describe(path.split('/').at(-1) ?? path, path, sha, blob.length, 'file');
    return { status: 200, body: { ...file, content, encoding: readable ? 'base64' : 'none' } };
  };
  service.on('GET', '/repos/{owner}/{repo}/contents', contents);
  service.on('GET', '/repos/{owner}/{repo}/contents/{path*}', contents);

  service.on('GET', '/repos/{owner}/{repo}/git/trees/{tree_sha}', async (call) => {
    const repo = access.readable(call);
    const commit = await at(repo, call.params.tree_sha);
    const root = commit && (await repo.git.read(commit, ''));
    if (!root || !('tree' in root)) throw notFound();
    const tree: unknown[] = [];
    const walk = async (entries: readonly TreeEntry[], below: string): Promise<void> => {
      for (const { name, mode, type, sha } of entries) {
        const path = `${below}${name}`;
        tree.push({ path, mode, type, sha, url: `${service.url}/repos/${fullName(repo)}/git/${type}s/${sha}` });
        const inner = type === 'tree' && call.query.has('recursive') ? await repo.git.read(commit, path) : undefined;
        if (inner && 'tree' in inner) await walk(inner.tree, `${path}/`);
      }
    };
    await walk(root.tree, '');
    return {
      status: 200,
      body: {
        sha: root.sha,
        url: `${service.url}/repos/${fullName(repo)}/git/trees/${root.sha}`,
        tree,
        truncated: false,
      },
    };
  });

  service.on('GET', '/repos/{owner}/{repo}/commits', async (call) => {
    const repo = access.readable(call);
    const commits: Commit[] = [];
    let next = await repo.git.readCommit(call.query.get('sha') || `refs/heads/${repo.defaultBranch}`);
    if (!next) throw notFound();
    while (next && commits.length < 1000) {
      commits.push(next);
      next = next.parents[0] ? await repo.git.readCommit(next.parents[0]) : undefined;
    }
    return paged(call, service.url, commits, (page) => page.map((commit) => commitBody(service.url, repo, commit)));
  });
  service.on('GET', '/repos/{owner}/{repo}/commits/{ref}', async (call) => {
    const repo = access.readable(call);
    return {
      status: 200,
      body: {
        ...commitBody(service.url, repo, await commitOf(repo, call.params.ref ?? '')),
        stats: { additions: 0, deletions: 0, total: 0 },
        files: [],
      },
    };
  });
  service.on('GET', '/repos/{owner}/{repo}/branches', async (call) => {
    const repo = access.readable(call);
    const branches = [...(await repo.git.refs('heads'))].map(([name, sha]) => ({
      name,
      commit: reference(service.url, repo, sha),
      protected: false,
    }));
    return paged(call, service.url, branches);
  });
  service.on('GET', '/repos/{owner}/{repo}/branches/{branch*}', async (call) => {
    const repo = access.readable(call);
    const name = call.params.branch ?? '';
    const commit = await repo.git.readCommit(`refs/heads/${name}`);
    if (!commit) throw refusal(404, 'Branch not found');
    const url = `${service.url}/repos/${fullName(repo)}/branches/${name}`;
    const body = {
      name,
      commit: commitBody(service.url, repo, commit),
      _links: { self: url, html: `${WEB}/${fullName(repo)}/tree/${name}` },
      protected: false,
      protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
      protection_url: `${url}/protection`,
    };
    return { status: 200, body };
  });
  service.on('GET', '/repos/{owner}/{repo}/tags', async (call) => {
    const repo = access.readable(call);
    const archive = (kind: string, name: string) => `${service.url}/repos/${fullName(repo)}/${kind}/refs/tags/${name}`;
    const tags = [...(await repo.git.refs('tags'))].map(([name, sha]) => ({
      name,
      commit: reference(service.url, repo, sha),
      zipball_url: archive('zipball', name),
      tarball_url: archive('tarball', name),
      node_id: nodeId('REF', repo.id),
    }));
    return paged(call, service.url, tags);
  });
  service.on('GET', '/repos/{owner}/{repo}/git/ref/{ref*}', async (call) => {
    const repo = access.readable(call);
    const ref = `refs/${call.params.ref}`;
    const sha = await repo.git.resolve(ref);
    if (!sha) throw notFound();
    const url = `${service.url}/repos/${fullName(repo)}/git`;
    return {
      status: 200,
      body: {
        ref,
        node_id: nodeId('REF', repo.id),
        url: `${url}/${ref}`,
        object: { sha, type: 'commit', url: `${url}/commits/${sha}` },
      },
    };
  });
}

/** Refuses a SHA that is no commit of the repository, as GitHub does for checks, statuses and comments. */
export async function requireCommit(repo: Repository, sha: string): Promise<void> {
  if (!SHA.test(sha) || !(await repo.git.resolve(sha))) throw refusal(422, `No commit found for SHA: ${sha}`);
}

const reference = (api: string, repo: Repository, sha: string) => ({
  sha,
  url: `${api}/repos/${fullName(repo)}/commits/${sha}`,
});

function entry(
  api: string,
  repo: Repository,
  ref: string,
  item: { name: string; path: string; sha: string; size: number; type: string },
) {
  const url = `${api}/repos/${fullName(repo)}/contents/${item.path}?ref=${ref}`;
  const folder = item.type === 'dir';
  const gitUrl = `${api}/repos/${fullName(repo)}/git/${folder ? 'trees' : 'blobs'}/${item.sha}`;
  const html = `${WEB}/${fullName(repo)}/${folder ? 'tree' : 'blob'}/${ref}/${item.path}`;
  const download = folder ? null : `https://raw.githubusercontent.com/${fullName(repo)}/${ref}/${item.path}`;
  return {
    ...item,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: download,
    _links: { self: url, git: gitUrl, html },
  };
}

function commitBody(api: string, repo: Repository, { sha, tree, parents, author, message }: Commit) {
  const url = `${api}/repos/${fullName(repo)}/commits/${sha}`;
  const gitUrl = `${api}/repos/${fullName(repo)}/git`;
  return {
    url,
    sha,
    node_id: nodeId('C', repo.id),
    html_url: `${WEB}/${fullName(repo)}/commit/${sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${gitUrl}/commits/${sha}`,
      author,
      committer: author,
      message,
      comment_count: 0,
      tree: { sha: tree, url: `${gitUrl}/trees/${tree}` },
      verification: { verified: false, reason: 'unsigned', payload: null, signature: null, verified_at: null },
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => ({
      ...reference(api, repo, parent),
      html_url: `${WEB}/${fullName(repo)}/commit/${parent}`,
    })),
  };
}
