/** The imports at the top of a Python file. */
import type { TextEdit } from '../../../edit.ts';
import { insertion } from './calls.ts';
import type { Site } from './site.ts';

const IMPORT = /^(?:from[ \t]+[\w.]+[ \t]+import[ \t]+(?:\([^)]{0,2000}\)|[^\n(]+)|import[ \t]+[^\n]+)/gm;

/** Adds `from x import y` for each that isn't there. */
export function importsInPython(
  { text }: Site,
  _lines: readonly string[],
  named: readonly string[],
): readonly TextEdit[] {
  const there = statementsIn(text);
  const missing = named.filter((one) => !there.some((own) => holds(own.text, one)));
  if (missing.length === 0) return [];
  const first = there[0]?.start ?? 0;
  return [insertion(first, missing.map((one) => `${one}\n`).join(''))];
}

/** The imports of a file that a text needs, and others, in the order of the file. */
export function importsUsed({ text }: Site, body: string, named: readonly string[]): string {
  const used = statementsIn(text).flatMap((own) => {
    const kept = onlyUsed(own.text, body);
    const wanted = named.find((one) => moduleOf(one) === moduleOf(own.text));
    if (wanted === undefined) return kept === undefined ? [] : [kept];
    return [kept === undefined ? wanted : joined(wanted, kept)];
  });
  for (const one of named) {
    if (used.some((own) => moduleOf(own) === moduleOf(one))) continue;
    const next = used.findIndex((own) => own.startsWith('from') && moduleOf(own) > moduleOf(one));
    used.splice(next === -1 ? used.length : next, 0, one);
  }
  return [...new Set(used)].join('\n');
}

function statementsIn(text: string): { readonly start: number; readonly text: string }[] {
  const end = /^class[ \t]|^def[ \t]/m.exec(text)?.index ?? text.length;
  return [...text.slice(0, end).matchAll(IMPORT)].map((match) => ({
    start: match.index,
    text: match[0].replace(/#[^\n]*/g, '').replace(/\s+$/, ''),
  }));
}

function moduleOf(statement: string): string {
  return /^(?:from|import)[ \t]+([\w.]+)/.exec(statement)?.[1] ?? statement;
}

function namesIn(statement: string): readonly string[] {
  const list = /import\s+\(?([\s\S]*?)\)?\s*$/.exec(statement)?.[1] ?? '';
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function holds(statement: string, wanted: string): boolean {
  return (
    moduleOf(statement) === moduleOf(wanted) &&
    namesIn(wanted).every((name) => namesIn(statement).includes(name))
  );
}

function onlyUsed(statement: string, body: string): string | undefined {
  const names = namesIn(statement).filter((name) => {
    const local = /\bas\s+(\w+)$/.exec(name)?.[1] ?? name;
    return new RegExp(`(?:^|[^\\w.])${local.replace(/[^\w.]/g, '').replaceAll('.', '\\.')}\\b`).test(body);
  });
  if (names.length === 0) return undefined;
  return statement.startsWith('from')
    ? `from ${moduleOf(statement)} import ${names.join(', ')}`
    : `import ${names.join(', ')}`;
}

function joined(one: string, other: string): string {
  const names = [...new Set([...namesIn(one), ...namesIn(other)])].sort();
  return `from ${moduleOf(one)} import ${names.join(', ')}`;
}
