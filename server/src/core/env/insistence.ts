/** Whether code insists on a variable, or hands on whatever is there. */
import type { Document, Parser } from '../source.ts';
import type { EnvUse } from './types.ts';

/**
 * True where the code can't go on without the variable: it says so (`!`, `as string`, a check that fails), uses it as a text at
 * once, or asks for it with a schema or a function that demands it. A bare `process.env.X` that is handed to something
 * else may be undefined there: in TypeScript the types would not let it pass otherwise. JavaScript lets it pass, so that
 * there an argument of a call counts as needed.
 */
export function insistsOn(use: EnvUse, document: Document): boolean {
  // A schema, or a function that is there to demand it.
  if (use.schema !== undefined || !OBJECTS.test(use.through)) return true;
  const { text, path } = document;
  const insisted = (name: string): boolean => document.parsed(insistedNames).has(name);
  const before = text.slice(Math.max(0, use.at.start - 200), use.at.start);
  const after = text.slice(use.at.end, use.at.end + 200).replace(/^['"`]?\s{0,4}[\])]?/, '');
  if (saysSo(after)) return true;
  const reading = READING.exec(before);
  // Taken out of the object by its name: `const { X } = process.env`.
  if (!reading) return insisted(use.name);
  const head = before.slice(0, reading.index);
  if (/(?:^|[^!])!\s*$/.test(head) && IS_OFF.test(after)) return false;
  if (/(?:^|[^!])!\s*$/.test(head) || (/\$\{\s*$/.test(head) && /^\s*\}/.test(after))) return true;
  if (/\.[cm]?jsx?$/.test(path) && ARGUMENT.test(head) && !/^\s*[=!]==?/.test(after)) return true;
  if (CHECKED.test(head)) return true;
  const target = /\b(?:const|let|var)\s+([A-Za-z_]\w{0,80})\s*(?::[^=;\n]{1,80})?=\s*$/.exec(head)?.[1];
  return target !== undefined && insisted(target);
}

/** What fails without it is one feature, which says so itself. */
const IS_OFF =
  /\bnot (?:been |yet )?(?:configured|enabled|available|set ?up|supported)\b|\bis (?:disabled|off)\b/i;

const OBJECTS = /^(?:process\.env|import\.meta\.env|Bun\.env|Deno\.env|env)\b|^[cC]onfig\w*\.get$/;
const READING =
  /\b\w*[cC]onfig\w*\s*\.\s*get\s*(?:<[^<>]{0,60}>)?\s*\(\s*['"`]?$|(?:\bglobalThis\s*\.\s*)?\b(?:process|import\.meta|Bun|Deno)\s*(?:\?\.|!?\.)\s*env\s*(?:\.get\s*\(|\??\.|!?\[|\.)?\s*['"`]?$/;

/** `invariant(process.env.X, "…")`: it fails when there is nothing. */
const CHECKED =
  /\b(?:assert|invariant|assert\.ok|ensure\w{0,20}|nonNull\w{0,20}|must\w{0,20}|require[A-Z]\w{0,20})\s{0,4}\(\s*$/;

/** Of a call that is no mere look at it. */
const ARGUMENT =
  /(?<!\b(?:Boolean|log|info|debug|warn|error|is\w{1,20}|if|while|switch|for|return|await)\s{0,3})\(\s*(?:[^()]{0,80},\s*)?$/;

/** `!`, `as string`, or a member of it. */
function saysSo(after: string): boolean {
  if (/^\s{0,40}(?:!(?!=)|\.(?!\.)|\[)/.test(after)) return true;
  const type = /^\s{0,40}as\s+([^,;)\n}]{1,80})/.exec(after)?.[1];
  return type !== undefined && /^(?:string|['"`])/.test(type) && !/\b(?:undefined|null)\b/.test(type);
}

/** Names that the file checks, or uses as a text: worked out once, since a file may read thousands of variables. */
const insistedNames: Parser<ReadonlySet<string>> = (text) => {
  const names = new Set<string>();
  for (const pattern of [BEFORE_NAME, BEHIND_NAME])
    for (const match of text.matchAll(pattern)) names.add(match[1] ?? match[2] ?? '');
  return names;
};

/** `!name`, `assert(name`, `${name}` */
const BEFORE_NAME =
  /(?:!|\b(?:assert|invariant)[\w.]{0,20}\(\s{0,8})([A-Za-z_]\w{0,100})\b|\$\{([A-Za-z_]\w{0,100})\}/g;
/** `name!`, `name as string`, `name.length` */
const BEHIND_NAME = /(?<![\w$])([A-Za-z_]\w{0,100})(?=!(?!=)| as string|\.\w)/g;
