import { isSecretName } from './secret-names.js';

/** `name =`, `name:`, `"name":`, `--name `; the quotes may be escaped. Looked at once a word, for texts of strangers may be long. */
const NAME =
  /(?<![A-Za-z0-9.])([A-Za-z0-9][\w.-]{0,200})(?![\w.-])(?:\\{0,9}["']?[^\S\n]{0,99}(?:=>|:=|[:=])[^\S\n]{0,99}|(?<=--[\w-]{1,60}) {1,99})/g;
/** In quotes, however often they are escaped; or up to the next space, quote, or parameter of an address. */
const VALUE =
  /\\{1,9}["'](?<escaped>[^\n]{0,9999}?)\\{1,9}["']|"(?<double>(?:[^"\\\n]|\\[^\n])*)"|'(?<single>[^'\n]*)'|(?<bare>(?:(?!&[\w.-]{1,80}=)[^\s"'<>])+)/y;
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
