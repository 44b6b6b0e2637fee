/** Where a shell script ends. No full parser: where it is in doubt, the caller is told that the end can't be reached. */

export interface Statement {
  /** On one line, without the comment behind it. */
  readonly text: string;
  /** Offset of its line, and its number, from 1. */
  readonly start: number;
  readonly line: number;
  /** Why nothing behind it would be run, as the end of “The hook …”. */
  readonly unreachable?: string;
  /** Numbers of the lines that may end the script before. */
  readonly earlierEnds: readonly number[];
}

/** The last statement of a script; undefined where it does nothing. */
export function lastStatement(script: string): Statement | undefined {
  const { lines, isOpen } = statementsOf(script);
  const last = lines.at(-1);
  if (!last) return undefined;
  const earlier = lines.slice(0, -1);
  const final = earlier.find(({ depth, text }) => depth === 0 && ENDS_SCRIPT.test(text));
  const earlierEnds = earlier.filter(({ text }) => MAY_PASS_EARLY.test(text)).map(({ line }) => line);
  const found = { text: last.text, start: last.start, line: last.line, earlierEnds };
  if (final) return { ...found, line: final.line, unreachable: `ends with “${final.text}”` };
  const unreachable = isOpen
    ? 'stops in the middle of a command'
    : (whyUnreachable(lines, last) ?? endsInFunction(lines, last));
  return unreachable === undefined ? found : { ...found, unreachable };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly line: number;
  /** How many compound commands are open where it begins. */
  readonly depth: number;
}

/** `exec >file` only turns the output of the script to a file. */
const EXEC = String.raw`exec\s+(?![0-9]*[<>])\S`;
const ENDS_SCRIPT = new RegExp(`^(?:exit(?:\\s+[^;&|]*)?|${EXEC}[^;&|]*)$`);
const MAY_PASS_EARLY = new RegExp(
  `(?:^|[;&|{(]\\s*|\\b(?:then|else|do)\\s+)(?:exit(?:\\s+0+)?\\s*(?=$|[;&|})])|${EXEC})`,
);

function whyUnreachable(lines: readonly Line[], last: Line): string | undefined {
  const { text } = last;
  if (new RegExp(`^${EXEC}`).test(text)) return `hands over to another program with “exec”`;
  if (/^exit\b.*[;&|]/.test(text)) return `ends with “${text}”`;
  if (text === 'fi' || text === 'esac')
    return branchesEnd(lines) ? 'ends in each of its last branches' : undefined;
  const isCompound = /(?:^|[;\s])(?:fi|esac|done|\})$/.test(text);
  if (!isCompound && /(?:;|&&)\s*(?:exit|exec)\b/.test(text)) return `ends with “${text}”`;
  return undefined;
}

/** `main "$@"`, where `main() { … exit 0 }` stands above. */
function endsInFunction(lines: readonly Line[], { text }: Line): string | undefined {
  const name = /^[A-Za-z_][\w-]*(?=$|\s)/.exec(text)?.[0];
  if (name === undefined) return undefined;
  const first = lines.findIndex((line) => FUNCTION.exec(line.text)?.slice(1).includes(name) === true);
  if (first < 0) return undefined;
  const { depth } = lines[first] ?? { depth: 0 };
  const end = lines.findIndex((line, at) => at > first && line.depth <= depth);
  const body = lines.slice(first + 1, end < 0 ? undefined : end);
  return body.some((line) => line.depth === depth + 1 && ENDS_SCRIPT.test(line.text))
    ? `ends in ${name}(), which exits`
    : undefined;
}

/** `main() {`, `function main {` */
const FUNCTION = /^(?:([A-Za-z_][\w-]*)\s{0,9}\(\s{0,9}\)|function\s{1,9}([A-Za-z_][\w-]*))/;

/** Whether each branch of the last `if` or `case` ends the script, and one of them is taken in any case. */
function branchesEnd(lines: readonly Line[]): boolean {
  const last = lines.at(-1);
  const from = lines.findLastIndex(({ depth }, at) => depth === 0 && at < lines.length - 1);
  const inside = lines.slice(from + 1, -1);
  const isCase = last?.text === 'esac';
  let hasDefault = false;
  let ends = true;
  let before = '';
  for (const { text, depth } of inside) {
    const separator = depth === 1 && (isCase ? text.includes(';;') : /^(?:else|elif)\b/.test(text));
    if (separator)
      ends &&= ENDS_SCRIPT.test(isCase && text === ';;' ? before : isCase ? lastOfCase(text) : before);
    if (depth === 1) hasDefault ||= isCase ? /^\(?\*\)/.test(text) : /^else\b/.test(text);
    before = text.replace(/^(?:else|then)\s+/, '').replace(/^\(?[^()\s]+\)\s*/, '');
  }
  return hasDefault && ends && (isCase ? true : ENDS_SCRIPT.test(before));
}

function lastOfCase(text: string): string {
  return text
    .replace(/;;.*$/, '')
    .replace(/^\(?[^()\s]+\)\s*/, '')
    .trim();
}

/** The lines that do something. Here-documents are none of them, and of a string over several lines the first is. */
function statementsOf(script: string): { readonly lines: readonly Line[]; readonly isOpen: boolean } {
  const statements: Line[] = [];
  let offset = 0;
  let depth = 0;
  let heredoc: { readonly end: string; readonly tabs: boolean } | undefined;
  let quote = '';
  let continues = false;
  for (const [index, raw] of script
    .replace(/\n$(?![^])/, '')
    .split('\n')
    .entries()) {
    const start = offset;
    offset += raw.length + 1;
    const whole = raw.replace(/\r$/, '');
    if (heredoc) {
      if ((heredoc.tabs ? whole.replace(/^\t+/, '') : whole) === heredoc.end) heredoc = undefined;
      continue;
    }
    const scanned = scan(whole, quote);
    const text = scanned.code.trim();
    const goesOn = quote !== '' || continues;
    quote = scanned.quote;
    continues = text.endsWith('\\');
    if (text === '' && !goesOn) continue;
    const closing = closes(text);
    depth = Math.max(0, depth - closing);
    const statement = { text, start, line: index + 1, depth };
    const previous = statements.at(-1);
    if (goesOn && previous)
      statements[statements.length - 1] = {
        ...previous,
        text: `${previous.text.replace(/\\$/, '')} ${text}`,
      };
    else statements.push(statement);
    depth += opens(text);
    const document = /<<(-?)\s*(['"\\]?)([A-Za-z_]\w*)/.exec(scanned.code);
    if (document && quote === '' && !/<<</.test(scanned.code))
      heredoc = { end: document[3] ?? '', tabs: document[1] === '-' };
  }
  return { lines: statements, isOpen: continues || quote !== '' || heredoc !== undefined };
}

/** A line without its comment, and the quote that is open at its end. */
function scan(line: string, open: string): { readonly code: string; readonly quote: string } {
  let quote = open;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '#' && (at === 0 || /[\s;&|(]/.test(line[at - 1] ?? '')))
      return { code: line.slice(0, at), quote };
  }
  return { code: line, quote };
}

/** Compound commands that this line closes, of those that were open before it. */
function closes(text: string): number {
  return /^(?:fi|done|esac|\}|\))(?:$|[\s;&|)>])/.test(text) ? 1 : 0;
}

/** Compound commands that are open behind this line, and were not before it. */
function opens(text: string): number {
  const begins = /^(?:if|for|while|until|case|select)\s/.test(text) || /(?:^|\s|\))[{(]$/.test(text);
  const within = /[;\s](?:fi|done|esac)(?:$|[\s;&|)>])/.test(text);
  return begins && !within ? 1 : 0;
}
