import type { ChangelogText } from './changelog-text.js';
import type { GivenMacros } from './evaluation.js';
import type { ChangelogPlan } from './plan-changelog.js';
import type { LineChange } from './text-edits.js';

/** What a release makes of a spec file. */
export interface SpecUpdate {
  /** As upstream has it: `2.0.0-rc.1`. */
  readonly version: string;
  readonly prerelease?: {
    /** `prerelease_suffix_pattern` */
    readonly pattern?: string;
    /** `prerelease_suffix_macro` */
    readonly macro?: string;
  };
  /** Macros that hold where the package is built; null: surely not defined (`parse_time_macros`). */
  readonly macros?: GivenMacros;
  /** The commit of the release, of 40 hexadecimal digits: archives can be named for it. */
  readonly commit?: string;
  /** The spec file of dist-git, where the text to update comes from upstream: its `%changelog` stays, and Release follows from both. */
  readonly distGit?: string;
  /** Without it, no entry is added. */
  readonly changelog?: ChangelogText & {
    /** `Name <name@example.org>` */
    readonly packager: string;
    /** `2026-01-31`, in UTC. */
    readonly date: string;
  };
}

/** Something that a packager should look at. */
export type SpecNote =
  | { readonly note: 'prerelease-pattern-ignored'; readonly pattern: string }
  /** By Lua or a shell: what it is computed from was edited, and nobody has seen yet what comes out. */
  | { readonly note: 'version-is-computed'; readonly line: number }
  /** It was computed, by what could not be edited. */
  | { readonly note: 'version-is-written-out'; readonly line: number; readonly was: string }
  /** A version with `~` in the address of an archive is hardly what upstream calls it. */
  | { readonly note: 'tilde-in-address'; readonly line: number; readonly url: string }
  /** A bracket such as `%{` is never closed: rpm refuses the file. */
  | { readonly note: 'unclosed-bracket'; readonly line: number }
  | { readonly note: 'changelog-left'; readonly why: Extract<ChangelogPlan, { left: string }>['left'] };

export interface UpdatedSpec {
  readonly text: string;
  /** What Version says now: `2.0.0~rc.1`. */
  readonly version: string;
  /** What it said before; undefined when that is computed by what is not run here. */
  readonly previousVersion?: string;
  /** The text that was edited: the given one, with the `%changelog` of dist-git where that was given. */
  readonly base: string;
  /** In the order of the lines of `base`. */
  readonly changes: readonly LineChange[];
  readonly notes: readonly SpecNote[];
}
