/** What every language's reader offers, and what several of them need. */

import type { TextEdit } from '../../edit.ts';
import type { TextRange } from '../../finding.ts';
import { after, before, nextCharacter, previousCharacter, surroundings, type Site } from '../site.ts';

/** How a language reads an environment variable in place of a secret. */
export interface Reader {
  /** Why no variable can be read at this place, in a sentence; undefined where one can. */
  refuses?(site: Site): string | undefined;
  /** True for strings that only describe the code: they get the variable's name, like comments. */
  isProse?(site: Site): boolean;
  /** Code that reads a variable already and falls back to the secret, or sets the variable to it. */
  readonly existing?: readonly ExistingForm[];
  /** The same, where the literal itself says it: `"${NAME:-secret}"`. */
  existingInside?(site: Site): Existing | undefined;
  /** A name that the place itself gives, which goes before the conventional one. */
  preferredName?(site: Site): string | undefined;
  /** The edits after which the code reads the variable `name`. They do not overlap. */
  replace(site: Site, name: string): readonly TextEdit[];
}

/** One way to write "this variable, or else that literal". Patterns see code whose literals are blanked. */
export interface ExistingForm {
  /** Ends where the literal starts. The groups `name`, `name2`, `name3` hold the variable, `read` what stays of it. */
  readonly before: RegExp;
  /** What belongs to the form behind the literal; its group `keep` stays. Absent: the literal is its last operand. */
  readonly after?: RegExp;
  /** True where the form is a statement of its own, which is replaced. */
  readonly statement?: true;
  /** What is written instead; absent: `read`. May need edits elsewhere (an import). */
  readonly write?: (name: string, site: Site, read: string) => string | Written;
}

export interface Written {
  readonly newText: string;
  readonly edits: readonly TextEdit[];
}

export interface Existing {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/** The edits that leave only the reading of a variable that the code reads already; undefined where there is none. */
export function existingIn(site: Site, forms: readonly ExistingForm[]): Existing | undefined {
  for (const form of forms) {
    const head = form.before.exec(before(site));
    const tail = tailOf(form, site);
    if (!head || !tail) continue;
    const { groups = {} } = head;
    const name = groups['name'] ?? groups['name2'] ?? groups['name3'] ?? '';
    const range = { start: site.whole.start - head[0].length, end: site.whole.end + tail.length };
    if (form.statement && !isStatement(site, range)) continue;
    const read = groups['read'] ?? '';
    const written = form.write?.(name, site, read) ?? read;
    const { newText, edits } = typeof written === 'string' ? { newText: written, edits: [] } : written;
    return { name, edits: [...edits, { range, newText: newText + tail.keep }] };
  }
  return undefined;
}

function tailOf(form: ExistingForm, site: Site): { length: number; keep: string } | undefined {
  if (!form.after) return /[-+*/%.([`]/.test(nextCharacter(site)) ? undefined : { length: 0, keep: '' };
  const match = form.after.exec(after(site));
  return match ? { length: match[0].length, keep: match.groups?.['keep'] ?? '' } : undefined;
}

function isStatement({ code }: Site, { start, end }: TextRange): boolean {
  const startsHere = /(?:^|[;{}\r\n])[ \t]*$/.test(code.slice(Math.max(0, start - 200), start));
  return startsHere && /^[ \t]*(?:[;}\r\n]|$)/.test(code.slice(end, end + 200));
}

/** `"before " + read + " after"`: the literal cut in two around the variable. Pieces keep their prefix and quotes. */
export function concatenate(site: Site, read: string, operator: string): string {
  const [left, right] = surroundings(site);
  const { prefix = '', open = '', close = '' } = site.literal ?? {};
  const quote = (text: string): string[] => (text === '' ? [] : [`${prefix}${open}${text}${close}`]);
  const joined = [...quote(left), read, ...quote(right)].join(` ${operator} `);
  return bindsTighter(site) ? `(${joined})` : joined;
}

/** True where what stands beside the literal would take only a part of a concatenation. */
function bindsTighter(site: Site): boolean {
  return /[-*/%!]/.test(previousCharacter(site)) || /[-*/%.[]/.test(nextCharacter(site));
}

/** True where another string follows or precedes directly, which some languages join. */
export function isBesideString(site: Site): boolean {
  return /["']\s*$/.test(before(site)) || /^\s*[a-zA-Z]{0,2}["']/.test(after(site));
}

export const IN_REGEX =
  'The value is part of a regular expression, which cannot read a variable: build the pattern from a string first.';
export const IN_RAW_TEXT =
  'The value is one part of a text that evaluates nothing: take it out into a variable of its own first, then use this fix there.';
export const NEEDS_CONSTANT = (what: string): string =>
  `${what} must be known before the program runs, so it cannot come from the environment: read the variable where the value is used instead.`;
