import { ALL_PUBLIC_PREFIXES, PUBLIC_PREFIXES, type PublicPrefix } from '../env/publicPrefixTable.ts';
import type { TextRange } from '../finding.ts';

/** A variable whose name says that a build tool writes its value into the code for browsers. */
export interface PublicVariable extends TextRange {
  readonly name: string;
  /** The name without its prefix. */
  readonly rest: string;
  readonly prefix: string;
  /** Who writes it there. */
  readonly tool: string;
}

/** The names with a public prefix in a text, in order; each as often as it occurs. */
export function publicVariables(text: string): readonly PublicVariable[] {
  return [...text.matchAll(NAME)].map((match) => {
    const [name, prefix = '', rest = ''] = match;
    return {
      name,
      prefix,
      rest,
      tool: PUBLIC_PREFIXES[prefix as PublicPrefix],
      start: match.index,
      end: match.index + name.length,
    };
  });
}

/** Lower-case literals without one of which no text has such a name. */
export const PUBLIC_VARIABLE_TRIGGERS: readonly string[] = ALL_PUBLIC_PREFIXES.filter(
  (prefix) => !ALL_PUBLIC_PREFIXES.some((other) => other !== prefix && prefix.includes(other)),
).map((prefix) => prefix.toLowerCase());

const NAME = new RegExp(
  `(?<![A-Za-z0-9_])(${ALL_PUBLIC_PREFIXES.join('|')})([A-Z][A-Z0-9_]{1,100})(?![A-Za-z0-9_])`,
  'g',
);
