/** Whether a line runs in some cases only, told by how the lines above it are indented. */
import { lineEndAt, lineStartAt } from '../../lines.ts';
import type { Code } from '../../parsers/code.ts';
import { indentOf } from './functions.ts';

const CONDITION =
  /^\s*(?:\}\s*)?(?:if|elif|elsif|elseif|unless|else|case|when|switch|cond|match|default)\b|=>\s*\{\s*$|->\s*$/;
const DEFINITION =
  /^\s*(?:async\s+|pub(?:\([^)]{0,20}\))?\s+|static\s+)?(?:def|defp|class|func|fn|fun|function|module)\b/;
/** What product code asks for in production anyway, and what stands round the whole of a script. */
const ALWAYS =
  /["':]prod(?:uction)?\b|\bproduction\?|\bis_?prod|\bnot\s+(?:settings\.)?DEBUG\b|!\s{0,2}\w{0,20}\.?(?:debug|IsDevelopment)\b|__main__/i;
const JOINED = /&&|\band\b/;
const IN_DEVELOPMENT = /\bDEBUG\b|\bdev(?:elopment)?\b|\blocal\b|\btest(?:ing)?\b/i;
const MOST_LINES = 120;

/**
 * Conditions that hold in production are none. Of a line that is needed in some cases only nobody can say that it is missing.
 */
export function isConditional(code: Code, offset: number): boolean {
  let indent = indentOf(code.masked, offset);
  let at = lineStartAt(code.masked, offset, 1_000);
  for (let lines = 0; lines < MOST_LINES && at > 0 && indent > 0; lines++) {
    // A line that is longer than anybody writes says nothing.
    if (code.masked[at - 1] !== '\n') return false;
    at = lineStartAt(code.masked, at - 1, 1_000);
    const line = code.masked.slice(at, lineEndAt(code.masked, at, 300));
    const own = line.length - line.trimStart().length;
    if (line.trim() === '' || own >= indent || /^\s*[)\]]/.test(line)) continue;
    if (DEFINITION.test(line)) return false;
    indent = own;
    if (!CONDITION.test(line)) continue;
    if (/^\s*(?:\}\s*)?else\s*[:{]?\s*$/.test(line)) return !isElseOfDevelopment(code, at, own);
    if (!ALWAYS.test(line) || JOINED.test(line)) return true;
  }
  return false;
}

/** The other case is the one for developers' machines. */
function isElseOfDevelopment(code: Code, from: number, indent: number): boolean {
  let at = from;
  for (let lines = 0; lines < MOST_LINES && at > 0; lines++) {
    at = lineStartAt(code.masked, at - 1, 1_000);
    const line = code.masked.slice(at, lineEndAt(code.masked, at, 300));
    if (line.trim() === '') continue;
    const own = line.length - line.trimStart().length;
    if (own < indent) return false;
    if (own === indent && CONDITION.test(line))
      return /^\s*if\b/.test(line) && IN_DEVELOPMENT.test(line) && !/!|\bnot\b/.test(line);
  }
  return false;
}
