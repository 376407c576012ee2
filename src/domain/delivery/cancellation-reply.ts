/** The reply to `cancel`: what was ended. */
export function cancellationReply(checks: readonly string[], commitSha: string, only: string | null): string {
  const commit = commitSha.slice(0, 7);
  const what = only === null ? commit : `\`${only.replaceAll('`', '')}\` of ${commit}`;
  if (checks.length === 0) return `Nothing of ${what} is queued or running.`;
  return [
    `Cancelled for ${commit}:`,
    [...checks]
      .sort()
      .map((check) => `* \`${check}\``)
      .join('\n'),
  ].join('\n\n');
}
