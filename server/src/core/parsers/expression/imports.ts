/** Names that come from other files. */
import type { Document } from '../../source.ts';
import type { Code } from '../code.ts';

export interface Imported {
  /** As it is written: `./cors`, `@/lib/cors`, `app.core.config`, `.settings`. */
  readonly from: string;
  /** "default" and "*" as in ES modules. */
  readonly name: string;
}

export function importsOf(document: Document, code: Code): ReadonlyMap<string, Imported> {
  if (document.language === 'python') return pythonImports(code);
  return scriptImports(code);
}

const SCRIPT_IMPORT =
  /\bimport\s{1,20}(?:type\s{1,10})?(?:([\w$]+)\s{0,10},?\s{0,20})?(?:\*\s{0,5}as\s{1,5}([\w$]+)\s{0,10}|\{([^{}]{0,2000})\}\s{0,20})?from\s{0,10}(?=["'])/g;
const REQUIRE =
  /\b(?:const|let|var)\s{1,10}(?:([\w$]+)|\{([^{}]{0,1000})\})\s{0,10}(?::[^=\n]{0,80})?=\s{0,10}(?:await\s{1,5}import|require)\s{0,5}\(\s{0,5}(?=["'`])/g;
const MODULE = /["'`]([^"'`\r\n]{1,200})["'`]/y;

function scriptImports({ text, masked }: Code): Map<string, Imported> {
  const found = new Map<string, Imported>();
  for (const match of masked.matchAll(SCRIPT_IMPORT)) {
    const from = moduleAt(text, match.index + match[0].length);
    if (from === undefined) continue;
    if (match[1] !== undefined) found.set(match[1], { from, name: 'default' });
    if (match[2] !== undefined) found.set(match[2], { from, name: '*' });
    for (const [name, local] of named(match[3] ?? '', /\s+as\s+/)) found.set(local, { from, name });
  }
  for (const match of masked.matchAll(REQUIRE)) {
    const from = moduleAt(text, match.index + match[0].length);
    if (from === undefined) continue;
    if (match[1] !== undefined) found.set(match[1], { from, name: '*' });
    for (const [name, local] of named(match[2] ?? '', /\s*:\s*/)) found.set(local, { from, name });
  }
  return found;
}

function moduleAt(text: string, at: number): string | undefined {
  MODULE.lastIndex = at;
  return MODULE.exec(text)?.[1];
}

function named(list: string, separator: RegExp): (readonly [string, string])[] {
  return list.split(',').flatMap((part) => {
    const [name, local] = part
      .trim()
      .replace(/^type\s+/, '')
      .split(separator);
    return name === undefined || name === '' ? [] : [[name, local?.trim() ?? name] as const];
  });
}

const PYTHON_FROM =
  /^[ \t]*from[ \t]+([.\w]{1,200})[ \t]+import[ \t]+(?:\(([^()]{0,4000})\)|([^\n(#]{1,1000}))/gm;
const PYTHON_IMPORT = /^[ \t]*import[ \t]+([.\w]{1,200})(?:[ \t]+as[ \t]+(\w+))?/gm;

function pythonImports({ masked }: Code): Map<string, Imported> {
  const found = new Map<string, Imported>();
  for (const [, from = '', bracketed, plain] of masked.matchAll(PYTHON_FROM))
    for (const [name, local] of named(bracketed ?? plain ?? '', /\s+as\s+/)) found.set(local, { from, name });
  for (const [, from = '', local] of masked.matchAll(PYTHON_IMPORT))
    found.set(local ?? from.split('.')[0] ?? from, {
      from: local === undefined ? (from.split('.')[0] ?? from) : from,
      name: '*',
    });
  return found;
}
