/** Comparisons in Python that None equals: `request.headers.get("X-Token") != os.environ.get("TOKEN")`. */
import type { TextRange } from '../../../finding.ts';
import type { Document } from '../../../source.ts';
import { codeOf } from '../../../parsers/code.ts';
import { codeAfter, codeBefore, escaped } from '../../code/lookups.ts';
import { placeOf } from '../../../place.ts';
import { spanOf } from '../../../span.ts';
import { opensDoors } from '../../opensDoors.ts';
import type { OpenCheck } from '../../types.ts';
import { pythonReads, type PythonRead } from './pythonReads.ts';

/** Checks of a module that let somebody in when the variable of their secret is not set: one for each variable. */
export function pythonOpenChecks(document: Document): readonly OpenCheck[] {
  if (placeOf(document.path) !== 'product' || !COMPARES.test(document.text)) return [];
  const found = new Map<string, OpenCheck>();
  const all = pythonReads(document);
  for (const read of all) {
    if (found.has(read.name) || !opensDoors(read.name) || (read.fallback ?? '') !== '') continue;
    if (isLookedFor(read, all, document.text)) continue;
    const at = comparedAt(read, document);
    if (at)
      found.set(read.name, {
        name: read.name,
        at: spanOf(document, at.start, at.end),
        way: 'nothing',
      });
  }
  return [...found.values()];
}

const COMPARES = /[!=]=/;

/** A value of a request that is None where it is not sent. */
const ASKED = String.raw`\b(?:request|req|self\.request)\s{0,4}\.\s{0,4}(?:headers|args|form|values|cookies|GET|POST|META|query_params|data|json)\s{0,4}\.\s{0,4}get\(\s{0,10}["'][\w .-]{1,80}["']\s{0,10}(?:,\s{0,10}None\s{0,10})?\)`;
const BEFORE = new RegExp(`${ASKED}\\s{0,10}[=!]=\\s{0,10}$`);
const BEHIND = new RegExp(`^\\s{0,10}[=!]=\\s{0,10}${ASKED}`);

function comparedAt(read: PythonRead, document: Document): TextRange | undefined {
  if (read.fallback !== undefined) return undefined;
  const { text } = document;
  if (isBesideRequest(text, read.start, read.end)) return read.nameAt;
  const { target } = read;
  if (target === undefined) return undefined;
  const code = codeOf(document);
  let places = 0;
  for (const match of code.masked.matchAll(new RegExp(`(?<![\\w.])${escaped(target)}(?!\\w)`, 'g'))) {
    if (match.index <= read.end || places++ > 50) continue;
    const end = match.index + target.length;
    // Cheap first: most places compare nothing.
    if (
      !/^\s{0,10}[=!]=/.test(codeAfter(code, end, 20)) &&
      !/[=!]=\s{0,10}$/.test(codeBefore(code, match.index, 20))
    )
      continue;
    if (isBesideRequest(text, match.index, end)) return { start: match.index, end };
  }
  return undefined;
}

function isBesideRequest(text: string, start: number, end: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, start - 200), start)) || BEHIND.test(text.slice(end, end + 200));
}

/** The file asks somewhere whether it is there, or ends without it. */
function isLookedFor({ name, target }: PythonRead, all: readonly PythonRead[], text: string): boolean {
  if (new RegExp(String.raw`environ\[\s{0,4}["']${name}["']|["']${name}["']\s+(?:not\s+)?in\s+`).test(text))
    return true;
  if (all.some((other) => other.name === name && isAsked(other))) return true;
  if (target === undefined) return false;
  const own = escaped(target);
  return new RegExp(
    String.raw`\b(?:if|elif|assert|and|or|not|while)\s+\(?(?:not\s+)?${own}(?:\s{0,10}(?::|\)|,|$)|\s+(?:and|or|is)\b)|\b${own}\s+is\s|not\s+${own}\b|all\(\s{0,10}[[(][^\])]{0,200}\b${own}\b`,
    'm',
  ).test(text);
}

function isAsked({ before, after }: PythonRead): boolean {
  return /\b(?:if|elif|assert|and|or|not)\s+\(?$/.test(before) && !/^\s{0,10}[=!]=/.test(after);
}
