import type { TextRange } from '../finding.ts';

/** `$NAME` or `${NAME…}` in a value. */
export interface DotenvReference {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly range: TextRange;
  readonly braces: boolean;
  /** What stands between the name and the words that replace or follow it. */
  readonly operator?: ReferenceOperator;
  /** The words behind the operator: a default, a message, a replacement. */
  readonly words?: TextRange;
}

export type ReferenceOperator = ':-' | '-' | ':=' | '=' | ':?' | '?' | ':+' | '+';

export interface FoundReferences {
  /** In the order in which they start; a default may hold others. */
  readonly references: readonly DotenvReference[];
  readonly commands: readonly TextRange[];
  /** `${NAME` without its brace. */
  readonly unclosed: readonly TextRange[];
}

/** The references and commands in a part of a text. What a backslash stands before, and `$$`, are none. */
export function referencesIn(text: string, { start, end }: TextRange): FoundReferences {
  const references: Mutable<DotenvReference>[] = [];
  const commands: TextRange[] = [];
  const open: Open[] = [];
  for (let at = start; at < end;) {
    const sign = text[at];
    if (sign === '\\') at += 2;
    else if (sign === '$') at = dollarAt(text, at, end, references, open);
    else {
      if (sign === '`') closeOrOpenBackticks(at, open, commands);
      else if (sign === '(' && open.at(-1)?.closer === ')') open.push({ closer: ')', start: at });
      else if (sign !== undefined && open.at(-1)?.closer === sign) close(at, open, commands);
      at++;
    }
  }
  const unclosed = open.flatMap(({ reference }) => (reference ? [reference.range] : []));
  return { references, commands, unclosed };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Something that waits for its closing sign. */
interface Open {
  readonly closer: '}' | ')' | '`';
  readonly start: number;
  readonly reference?: Mutable<DotenvReference>;
  readonly command?: true;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/** dotenv-expand takes points as well. */
const NAME_IN_BRACES = /[A-Za-z_][A-Za-z0-9_.]*/y;
const OPERATOR = /:?[-=?+]/y;

/** Reads what a dollar sign starts; returns where to go on. */
function dollarAt(
  text: string,
  at: number,
  end: number,
  references: Mutable<DotenvReference>[],
  open: Open[],
): number {
  const next = text[at + 1];
  if (next === '$') return at + 2;
  if (next === '(') {
    const isArithmetic = text[at + 2] === '(';
    open.push({ closer: ')', start: at, ...(isArithmetic ? {} : { command: true }) });
    return at + 2;
  }
  const braces = next === '{';
  const pattern = braces ? NAME_IN_BRACES : NAME;
  const nameStart = at + (braces ? 2 : 1);
  pattern.lastIndex = nameStart;
  const name = pattern.exec(text)?.[0].slice(0, end - nameStart) ?? '';
  if (name === '') return nameStart;
  const nameEnd = nameStart + name.length;
  const nameRange = { start: nameStart, end: nameEnd };
  const reference: Mutable<DotenvReference> = { name, nameRange, range: { start: at, end: nameEnd }, braces };
  references.push(reference);
  if (!braces) return nameEnd;
  open.push({ closer: '}', start: at, reference });
  OPERATOR.lastIndex = nameEnd;
  const operator = nameEnd < end ? OPERATOR.exec(text)?.[0] : undefined;
  if (operator === undefined) return nameEnd;
  reference.operator = operator as ReferenceOperator;
  reference.words = { start: nameEnd + operator.length, end };
  return nameEnd + operator.length;
}

function close(at: number, open: Open[], commands: TextRange[]): void {
  const closed = open.pop();
  if (!closed) return;
  if (closed.command) commands.push({ start: closed.start, end: at + 1 });
  const { reference } = closed;
  if (!reference) return;
  reference.range = { start: closed.start, end: at + 1 };
  if (reference.words) reference.words = { start: reference.words.start, end: at };
}

function closeOrOpenBackticks(at: number, open: Open[], commands: TextRange[]): void {
  if (open.at(-1)?.closer === '`') close(at, open, commands);
  else if (open.every(({ closer }) => closer !== '`')) open.push({ closer: '`', start: at, command: true });
}
