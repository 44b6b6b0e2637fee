/** Where the names of a file get their values. */
import type { TextRange } from '../../finding.ts';
import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import type { Document } from '../../source.ts';
import { codeOf, skipBlank, type Code } from '../code.ts';
import { expressionAt, type Expr } from '../expression.ts';
import { endOf, matchAt } from './cursor.ts';
import { importsOf, type Imported } from './imports.ts';

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Expr; readonly nameAt: TextRange }
  /** Taken out of an object: `const { origin } = options`. */
  | { readonly kind: 'part'; readonly of: Expr; readonly path: readonly string[]; readonly nameAt: TextRange }
  | { readonly kind: 'import'; readonly imported: Imported }
  /** A function that is declared by that name. */
  | {
      readonly kind: 'function';
      readonly parameters: TextRange;
      readonly body: TextRange;
      readonly nameAt: TextRange;
    };

export interface Scope {
  readonly code: Code;
  readonly language: Language;
  /** What a name stands for at `offset`: the last time that it was set before, or the first time after. */
  lookup(name: string, offset: number): Binding | undefined;
  /** Names that are set in the file outside of functions, in the order of the text. */
  topLevel(): readonly { readonly name: string; readonly nameAt: TextRange; readonly isExported: boolean }[];
}

const SCOPES = new WeakMap<Document, Scope>();

export function scopeOf(document: Document): Scope {
  const known = SCOPES.get(document);
  if (known) return known;
  const made = createScope(document);
  SCOPES.set(document, made);
  return made;
}

interface Assignment {
  readonly nameAt: TextRange;
  readonly valueAt: number;
  readonly path?: readonly string[];
  readonly isFunction?: { readonly parameters: TextRange; readonly body: TextRange };
  /** No bracket round it, and for Python no indentation. */
  readonly isTop: boolean;
}

function createScope(document: Document): Scope {
  const { language } = document;
  const code = codeOf(document);
  const values = new Map<number, Expr>();
  let assignments: ReadonlyMap<string, readonly Assignment[]> | undefined;
  let imports: ReadonlyMap<string, Imported> | undefined;
  const valueAt = (at: number): Expr => {
    // What is given may stand in the next line.
    const known =
      values.get(at) ??
      expressionAt(code, language, skipBlank(code.masked, at), Math.min(code.text.length, at + MOST));
    values.set(at, known);
    return known;
  };
  const all = (): ReadonlyMap<string, readonly Assignment[]> =>
    (assignments ??= assignmentsIn(code, language));
  return {
    code,
    language,
    lookup(name, offset) {
      const set = all().get(name);
      const found = set?.findLast(({ valueAt: at }) => at <= offset) ?? set?.[0];
      if (!found || REQUIRED.test(code.masked.slice(found.valueAt, found.valueAt + 30))) {
        const imported = (imports ??= importsOf(document, code)).get(name);
        if (imported) return { kind: 'import', imported };
      }
      if (!found) return undefined;
      const { nameAt, path, isFunction } = found;
      if (isFunction) return { kind: 'function', nameAt, ...isFunction };
      const value = valueAt(found.valueAt);
      // `a = a.b` says nothing of what it was before.
      if (value.start <= offset && offset < value.end) {
        const before = set?.findLast(({ valueAt: at }) => at < value.start);
        if (!before || before === found || before.isFunction) return undefined;
        const earlier = valueAt(before.valueAt);
        if (earlier.start <= offset && offset < earlier.end) return undefined;
        return before.path
          ? { kind: 'part', of: earlier, path: before.path, nameAt: before.nameAt }
          : { kind: 'value', value: earlier, nameAt: before.nameAt };
      }
      return path ? { kind: 'part', of: value, path, nameAt } : { kind: 'value', value, nameAt };
    },
    topLevel: () =>
      [...all()]
        .flatMap(([name, set]) =>
          set
            .filter((one) => one.isTop)
            .map(({ nameAt }) => ({ name, nameAt, isExported: isExported(code, language, nameAt.start) })),
        )
        .sort((a, b) => a.nameAt.start - b.nameAt.start),
  };
}

const MOST = 60_000;
const REQUIRED = /^\s*(?:await\s{1,5}import|require)\s{0,5}\(/;

function isExported({ masked }: Code, language: Language, at: number): boolean {
  if (!isScript(language)) return true;
  return /\bexport\s{1,10}(?:const|let|var|(?:async\s{1,10})?function\*?)\s{1,10}$/.test(
    masked.slice(Math.max(0, at - 50), at),
  );
}

function isScript(language: Language): boolean {
  return SCRIPTS.has(language);
}

const SCRIPTS: ReadonlySet<Language> = new Set(SCRIPT_LANGUAGES);

const ASSIGNMENT =
  /(?<![\w$@.])([$@]{0,2}[A-Za-z_][\w$]*)[ \t]{0,20}(?::[ \t]{0,20}[\w<>[\]., |?"'$\\-]{1,120}?)?[ \t]{0,20}(?::=|=)(?![=>~])/g;
const MEMBER = /(?<![\w$])(?:this|self)\.([A-Za-z_][\w$]*)[ \t]{0,20}=(?![=>~])/g;
const DESTRUCTURED = /\b(?:const|let|var)\s{0,20}\{/g;
const FUNCTION =
  /(?<![\w$.])(?:(?:async\s{1,10})?function\*?|def|func|fun|fn)\s{1,10}(?:\([^()\n]{0,80}\)\s{0,5})?(?:self\.)?([A-Za-z_$][\w$]*[?!]?)\s{0,5}(?:<[^<>\n]{0,80}>)?\s{0,5}(?=\()/g;

function assignmentsIn(code: Code, language: Language): Map<string, Assignment[]> {
  const found = new Map<string, Assignment[]>();
  const note = (name: string, assignment: Assignment): void => {
    const others = found.get(name);
    if (others) others.push(assignment);
    else found.set(name, [assignment]);
  };
  const parents = bracketsRound(code);
  for (const match of code.masked.matchAll(ASSIGNMENT)) {
    const name = match[1] ?? '';
    const inside = parents(match.index);
    const first = language === 'go' ? firstOfSeveral(code, match.index) : undefined;
    if (
      first &&
      (first.name === '_' ||
        /^\s{0,4}range\b/.test(
          code.masked.slice(match.index + match[0].length, match.index + match[0].length + 12),
        ))
    )
      continue;
    // Named arguments and defaults of parameters look the same.
    if (inside === '(' || inside === '[') if (language !== 'go' || !isGoGroup(code, match.index)) continue;
    const valueAt = match.index + match[0].length;
    note(first?.name ?? name, {
      nameAt: first?.nameAt ?? { start: match.index, end: match.index + name.length },
      valueAt,
      isTop: isTop(code, language, match.index, inside),
    });
  }
  for (const match of code.masked.matchAll(MEMBER)) {
    const name = match[1] ?? '';
    const start = match.index + match[0].indexOf('.') + 1;
    note(`this.${name}`, {
      nameAt: { start, end: start + name.length },
      valueAt: match.index + match[0].length,
      isTop: false,
    });
  }
  if (isScript(language))
    for (const match of code.masked.matchAll(DESTRUCTURED))
      destructured(code, match.index + match[0].length - 1, note);
  for (const match of code.masked.matchAll(FUNCTION)) {
    const name = match[1] ?? '';
    const isFunction = bodyOf(code, language, match.index + match[0].length);
    const start = match.index + match[0].lastIndexOf(name);
    if (isFunction)
      note(name, {
        nameAt: { start, end: start + name.length },
        valueAt: start,
        isFunction,
        isTop: isTop(code, language, match.index, parents(match.index)),
      });
  }
  for (const set of found.values()) set.sort((a, b) => a.valueAt - b.valueAt);
  return found;
}

/** Go: `u, err := url.Parse(origin)` gives `u` what was asked for, and the last name whether it went well. */
function firstOfSeveral(
  { masked }: Code,
  at: number,
): { readonly name: string; readonly nameAt: TextRange } | undefined {
  const from = Math.max(0, at - 120);
  const match = /(?<![\w.])(?<!,[ \t]{0,4})(\w{1,60})(?:,[ \t]{0,4}\w{1,60}){0,2},[ \t]{0,4}$/.exec(
    masked.slice(from, at),
  );
  if (!match?.[1]) return undefined;
  const start = from + match.index;
  return { name: match[1], nameAt: { start, end: start + match[1].length } };
}

/** `const ( a = 1 )` of Go */
function isGoGroup({ masked }: Code, at: number): boolean {
  return (
    /(?:^|\n)[ \t]*$/.test(masked.slice(Math.max(0, at - 40), at)) &&
    /\b(?:const|var)\s{0,5}\([^()]{0,4000}$/.test(masked.slice(Math.max(0, at - 4_000), at))
  );
}

function isTop({ masked }: Code, language: Language, at: number, inside: string): boolean {
  if (language === 'python') return at === 0 || /[\r\n]$/.test(masked.slice(Math.max(0, at - 1), at));
  return inside === '';
}

/** The innermost bracket that is open at an offset; asked in the order of the text. */
function bracketsRound(code: Code): (offset: number) => string {
  const open: number[] = [];
  const pattern = /[()[\]{}]/g;
  let next = pattern.exec(code.masked);
  return (offset) => {
    for (; next && next.index < offset; next = pattern.exec(code.masked)) {
      const partner = code.partnerOf(next.index);
      if (partner > next.index) open.push(next.index);
      else if (partner >= 0) while (open.length > 0 && (open.at(-1) ?? 0) >= partner) open.pop();
    }
    return open.length === 0 ? '' : code.masked.charAt(open.at(-1) ?? 0);
  };
}

/** `const { a, b: c, d: { e } } = value` */
function destructured(code: Code, open: number, note: (name: string, assignment: Assignment) => void): void {
  const close = code.partnerOf(open);
  if (close < open || close - open > 2_000) return;
  const sign = matchAt(/\s{0,20}(?::[^=\n]{0,120})?=(?![=>])/y, code.masked, close + 1);
  if (!sign) return;
  const valueAt = close + 1 + sign[0].length;
  const walk = (from: number, to: number, path: readonly string[], depth: number): void => {
    const pattern = /([A-Za-z_$][\w$]*)\s{0,20}(?:(:)\s{0,20}(?:(\{)|([A-Za-z_$][\w$]*)))?[^,{}]{0,200}/y;
    let at = from;
    for (let steps = 0; at < to && steps < 60; steps++) {
      const match = matchAt(pattern, code.masked, endOf(/[\s,]*/y, code.masked, at));
      if (!match || match.index >= to) return;
      const key = match[1] ?? '';
      if (match[3] !== undefined) {
        const inner = code.masked.indexOf('{', match.index);
        const end = code.partnerOf(inner);
        if (end < inner || end > to) return;
        if (depth < 4) walk(inner + 1, end, [...path, key], depth + 1);
        at = end + 1;
        continue;
      }
      const name = match[4] ?? key;
      const start = match[4] === undefined ? match.index : match.index + match[0].indexOf(name, key.length);
      note(name, {
        nameAt: { start, end: start + name.length },
        valueAt,
        path: [...path, key],
        isTop: false,
      });
      at = match.index + match[0].length;
    }
  };
  walk(open + 1, close, [], 0);
}

function bodyOf(
  code: Code,
  language: Language,
  open: number,
): { parameters: TextRange; body: TextRange } | undefined {
  const close = code.partnerOf(open);
  if (close < open) return undefined;
  const parameters = { start: open + 1, end: close };
  if (language === 'python' || language === 'ruby')
    return { parameters, body: indentedBody(code.masked, open, close) };
  const brace = code.masked.slice(close, close + 300).search(/[{;]/);
  const start = brace < 0 ? -1 : close + brace;
  const arrow =
    language === 'kotlin' || language === 'csharp'
      ? matchAt(/[^{};=\n]{0,120}=>?\s{0,10}(?!\{)/y, code.masked, close + 1)
      : null;
  if (arrow)
    return {
      parameters,
      body: { start: close + 1 + arrow[0].length, end: lineEnd(code.masked, close + 1 + arrow[0].length) },
    };
  const end = start >= 0 && code.masked[start] === '{' ? code.partnerOf(start) : -1;
  return end > start ? { parameters, body: { start: start + 1, end } } : undefined;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** All lines that are indented more than the one that a function begins on. */
export function indentedBody(masked: string, open: number, close: number): TextRange {
  const lineStart = masked.lastIndexOf('\n', open) + 1;
  const indent = /^[ \t]*/.exec(masked.slice(lineStart, open))?.[0].length ?? 0;
  const start = lineEnd(masked, close);
  let at = start + 1;
  let end = start;
  while (at < masked.length) {
    const stop = lineEnd(masked, at);
    const line = masked.slice(at, Math.min(stop, at + 400));
    const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '' && own <= indent) break;
    if (line.trim() !== '') end = stop;
    at = stop + 1;
  }
  return { start, end };
}
