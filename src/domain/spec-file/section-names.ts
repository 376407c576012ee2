/** What starts a section, without `%`; from rpm's manual of spec files, up to 4.20. */
const names = [
  'package description sourcelist patchlist',
  'prep generate_buildrequires conf build install check clean',
  'pre post preun postun pretrans posttrans preuntrans postuntrans verifyscript',
  'trigger triggerin triggerprein triggerun triggerpostun',
  'filetrigger filetriggerin filetriggerun filetriggerpostun',
  'transfiletrigger transfiletriggerin transfiletriggerun transfiletriggerpostun',
  'files changelog sepolicy end',
];
const sections = new Set(names.flatMap((line) => line.split(' ')));

const HEADER = /%([A-Za-z_]+)(?=[ \t\r\n]|$)/y;

/** The name of the section that a line starts, in small letters. As in rpm, nothing may stand before the `%`. */
export function sectionNameAt(text: string, start: number): string | undefined {
  HEADER.lastIndex = start;
  const name = HEADER.exec(text)?.[1]?.toLowerCase();
  return name !== undefined && sections.has(name) ? name : undefined;
}
