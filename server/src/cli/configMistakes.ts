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

/** All for which nothing of a configuration is used, from top to bottom. */
export function configMistakes(text: string): readonly ConfigMistake[] {
  return placed(text, parseConfig(text).problems);
}

/** The first of them with its place, in one line; undefined where the text can be used. `shown` is the file's name. */
export function whyUnused(shown: string, text: string): string | undefined {
  const [first, ...others] = configMistakes(text);
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
