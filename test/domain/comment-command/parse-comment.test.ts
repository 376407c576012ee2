import { parseComment, type CommentPlace } from '../../../src/domain/comment-command/parse-comment.js';
import { replyToMistake } from '../../../src/domain/comment-command/replies.js';
import { describeProblem } from '../../../src/domain/comment-command/syntax-problem.js';

const onPullRequest: CommentPlace = { commandPrefix: '/packit', surface: 'pull-request', forge: 'github' };
const onIssue: CommentPlace = { ...onPullRequest, surface: 'issue' };
const onDistGit: CommentPlace = { ...onPullRequest, surface: 'dist-git-pull-request', forge: 'pagure' };
const onStaging: CommentPlace = { ...onPullRequest, commandPrefix: '/packit-stg' };

/** The command in short: its name and arguments, its mistake, or why there is none. */
function read(text: string, place = onPullRequest): unknown {
  const parsed = parseComment(text, place);
  if (parsed.kind === 'syntax-error') return parsed.problem;
  if (parsed.kind === 'no-command') return parsed.inert.map(({ within }) => within);
  const { family, name, args } = parsed.command;
  return { [family === 'packit' ? name : `ci ${name}`]: args };
}

describe('which line is the command', () => {
  it.each([
    ['nothing', '', []],
    ['blanks', ' \n\t\n', []],
    ['the prefix alone', '/packit', []],
    ['the prefix as part of a word', '/packitbuild now', []],
    ['another case', '/Packit build', []],
    ['the prefix of the other deployment', '/packit-stg build', []],
    ['a command in a sentence', 'please run /packit build', []],
    ['a command after a list marker', '- /packit build', []],
    ['a heading', '# /packit build', []],
    ['the only line', '/packit build', { build: {} }],
    ['blanks around', '  /packit   build  ', { build: {} }],
    ['a line in the middle', "Should be fixed, let's\n /packit build\n it.", { build: {} }],
    ['Windows line ends', 'LGTM\r\n\r\n/packit test\r\n', { test: {} }],
    ['old Macintosh line ends', 'LGTM\r\r/packit test\r', { test: {} }],
    ['a byte order mark', '\uFEFF/packit build', { build: {} }],
    ['no-break spaces', '/packit\u00a0build', { build: {} }],
    ['two commands: the first counts', '/packit build\n/packit test', { build: {} }],
    ['a mistake first: it counts, too', '/packit foobar\n/packit test', { code: 'unknown-command', word: 'foobar' }],
    ['a signature below', '/packit rebuild-failed\n\n-- thanks', { 'rebuild-failed': {} }],
    ['an underline below', '/packit build\n---', { build: {} }],
    ['Markdown’s hard break', '/packit build\\\nthanks', { build: {} }],
    ['a continued list item', '- fixed\n  /packit build', { build: {} }],
    ['blanks that only continue a paragraph', 'fixed\n      /packit build', { build: {} }],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('listens to the prefix of its own deployment', () => {
    expect(read('/packit build', onStaging)).toEqual([]);
    expect(read('/packit-stg build', onStaging)).toEqual({ build: {} });
  });
});

describe('quotes, code and HTML are text', () => {
  it.each([
    ['a quote', '> /packit build', []],
    ['a quote that is lazily continued', '> did you try\n/packit build', ['quote']],
    ['a quote in a list', '- a\n\n  > b\n  /packit build', ['quote']],
    ['indented code', 'Try:\n\n    /packit build', ['code']],
    ['code indented by a tab', 'Try:\n\n\t/packit build', ['code']],
    ['indented code in a list', '- try\n\n      /packit build', ['code']],
    ['fenced code', '```\n/packit build\n```', ['code']],
    ['fenced code with tildes and a language', '~~~ text\n/packit build\n~~~', ['code']],
    ['a fence that is never closed', '```\n/packit build', ['code']],
    ['a fence in a quote, left by the next line', '> ```\n/packit build', { build: {} }],
    ['inline code over several lines', 'try `\n/packit build\n` please', ['inline-code']],
    ['a backtick that opens nothing', 'try `\n\n/packit build\n\n` please', { build: {} }],
    ['an HTML comment', '<!--\n/packit build\n-->', ['html']],
    ['an HTML comment in a sentence', 'hidden <!--\n/packit build\n--> text', ['html']],
    ['an HTML block', '<div>\n/packit build\n</div>', ['html']],
    ['pre-formatted text', '<pre>\n\n/packit build\n\n</pre>', ['html']],
    ['an HTML quote around paragraphs', '<blockquote>\n\n/packit build\n\n</blockquote>', ['html']],
    ['after an HTML quote', '<blockquote>\n\nq\n\n</blockquote>\n\n/packit build', { build: {} }],
    ['HTML code in a paragraph', 'text <code>\n/packit build\n</code>', ['html']],
    ['details that were opened', '<details>\n\n/packit build\n\n</details>', { build: {} }],
    ['a command after the quote', '> why\n\n/packit build', { build: {} }],
    ['a command after a quoted one', '> /packit test\n\n/packit build', { build: {} }],
    ['a command after one in code', '```\n/packit test\n```\n/packit build', { build: {} }],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('arguments', () => {
  it.each<[string, unknown]>([
    ['/packit copr-build', { build: {} }],
    ['/packit build --commit main', { build: { commit: 'main' } }],
    ['/packit build --release=1.0.0', { build: { release: '1.0.0' } }],
    ['/packit --package hello build', { build: { package: 'hello' } }],
    ['/packit --package=hello test --id x', { test: { package: 'hello', identifier: 'x' } }],
    ['/packit --pack hello build', { build: { package: 'hello' } }],
    ['/packit test --identifier job', { test: { identifier: 'job' } }],
    ['/packit test -i job', { test: { identifier: 'job' } }],
    ['/packit test -ijob', { test: { identifier: 'job' } }],
    ['/packit test -i=job', { test: { identifier: 'job' } }],
    ['/packit test --labels a,b', { test: { labels: ['a', 'b'] } }],
    ['/packit test --lab a', { test: { labels: ['a'] } }],
    ['/packit test --env A=1 --env B=', { test: { env: ['A=1', 'B='] } }],
    ['/packit test --env "A=b c"', { test: { env: ['A=b c'] } }],
    ["/packit test --env 'A=$x'", { test: { env: ['A=$x'] } }],
    ['/packit test --env A=b\\ c', { test: { env: ['A=b c'] } }],
    ['/packit test --env "A=\\"q\\""', { test: { env: ['A="q"'] } }],
    [
      '/packit test a/b#1 https://github.com/a/c/pull/2',
      { test: { targets: ['a/b#1', 'https://github.com/a/c/pull/2'] } },
    ],
    ['/packit test a/b#1 --env X=1 a/b#2', { test: { targets: ['a/b#1', 'a/b#2'], env: ['X=1'] } }],
    ['/packit test -- -x', { test: { targets: ['-x'] } }],
    ['/packit explain', { explain: {} }],
    ['/packit explain fedora-42-x86_64', { explain: { subject: 'fedora-42-x86_64' } }],
    ['/packit cancel tests', { cancel: { subject: 'tests' } }],
    ['/packit status', { status: {} }],
    ['/packit', []],
    ['/packit foobar', { code: 'unknown-command', word: 'foobar' }],
    ['/packit TEST', { code: 'unknown-command', word: 'TEST' }],
    ['/packit production-build', { code: 'unknown-command', word: 'production-build' }],
    ['/packit scratch-build', { code: 'unknown-command', word: 'scratch-build' }],
    ['/packit build some words', { code: 'superfluous-word', word: 'some' }],
    ['/packit build --package hello', { code: 'package-after-command', word: '--package' }],
    ['/packit build --nonsense', { code: 'unknown-option', word: '--nonsense' }],
    ['/packit build --', { build: {} }],
    ['/packit test --identifier', { code: 'option-without-value', word: '--identifier' }],
    ['/packit test --identifier --env A=1', { code: 'option-without-value', word: '--identifier' }],
    ["/packit test it's", { code: 'quote-left-open', word: "/packit test it's" }],
    ['/packit --package hello', { code: 'command-missing', word: 'hello' }],
    ['/packit --package', { code: 'option-without-value', word: '--package' }],
    ['/packit --help', { code: 'unknown-option', word: '--help' }],
    ['/packit cancel a b', { code: 'superfluous-word', word: 'b' }],
    ['/packit verify-fas me', { code: 'command-not-here', word: 'verify-fas' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(read(`LGTM, thanks.\n\n${text}\n`)).toEqual(expected);
  });

  it('reads verify-fas in issues on GitHub only, with as many accounts as were named', () => {
    expect(read('/packit verify-fas me', onIssue)).toEqual({ 'verify-fas': { accounts: ['me'] } });
    expect(read('/packit verify-fas', onIssue)).toEqual({ 'verify-fas': { accounts: [] } });
    expect(read('/packit verify-fas --a b', onIssue)).toEqual({ 'verify-fas': { accounts: ['--a', 'b'] } });
    expect(read('/packit verify-fas me', { ...onIssue, forge: 'gitlab' })).toMatchObject({ code: 'command-not-here' });
  });

  it('reads what is for dist-git', () => {
    expect(read('/packit pull-from-upstream --version 1.2 --resolve-bug rhbz#1,rhbz#2 --with', onDistGit)).toEqual({
      'pull-from-upstream': { version: '1.2', resolveBug: ['rhbz#1', 'rhbz#2'], withPrConfig: true },
    });
    expect(read('/packit pull-from-upstream --with-pr-config=yes', onDistGit)).toEqual({
      code: 'option-takes-no-value',
      word: '--with-pr-config',
    });
    expect(read('/packit koji-tag --all', onDistGit)).toEqual({ 'koji-tag': { allBranches: true } });
  });

  it('takes the beginning of an option where it could only be one', () => {
    expect(read('/packit test --l a')).toEqual({ test: { labels: ['a'] } });
    expect(read('/packit pull-from-upstream --v 1', onDistGit)).toEqual({ 'pull-from-upstream': { version: '1' } });
  });
});

describe('Fedora CI', () => {
  it('answers on dist-git pull requests only', () => {
    expect(read('/packit-ci test', onDistGit)).toEqual({ 'ci test': {} });
    expect(read('/packit-ci test')).toEqual([]);
    expect(read('/packit-ci-stg help', { ...onDistGit, commandPrefix: '/packit-stg' })).toEqual({ 'ci help': {} });
  });

  it('knows its own commands, tests and targets', () => {
    expect(read('/packit-ci test rpmlint --target eln', onDistGit)).toEqual({
      'ci test': { test: 'rpmlint', target: 'eln' },
    });
    expect(read('/packit-ci scratch-build --target=rawhide', onDistGit)).toEqual({
      'ci scratch-build': { target: 'rawhide' },
    });
    expect(read('/packit-ci test everything', onDistGit)).toMatchObject({
      code: 'value-not-allowed',
      word: 'everything',
    });
    expect(read('/packit-ci test --target f42', onDistGit)).toMatchObject({ code: 'value-not-allowed', word: 'f42' });
    expect(read('/packit-ci build', onDistGit)).toMatchObject({ code: 'unknown-command' });
  });
});

describe('replies to mistakes', () => {
  const reply = (text: string, place = onPullRequest) => {
    const parsed = parseComment(text, place);
    return parsed.kind === 'syntax-error' ? replyToMistake(parsed, place.commandPrefix) : undefined;
  };
  const packit =
    'There appears to be a syntax error in the command provided. Please refer to the ' +
    '[Packit documentation](https://packit.dev/docs/retriggering) or use the `/packit help` command.';

  it('says where to read on', () => {
    expect(reply('/packit foobar')).toBe(packit);
    expect(reply('/packit build --package hello')).toBe(packit);
    expect(reply('/packit-stg foobar', onStaging)).toBe(packit.replace('`/packit help`', '`/packit-stg help`'));
    expect(reply('/packit-ci foobar', onDistGit)).toBe(
      'There appears to be a syntax error in the command provided. Please refer to the [Packit Fedora CI documentation]' +
        '(https://packit.dev/fedora-ci/retriggering) or use the `/packit-ci help` command.',
    );
  });

  it.each([
    ['/packit biuld', '/packit build'],
    ['/packit Test', '/packit test'],
    ['/packit --package hello rebuild-faild', '/packit --package hello rebuild-failed'],
    ['/packit test --lables a', '/packit test --labels a'],
    ['/packit propose_downstream', '/packit propose-downstream'],
  ])('guesses what %s meant', (text, meant) => {
    expect(reply(text)).toBe(`${packit}\n\nDid you mean \`${meant}\`?`);
  });

  it('is short, however much was written, and says how much may be', () => {
    const long = (option: string) => `/packit test${option.repeat(60_000 / option.length)}`;
    for (const option of [' --env A=1', ' --labels a,b', ' a/b#1', ' "', ' \\', 'x', ' --x']) {
      const parsed = parseComment(long(option), onPullRequest);
      expect(parsed).toMatchObject({ kind: 'syntax-error', problem: { code: 'line-too-long', most: 4000 } });
      expect(JSON.stringify(parsed).length).toBeLessThan(20_000);
      expect(reply(long(option))).toContain('at most 4000 are read');
      expect(reply(long(option))!.length).toBeLessThan(600);
    }
    const pullRequests = (count: number) => `/packit test${' a/b#1'.repeat(count)}`;
    expect(read(pullRequests(20))).toEqual({ test: { targets: Array<string>(20).fill('a/b#1') } });
    expect(reply(pullRequests(21))).toBe(`${packit}\n\n\`NAMESPACE/REPO#PR\` is given 21 times; at most 20 are taken.`);
    for (const text of [`/packit ${'x'.repeat(3900)}`, `/packit test --${'x'.repeat(3900)}`])
      expect(reply(text)).toBe(packit);
  });

  it('describes every problem in a sentence', () => {
    for (const text of [
      'x',
      'build a',
      'build --package a',
      'build --x',
      'test -i',
      "test '",
      '-x',
      '--package a',
      'verify-fas',
      'x'.repeat(5000),
      `test ${'a/b#1 '.repeat(30)}`,
      `--${'x'.repeat(3000)}`,
    ])
      expect(describeProblem(read(`/packit ${text}`) as never)).toMatch(/^[A-Z`].{0,250}\.$/);
  });
});
