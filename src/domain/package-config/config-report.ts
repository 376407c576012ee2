const longestReport = 10_000;

const help =
  'For more info, please check out [the documentation](https://packit.dev/docs/guide/#3-configuration) or [contact the Packit team](https://packit.dev/#contact). ' +
  'You can also use our CLI command [`config validate`](https://packit.dev/docs/cli/config/validate) or our [pre-commit hooks](https://packit.dev/posts/pre-commit-hooks#validate-config) for validation of the configuration.';

/** A fence that nothing in the text can close. */
function fenceAround(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
}

/** What is commented on a pull request, or written into an issue, about an invalid configuration. */
export function invalidConfigReport(message: string): string {
  const text = message.slice(0, longestReport).replace(/[\uD800-\uDBFF]$/, '');
  const fence = fenceAround(text);
  return `Failed to load packit config file:\n${fence}\n${text}\n${fence}\n${help}`;
}

/** The answer to a comment command in a project that has no configuration. */
export function missingConfigReport(project: { namespace: string; repo: string }, ref: string): string {
  const { namespace, repo } = project;
  return `No config file for packit (e.g. \`.packit.yaml\`) found in ${namespace}/${repo} on commit ${ref}\n\n${help}`;
}
