import { DASHBOARD, renderFailureMessage } from '../notifications.js';
import { itemId } from '../item-id.js';
import type { BuildEvent } from './build.events.js';
import type { BuildOrder } from './build-order.js';
import type { RequestedBuild } from './build-state.js';

const comment = (purpose: string, body: string): BuildEvent => ({ type: 'CommentRequested', data: { purpose, body } });

/** Comments that are due as soon as the build is requested. */
export function requestedComments(order: BuildOrder): BuildEvent[] {
  if (order.unsupported.length === 0) return [];
  const unprocessed = order.unsupported.map(({ chroot }) => chroot).sort();
  return [comment('unsupported-targets', unsupportedText(unprocessed, [...order.offeredChroots].sort()))];
}

function unsupportedText(unprocessed: readonly string[], available: readonly string[]): string {
  const block = (title: string, names: readonly string[]) =>
    `<details>\n<summary>${title}</summary>\n\n\`\`\`\n${names.join('\n')}\n\`\`\`\n</details>`;
  return [
    'There are build targets that are not supported by COPR.',
    block('Unprocessed build targets', unprocessed),
    block('Available build targets', available),
  ].join('\n');
}

export function targetSuccessComment(build: RequestedBuild, chroot: string): BuildEvent[] {
  if (!build.order.commentOnSuccess || build.origin.subject.kind !== 'pull_request') return [];
  return [comment(`success:${chroot}`, installInstructions(build.order.owner, build.order.project))];
}

function installInstructions(owner: string, project: string): string {
  return [
    'Congratulations! One of the builds has completed. :champagne:',
    '',
    'You can install the built RPMs by following these steps:',
    '',
    "* `sudo dnf install -y 'dnf*-command(copr)'`",
    `* \`dnf copr enable ${owner}/${project}\``,
    '* And now you can install the packages.',
    '',
    'Please note that the RPMs should be used only in a testing environment.',
  ].join('\n');
}

export function srpmFailureComment(build: RequestedBuild): BuildEvent[] {
  const page = `${DASHBOARD}/jobs/srpm/${srpmId(build)}`;
  return failureComment(build, 'failure:srpm', page, build.srpm.logUrl);
}

export function targetFailureComment(build: RequestedBuild, chroot: string): BuildEvent[] {
  const page = `${DASHBOARD}/jobs/copr/${targetId(build, chroot)}`;
  return failureComment(build, `failure:${chroot}`, page, build.targets[chroot]?.logUrl ?? null);
}

function failureComment(build: RequestedBuild, purpose: string, page: string, logs: string | null): BuildEvent[] {
  const message = build.order.failureMessage;
  if (message === null) return [];
  const text = renderFailureMessage(message, {
    commit_sha: build.origin.commitSha,
    packit_dashboard_url: page,
    external_dashboard_url: build.submission.phase === 'submitted' ? build.submission.url : null,
    logs_url: logs,
  });
  return [comment(purpose, text)];
}

/** Id of the SRPM build of this run in links and in the read API. */
export function srpmId(build: RequestedBuild): number {
  return itemId(identity(build), 'srpm');
}

/** Id of one chroot of this run in links and in the read API. */
export function targetId(build: RequestedBuild, chroot: string): number {
  return itemId(identity(build), chroot);
}

/** What tells this build from every other: its delivery and job. */
function identity({ origin }: RequestedBuild): string {
  return `${origin.delivery}/${origin.job.index}/${origin.job.package ?? ''}`;
}
