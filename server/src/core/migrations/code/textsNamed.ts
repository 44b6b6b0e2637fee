/** What texts stand for in Go, Java and Kotlin: constants, variables, Go's loops over lists of them, fmt.Sprintf and String.format. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, skipBlank, type Code } from '../../parsers/code.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import type { Hole } from '../sql/embedded.ts';

/** A text, with what is filled in when it runs. */
export interface JoinedText {
  readonly content: TextRange;
  readonly holes: readonly Hole[];
}

/** The texts that the expression at an offset may be; none where that can't be told. */
export type Texts = (start: number) => readonly JoinedText[];

export function textsNamed(code: Code): Texts {
  const names = namesIn(code);
  return (start) => textsAt({ code, names }, start, 0);
}

interface Reading {
  readonly code: Code;
  /** For each name where what stands that it is given, in order. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

const ASSIGNED =
  /\b([A-Za-z_]\w{0,80})[ \t]{0,20}(?:string[ \t]{0,20})?(?::=|=(?!=))[ \t]{0,20}(?:range\b[ \t]{0,20})?/g;

function namesIn({ masked }: Code): Reading['names'] {
  const names = new Map<string, number[]>();
  for (const match of masked.matchAll(ASSIGNED)) {
    const given = match.index + match[0].length;
    const known = names.get(match[1] ?? '');
    if (known) known.push(given);
    else names.set(match[1] ?? '', [given]);
  }
  return names;
}

const DEEPEST = 5;
const MOST = 60;

function textsAt(reading: Reading, start: number, depth: number): readonly JoinedText[] {
  const { code, names } = reading;
  const literal = code.stringAt(start);
  if (literal) return [joined(code, literal)];
  if (depth > DEEPEST) return [];
  const text = code.masked.slice(start, start + 100);
  const call =
    /^((?:fmt[ \t]{0,20}\.[ \t]{0,20}Sprintf|String[ \t]{0,20}\.[ \t]{0,20}format)[ \t]{0,20}\(|\[[.\d]{0,6}\]string[ \t]{0,20}\{)/.exec(
      text,
    )?.[0];
  if (call !== undefined) {
    const given = argumentsAt(code, start + call.length - 1);
    if (call.startsWith('['))
      return given.slice(0, MOST).flatMap((one) => textsAt(reading, one.start, depth + 1));
    const [format] = given;
    const found = format ? textsAt(reading, format.start, depth + 1) : [];
    return found.map(({ content, holes }) => ({ content, holes: [...holes, ...verbsIn(code, content)] }));
  }
  const name = /^[A-Za-z_]\w{0,80}(?![\w.(])/.exec(text)?.[0];
  const known = name === undefined ? undefined : names.get(name);
  const given = known?.findLast((one) => one < start) ?? known?.[0];
  return given === undefined ? [] : textsAt(reading, given, depth + 1);
}

/** `"ALTER TABLE " + name + " …"`: one text with holes. */
function joined(code: Code, first: Literal): JoinedText {
  const { masked } = code;
  const holes: Hole[] = [...first.holes];
  let { end } = first.content;
  let at = skipBlank(masked, first.end);
  let direct = true;
  for (let count = 0; count < MOST && masked[at] === '+'; count++) {
    const next = skipBlank(masked, at + 1);
    const literal = code.stringAt(next);
    if (literal) {
      holes.push({ start: end, end: literal.content.start, ...(direct && { blank: true }) });
      ({ end } = literal.content);
    }
    direct = literal !== undefined;
    at = skipBlank(masked, literal?.end ?? behindOperand(code, next));
  }
  return { content: { start: first.content.start, end }, holes };
}

const OPERAND = /[\w.]{0,120}/y;

/** `table`, `names.Table`, `quote(table)` */
function behindOperand(code: Code, at: number): number {
  const { masked } = code;
  OPERAND.lastIndex = at;
  OPERAND.exec(masked);
  const end = OPERAND.lastIndex;
  return masked[end] === '(' ? Math.max(end, code.partnerOf(end)) + 1 : end;
}

const VERB = /%[+#]?[svdqx]/g;

function verbsIn({ text }: Code, { start, end }: TextRange): readonly TextRange[] {
  return [...text.slice(start, end).matchAll(VERB)].map(({ 0: verb, index }) => ({
    start: start + index,
    end: start + index + verb.length,
  }));
}
