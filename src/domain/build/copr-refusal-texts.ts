import { markdownTable } from '../comment-command/markdown-table.js';
import { assertNever } from '../event.js';
import { fitsCopr } from '../planning/copr-names.js';
import type { BuildEvent } from './build.events.js';
import type { RequestedBuild } from './build-state.js';
import type { CoprRefusal } from './copr-refusal.js';

/** A short answer of Copr is quoted whole. */
const LONGEST_QUOTE = 500;
const MOST_CHANGES = 20;

type Refused = Pick<RequestedBuild, 'order' | 'plannedProject' | 'deployment'>;

/** What follows `Submit of the build failed: ` in the title of a check. */
export function refusalTitle(refusal: CoprRefusal, { order }: Refused): string {
  const name = `${order.owner}/${order.project}`;
  switch (refusal.code) {
    case 'project-of-another':
      return `the Copr project ${name} belongs to somebody else.`;
    case 'builder-missing':
      return `no permission to build in the Copr project ${name}.`;
    case 'admin-missing':
      return `chroots are missing in the Copr project ${name}, and there is no permission to add them.`;
    case 'project-missing':
      return `there is no Copr project ${name}.`;
    case 'forge-project-forbidden':
      return `the Copr project ${name} does not allow builds of this repository.`;
    case 'project-busy':
      return `the Copr project ${name} cannot be changed while builds run in it.`;
    case 'refused':
      return refusal.doing === 'project'
        ? `Copr refuses the settings of the project ${name}.`
        : `Copr refuses the build in ${name}.`;
    default:
      return assertNever(refusal);
  }
}

/** What a check says about what can be done, as Markdown. */
export function refusalSummary(refusal: CoprRefusal, build: Refused): string {
  const name = `\`${build.order.owner}/${build.order.project}\``;
  const again = `press *Re-run* or comment \`${prefix(build)} build\``;
  switch (refusal.code) {
    case 'project-of-another':
      return `Another repository, or another pull request or branch of this one, was the first to use ${name}. Nothing was changed there. Choose another \`project\` in the configuration, an \`owner\` of your own, or leave \`project\` out.`;
    case 'builder-missing':
      return `${grantText(refusal, 'builder', build)} Then ${again}.`;
    case 'admin-missing':
      return [
        `The job lists chroots that ${name} does not have: ${list(refusal.missing)}. Nothing was changed there.`,
        `${grantText(refusal, 'admin', build)} Or add the chroots in the [settings of the project](${refusal.settings}), or take them out of \`targets\`. Then ${again}.`,
      ].join('\n\n');
    case 'project-missing':
      return `Create ${name} in Copr, or correct \`owner\` and \`project\` in the configuration (a group begins with \`@\`). Then ${again}.${quoted('Copr says:', refusal.answer)}`;
    case 'forge-project-forbidden':
      return `Add \`${refusal.forgeProject}\` to the *Packit allowed forge projects* in the [settings of the Copr project](${refusal.settings}). Then ${again}.`;
    case 'project-busy':
      return `Wait until the builds in ${name} have finished. Then ${again}.`;
    case 'refused':
      return refusal.doing === 'project'
        ? `Look at \`targets\`, \`additional_repos\` and the other settings of the job: what Copr refuses once it refuses again.${quoted('Copr says:', refusal.answer)}`
        : `What Copr refuses once it refuses again. Where the configuration is not the reason, ask the operators of the service.${quoted('Copr says:', refusal.answer)}`;
    default:
      return assertNever(refusal);
  }
}

/** The comment that tells people of a refusal; none where the check says enough. */
export function refusalComment(refusal: CoprRefusal, build: Refused): BuildEvent[] {
  const body = commentText(refusal, build);
  return body === undefined ? [] : [{ type: 'CommentRequested', data: { purpose: `copr:${refusal.code}`, body } }];
}

/** Whether a refusal is told by a comment. */
export function isToldByComment({ code }: CoprRefusal): boolean {
  return code !== 'project-of-another' && code !== 'refused';
}

/** Why the packages are not where the name of the pull request or branch leads one to look; empty: they are. */
export function assignmentNote({ order, plannedProject }: Pick<RequestedBuild, 'order' | 'plannedProject'>): string {
  if (order.project === plannedProject) return '';
  const why = fitsCopr(plannedProject)
    ? `\`${order.owner}/${plannedProject}\` belongs to another repository, pull request or branch.`
    : 'the usual name is longer than Copr allows.';
  return `The Copr project of this build is \`${order.owner}/${order.project}\`: ${why}`;
}

function commentText(refusal: CoprRefusal, build: Refused): string | undefined {
  const name = `${build.order.owner}/${build.order.project}`;
  const command = `\`${prefix(build)} build\``;
  switch (refusal.code) {
    case 'builder-missing':
      return refusal.requested
        ? `We have requested the \`builder\` permissions for the ${name} Copr project.\n\nPlease confirm the request on the [${name} Copr project permissions page](${refusal.page}) and retrigger the build by clicking on a \`Re-run\` button or with a ${command} pull-request comment (for builds in pull-requests).`
        : `The service may not build in the Copr project \`${name}\`. ${grantText(refusal, 'builder', build)} Then press *Re-run* or comment ${command}.`;
    case 'admin-missing': {
      const all = [...refusal.enabled, ...refusal.missing].sort();
      return [
        `The build needs chroots that the Copr project \`${name}\` does not have, and the service has no \`admin\` permission there. Nothing was changed.`,
        markdownTable(
          ['field', 'old value', 'new value'],
          [['chroots', refusal.enabled.join(', '), all.join(', ')]],
          MOST_CHANGES,
        ),
        `\`\`\`diff\n${all.map((chroot) => `${refusal.missing.includes(chroot) ? '+' : ' '}${chroot}`).join('\n')}\n\`\`\``,
        'Any of these helps:',
        [
          refusal.requested
            ? `1. Confirm the \`admin\` permission that we have requested, on the [permissions page](${refusal.page}) of the project.`
            : `1. Give the \`admin\` permission to the account of the service, on the [permissions page](${refusal.page}) of the project.`,
          `2. Add the chroots yourself, in the [settings](${refusal.settings}) of the project.`,
          '3. Take the chroots out of `targets` in the configuration, or name another `project`.',
        ].join('\n'),
        `Then press *Re-run* or comment ${command}.`,
      ].join('\n\n');
    }
    case 'project-missing':
      return [
        `There is no Copr project \`${name}\` that the build could go to, and the service could not create it:`,
        `\`\`\`\n${quotable(refusal.answer)}\n\`\`\``,
        'Please check:',
        [
          '1. Is `owner` spelled as in Copr? A group begins with `@`, and in YAML that needs quotes: `owner: "@group"`.',
          '2. Is `project` spelled as in Copr? Upper and lower case differ.',
          '3. Does the project exist? The service creates projects below its own account, and in groups that it is a member of.',
          '4. Has the project been deleted, or has Copr removed it because its time was up?',
          '5. May the service build there: does the project list this repository under *Packit allowed forge projects*, and is the account of the service a builder?',
        ].join('\n'),
        `When it is there, press *Re-run* or comment ${command}.`,
      ].join('\n\n');
    case 'forge-project-forbidden':
      return `Builds of \`${refusal.forgeProject}\` are not allowed in the Copr project \`${name}\`.\n\nPlease add \`${refusal.forgeProject}\` to *Packit allowed forge projects* in the [settings of the project](${refusal.settings}), then press *Re-run* or comment ${command}.`;
    case 'project-busy':
      return [
        `Settings of a Copr project ${name} need to be updated, but Packit can't do that when there are previous builds still in progress.`,
        `You should be able to resolve the problem by recreating this pull request or running ${command} after all builds finished.`,
        'This was the change Packit tried to do:',
        markdownTable(
          ['field', 'old value', 'new value'],
          refusal.changes.map((change) => [change.field, change.old, change.new]),
          MOST_CHANGES,
        ),
      ].join('\n\n');
    case 'project-of-another':
    case 'refused':
      return undefined;
    default:
      return assertNever(refusal);
  }
}

function grantText(
  { requested, page }: { requested: boolean; page: string },
  permission: 'builder' | 'admin',
  { order }: Refused,
): string {
  const name = `${order.owner}/${order.project}`;
  return requested
    ? `The service has asked the owners of \`${name}\` for the \`${permission}\` permission. Confirm it on the [permissions page](${page}) of the project.`
    : `Give the account of the service the \`${permission}\` permission, on the [permissions page](${page}) of \`${name}\`.`;
}

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** What an outside service said, in a block of code; empty: it said nothing. */
export function quoted(introduction: string, answer: string): string {
  const text = quotable(answer);
  return text === '' ? '' : `\n\n${introduction}\n\n\`\`\`\n${text}\n\`\`\``;
}

/** Text of a stranger inside a block of code: it cannot end the block. */
function quotable(answer: string): string {
  const text = answer.replaceAll('`', "'").replace(/\r\n?/g, '\n').trim();
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)} …` : text;
}

function prefix({ deployment }: Refused): string {
  return deployment === 'stg' ? '/packit-stg' : '/packit';
}
