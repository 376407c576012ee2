import type { SpecSummary, SpecTag } from '../../domain/spec-file/read-spec.js';
import type { SpecNote } from '../../domain/spec-file/spec-update.js';

const leftAlone: Record<Extract<SpecNote, { note: 'changelog-left' }>['why'], string> = {
  autochangelog: 'The changelog got no entry: rpmautospec makes it.',
  'in-another-file': 'The changelog got no entry: it is in another file.',
  'there-already': 'The changelog has this entry already.',
};

/** A note as a sentence. */
export function describeNote(note: SpecNote): string {
  switch (note.note) {
    case 'prerelease-pattern-ignored':
      return `The pattern ${JSON.stringify(note.pattern)} is none whose first group is the delimiter; the default was used.`;
    case 'version-is-computed':
      return `Version in line ${note.line} is computed: the macro that it comes from was edited. Look at what comes out.`;
    case 'version-is-written-out':
      return `Version in line ${note.line} was computed by ${JSON.stringify(note.was)}; now it is written out.`;
    case 'tilde-in-address':
      return `The source in line ${note.line} is at ${note.url}: upstream hardly writes "~". Use %{version_no_tilde} there.`;
    case 'unclosed-bracket':
      return `The bracket of a macro in line ${note.line} is never closed: rpm refuses such a file.`;
    case 'changelog-left':
      return leftAlone[note.why];
  }
}

const tagLine = (name: string, tag: SpecTag | undefined): string[] =>
  tag ? [`${name.padEnd(10)}${tag.expanded ?? `${tag.value} (not known without running something)`}`] : [];

/** What a spec file says of its package, for people. */
export function describeSpec(spec: SpecSummary): string[] {
  return [
    ...tagLine('Name', spec.name),
    ...tagLine('Epoch', spec.epoch),
    ...tagLine('Version', spec.version),
    ...(spec.autorelease ? [`Release   ${spec.release?.value}`] : tagLine('Release', spec.release)),
    `Changelog ${spec.changelog}`,
    ...spec.sources.map(
      ({ kind, number, location, complete, presence }) =>
        `${`${kind === 'source' ? 'Source' : 'Patch'}${number}`.padEnd(10)}${location}` +
        `${complete ? '' : ' (not all of it is known)'}${presence === 'maybe' ? ' (depends on the place of the build)' : ''}`,
    ),
  ];
}
