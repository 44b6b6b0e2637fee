import { parseConfig } from '../core/config.ts';
import type { TextRange } from '../core/finding.ts';
import { plural } from '../core/report/text.ts';

/** Something wrong in launch-ready.yaml. Lines and columns count from 1, columns in UTF-16 units. */
export interface ConfigMistake {
  readonly line: number;
  readonly column: number;
  /** A sentence with what to write instead. It quotes nothing but names of settings and rules. */
  readonly message: string;
}

/** All for which nothing of a configuration is used, or entries of it are left out, from top to bottom. */
export function configMistakes(text: string): readonly ConfigMistake[] {
  return placed(text, parseConfig(text).problems);
}

/** The first of them with its place, in one line; undefined where the text can be used. `shown` is the file's name. */
export function whyUnused(shown: string, text: string): string | undefined {
  return firstOf(shown, configMistakes(text));
}

/** What is wrong in a configuration in the same form, and whether it concerns all of it or entries that are left out. */
export function configTrouble(
  shown: string,
  text: string,
): { readonly line: string; readonly isUsed: boolean } | undefined {
  const { problems, isUsed } = parseConfig(text);
  const line = firstOf(shown, placed(text, problems));
  return line === undefined ? undefined : { line, isUsed };
}

function firstOf(shown: string, [first, ...others]: readonly ConfigMistake[]): string | undefined {
  if (!first) return undefined;
  const more =
    others.length === 0
      ? ''
      : ` And ${plural(others.length, 'more mistake')}: launch-ready doctor lists them.`;
  return `${shown}:${first.line}:${first.column}: ${first.message}${more}`;
}

export function placed(
  text: string,
  problems: readonly { readonly message: string; readonly range: TextRange }[],
): readonly ConfigMistake[] {
  return problems
    .toSorted((a, b) => a.range.start - b.range.start)
    .map(({ message, range }) => {
      const before = text.slice(0, range.start).split('\n');
      return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
    });
}
