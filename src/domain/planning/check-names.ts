import type { SubjectData } from './job.js';

/** What a check is called by, beside its job. */
interface CheckNameParts {
  readonly prefix: 'rpm-build' | 'testing-farm' | 'propose-downstream';
  readonly subject: SubjectData;
  readonly target: string;
  readonly identifier: string | null;
  readonly packageName: string | null;
  /** `status_name_template` of the job. */
  readonly template: string | null;
}

/** `{job}[:{branch or tag}]:{target}[:{identifier}]`, or what the job's own template makes of these. */
export function checkName(parts: CheckNameParts): string {
  const { prefix, subject, target, identifier, template } = parts;
  const event = prefix === 'propose-downstream' ? null : eventPart(subject);
  const standard = [prefix, event, target, identifier].filter((part) => part !== null && part !== '').join(':');
  if (template === null) return standard;
  return (
    fillTemplate(template, {
      job_name: prefix,
      chroot: target,
      event,
      identifier,
      package: parts.packageName,
    }) ?? standard
  );
}

function eventPart(subject: SubjectData): string | null {
  switch (subject.kind) {
    case 'pull_request':
      return null;
    case 'branch':
      return subject.branch.replaceAll(':', '-');
    case 'release':
      return subject.tag.replaceAll(':', '-');
  }
}

/** Undefined: the template asks for something that is not there. */
function fillTemplate(template: string, values: Readonly<Record<string, string | null>>): string | undefined {
  let failed = false;
  const filled = template.replace(/\{\{|\}\}|\{(\w*)\}|[{}]/g, (found, name: string | undefined) => {
    if (found === '{{') return '{';
    if (found === '}}') return '}';
    if (name === undefined || !Object.hasOwn(values, name)) {
      failed = true;
      return found;
    }
    return values[name] ?? 'None';
  });
  return failed || filled.trim() === '' ? undefined : filled;
}
