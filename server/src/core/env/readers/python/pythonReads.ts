/** Where Python asks the environment for a text, with what stands beside it: for rules that judge a single file. */
import type { TextRange } from '../../../finding.ts';
import { argumentsAt, codeOf, endOfBrackets, isInString, type Code } from '../../../parsers/code.ts';
import type { Document } from '../../../source.ts';
import { codeAfter, contentOf, lineBefore, stringIn, textOf } from '../../code/lookups.ts';
import { isName } from '../../code/names.ts';

export interface PythonRead extends TextRange {
  readonly name: string;
  readonly nameAt: TextRange;
  /** The code of its default; undefined where None stands in for it. */
  readonly fallback: string | undefined;
  /** The rest of its line, before and behind. */
  readonly before: string;
  readonly after: string;
  /** The variable that it is assigned to as a whole. */
  readonly target: string | undefined;
}

const CALL = /(?<![\w.])(?:os\s{0,4}\.\s{0,4})?(?:environ\s{0,4}\.\s{0,4}get|getenv)\s{0,4}\(/g;

/** `os.environ.get("X")` and `os.getenv("X", default)`. */
export function pythonReads(document: Document): readonly PythonRead[] {
  const code = codeOf(document);
  const found: PythonRead[] = [];
  for (const match of code.masked.matchAll(CALL)) {
    if (found.length >= MOST) break;
    if (isInString(code, match.index)) continue;
    const read = readAt(code, match.index, match.index + match[0].length - 1);
    if (read) found.push(read);
  }
  return found;
}

/** More stand in no file that somebody wrote. */
const MOST = 500;

function readAt(code: Code, start: number, open: number): PythonRead | undefined {
  const parts = argumentsAt(code, open);
  const nameAt = stringIn(code, parts[0]);
  const name = contentOf(code, nameAt);
  if (!nameAt || name === undefined || !isName(name)) return undefined;
  const end = endOfBrackets(code, open) + 1;
  const given = parts[1] && textOf(code, parts[1]).replace(/^default\s{0,4}=\s{0,4}/, '');
  const before = lineBefore(code, start);
  return {
    start,
    end,
    name,
    nameAt,
    fallback: given === 'None' ? undefined : given,
    before,
    after: codeAfter(code, end, 200).split('\n', 1)[0] ?? '',
    target: /^\s{0,80}([A-Za-z_]\w{0,80})\s{0,4}(?::[^=]{1,40})?=\s{0,4}$/.exec(before)?.[1],
  };
}
