import type { SpecVersion } from './spec-version.js';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The numbers of a version, without what follows them. */
const numbersOf = (version: string): string[] => version.split(/[~^+-]/, 1)[0]!.split('.');

/** A version in the text of an address or of a macro: not a part of a longer one. */
const standingAlone = (spelling: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9.~^+])([vV]?)${escaped(spelling)}(?![A-Za-z0-9~^+]|\\.\\d)`, 'g');

/** How texts that name the old version come to name the new one, each in its own spelling. */
export class VersionSpelling {
  readonly #spellings: (readonly [from: RegExp, to: string])[] = [];
  readonly #series: (readonly [from: string, to: string])[] = [];
  readonly #short: boolean;
  readonly #base: readonly [from: RegExp, to: string];

  constructor(before: string, after: SpecVersion) {
    const add = (from: string, to: string): void => void this.#spellings.push([standingAlone(from), to]);
    add(before, before.includes('~') ? after.text : after.upstream);
    if (before.includes('~'))
      for (const separator of ['-', '.', '_', ''])
        add(before.replace('~', separator), after.text.replace('~', separator));
    else if (before.includes('.'))
      for (const dot of ['_', '-']) add(before.replaceAll('.', dot), after.upstream.replaceAll('.', dot));
    const [old, now] = [numbersOf(before), numbersOf(after.text)];
    for (let count = 2; count < old.length && count <= now.length; count += 1)
      this.#series.push([old.slice(0, count).join('.'), now.slice(0, count).join('.')]);
    const [base, newBase] = [before.split('~', 1)[0]!, after.text.split('~', 1)[0]!];
    this.#base = [new RegExp(`${standingAlone(base).source}$`), newBase];
    this.#short = !/\D/.test(before) && before.length < 6;
  }

  /** A text in which the old version stands alone, with the new one in its place. A bare small number is no version to be sure of. */
  replaceIn(text: string): string {
    if (this.#short) return text;
    return this.#spellings.reduce((result, [from, to]) => result.replace(from, (_, v: string) => v + to), text);
  }

  /** A text that ends in the old version, where a macro follows that holds the rest of it if this is a pre-release. */
  replaceBase(text: string): string {
    const [from, to] = this.#base;
    const replaced = text.replace(from, (_, v: string) => v + to);
    return replaced === text ? this.replaceIn(text) : replaced;
  }

  /** A macro whose whole body is the old version, or the series that it belongs to (`1.2` of `1.2.3`). */
  replaceWhole(body: string): string {
    const replaced = this.replaceIn(body);
    if (replaced !== body) return replaced;
    const [, v, rest] = /^([vV]?)(.*)$/s.exec(body)!;
    const series = this.#series.find(([from]) => from === rest);
    return series ? v! + series[1] : body;
  }

  /** An address in which the series is the name of a folder. */
  replaceFolders(address: string): string {
    return this.#series.reduce(
      (result, [from, to]) => result.replace(new RegExp(`(?<=/[vV]?)${escaped(from)}(?=/)`, 'g'), to),
      address,
    );
  }
}
