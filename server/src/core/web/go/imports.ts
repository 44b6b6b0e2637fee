import type { Code } from '../../parsers/code.ts';

/** Packages that a Go file imports: the name that it uses for each, and its path. */
export function importsOf({ text }: Code): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  for (const match of text.slice(0, 20_000).matchAll(SPEC)) {
    const path = match[2] ?? '';
    imports.set(match[1] ?? nameOf(path), path);
  }
  return imports;
}

const SPEC =
  /(?:^|\n|\bimport\s|[(;])[ \t]*(?:(?!import\b)([\w.]{1,60})[ \t]+)?"([\w.~-]{1,80}(?:\/[\w.~-]{1,80}){0,12})"[ \t]*(?=\r?\n|;|\)|\/\/|$)/g;

function nameOf(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  return /^v\d{1,3}$/.test(last) ? (parts.at(-2) ?? last) : last.replace(/^go-|\.go$|\.v\d{1,3}$/g, '');
}
