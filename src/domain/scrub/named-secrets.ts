import { isSecretName } from './secret-names.js';

/** `name =`, `name:`, `"name":`, `--name `; the quotes may be escaped. */
const NAME = /([A-Za-z][\w.-]{0,80})(?:\\*["']?[^\S\n]*(?:=>|:=|[:=])[^\S\n]*|(?<=--[\w-]{1,60}) +)/g;
/** In quotes, however often they are escaped; or up to the next space, quote, or parameter of an address. */
const VALUE =
  /(?<open>\\+["'])(?<escaped>[^\n]*?)\\+["']|"(?<double>(?:[^"\\\n]|\\[^\n])*)"|'(?<single>[^'\n]*)'|(?<bare>(?:(?!&[\w.-]{1,80}=)[^\s"'<>])+)/y;
/** `$TOKEN`, `${TOKEN}` name a secret and are none; and what was removed is removed. */
const HARMLESS = /^(?:\$[{(]?[A-Za-z_]\w*[})]?|\[removed\])\W*$/;

/** A text without the values that stand behind names of secrets. */
export function withoutNamedSecrets(text: string, remove: (secret: string) => string): string {
  let clean = '';
  let copied = 0;
  NAME.lastIndex = 0;
  for (let named = NAME.exec(text); named; named = NAME.exec(text)) {
    if (!isSecretName(named[1]!)) continue;
    VALUE.lastIndex = NAME.lastIndex;
    const found = VALUE.exec(text);
    const { escaped, double, single, bare } = found?.groups ?? {};
    const value = escaped ?? double ?? single ?? bare;
    if (!found || !value || HARMLESS.test(value)) continue;
    const start = found.index + found[0].indexOf(value);
    clean += text.slice(copied, start) + remove(value);
    copied = start + value.length;
    NAME.lastIndex = copied;
  }
  return clean + text.slice(copied);
}
