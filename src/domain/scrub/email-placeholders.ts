/** Addresses that belong to nobody: git's user in addresses of repositories, a removed one, and what this program itself writes into scripts. */
const NOBODYS = /^((git|removed)@.*|hello@packit\.dev)$/i;
const PLACEHOLDER_DOMAIN = 'removed.invalid';

/** As addresses stand in texts: also with the at sign escaped for a URL, a string literal or HTML. */
const ADDRESS =
  /("[^"\s]{1,64}"|[\p{L}\p{N}._%+'/=?^{|}~&$!#*-]{1,64})(@|%40|\\+u0040|\\+x40|&#64;|&#x40;|&commat;)((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}[\p{L}\p{N}])?\.){1,12}\p{L}[\p{L}\p{N}-]{0,60}\p{L})/giu;

/** Gives every e-mail address a placeholder: the same one always the same, so that equality survives. */
export class EmailPlaceholders {
  private readonly known = new Map<string, string>();

  /** How many addresses were replaced. */
  get count(): number {
    return this.known.size;
  }

  replaceIn(text: string): string {
    if (!/@|%40|u0040|x40|&#64;|&commat;/i.test(text)) return text;
    return text.replace(ADDRESS, (written: string, local: string, at: string, domain: string) => {
      const start = startOfAddress(local);
      const address = `${local.slice(start)}@${domain}`.toLowerCase();
      if (start === local.length || NOBODYS.test(address) || address.endsWith(`@${PLACEHOLDER_DOMAIN}`)) return written;
      return `${local.slice(0, start)}${this.of(address)}${at}${PLACEHOLDER_DOMAIN}`;
    });
  }

  private of(address: string): string {
    const known = this.known.get(address) ?? `person-${this.known.size + 1}`;
    this.known.set(address, known);
    return known;
  }
}

/** What stands before an address without a space between is mostly no part of it: `name=a@b.org`, `%3Ca@b.org`. */
function startOfAddress(local: string): number {
  const before = /^.*(?:[=|/?&{}#$*!~^]|%[0-9a-f]{2})/is.exec(local)?.[0].length ?? 0;
  return before + (/^[^\p{L}\p{N}"]*/u.exec(local.slice(before))?.[0].length ?? 0);
}
