/** Stands for the dashboard's address in texts of events; whoever publishes a text puts the address in. */
export const DASHBOARD = 'dashboard:';

const PLACEHOLDERS = ['commit_sha', 'packit_dashboard_url', 'external_dashboard_url', 'logs_url'] as const;
export type FailurePlaceholders = Readonly<Record<(typeof PLACEHOLDERS)[number], string | null>>;

/**
 * A user's failure message with its placeholders filled in; one without a value reads `{no entry for NAME}`. A message with any
 * other placeholder or a stray brace is left as it is. Doubled braces stand for themselves.
 */
export function renderFailureMessage(message: string, values: FailurePlaceholders): string {
  const parts: string[] = [];
  for (let at = 0; at < message.length;) {
    const open = message.slice(at).search(/[{}]/);
    if (open < 0) {
      parts.push(message.slice(at));
      break;
    }
    parts.push(message.slice(at, at + open));
    at += open;
    const brace = message[at]!;
    if (message[at + 1] === brace) {
      parts.push(brace);
      at += 2;
      continue;
    }
    const name = brace === '{' ? /^\{(\w+)\}/.exec(message.slice(at))?.[1] : undefined;
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    if (!known) return message;
    parts.push(values[known] ?? `{no entry for ${known}}`);
    at += known.length + 2;
  }
  return parts.join('');
}

/** How a comment of this purpose is kept from being repeated: `last` compares with our newest comment there. */
export function repetitionOf(purpose: string): 'none' | 'last' {
  return /^(failure|success|config)/.test(purpose) ? 'last' : 'none';
}
