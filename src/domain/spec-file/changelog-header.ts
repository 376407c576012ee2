const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE =
  /^\*\s*[A-Za-z]{3}\s+(?<month>[A-Za-z]{3})\s+(?<day>\d{1,2})\s+(?:\d{1,2}:\d{2}:\d{2}\s+[A-Za-z0-9+-]+\s+)?(?<year>\d{4})(?:\s|$)/;

/** A day without a time, as milliseconds of its midnight in UTC. */
export type Day = number;

/** The day of an entry's first line; undefined when rpm would not find one, or it is none of the calendar. */
export function dayOfHeader(header: string): Day | undefined {
  const { month, day, year } = DATE.exec(header)?.groups ?? {};
  const index = MONTHS.findIndex((name) => name.toLowerCase() === month?.toLowerCase());
  if (index === -1) return undefined;
  const date = new Date(Date.UTC(Number(year), index, Number(day)));
  return date.getUTCDate() === Number(day) ? date.getTime() : undefined;
}

/** The first line of an entry: `* Mon Jan 05 2026 Name <name@example.org> - 1:1.2-1`. */
export function changelogHeader(day: Day, packager: string, evr: string): string {
  const date = new Date(day);
  const dayOfMonth = String(date.getUTCDate()).padStart(2, '0');
  const stamp = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${dayOfMonth} ${date.getUTCFullYear()}`;
  return `* ${stamp} ${packager} - ${evr}`;
}
