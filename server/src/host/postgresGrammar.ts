import type { loadModule, parseSync } from 'libpg-query';
import type { SyntaxCheck } from '../core/workspaceRule.ts';

interface Grammar {
  readonly loadModule: typeof loadModule;
  readonly parseSync: typeof parseSync;
}

let loading: Promise<SyntaxCheck> | undefined;
let loaded: SyntaxCheck | undefined;

/**
 * PostgreSQL's own grammar, as WebAssembly (libpg-query). Takes some 50 ms and as many MB, so it is loaded when the first
 * migration for PostgreSQL is met, and once.
 */
export function loadPostgresGrammar(): Promise<SyntaxCheck> {
  loading ??= (import(besideThisFile().href) as Promise<Grammar>).then(async (grammar) => {
    await grammar.loadModule();
    loaded = (sql) => {
      try {
        grammar.parseSync(sql);
        return undefined;
      } catch (error) {
        return problemOf(error, sql);
      }
    };
    return loaded;
  });
  return loading;
}

/** The grammar, where it has been loaded. */
export function postgresGrammar(): SyntaxCheck | undefined {
  return loaded;
}

/** Where the parser stopped. What it says quotes the word that it stopped at, and nothing else. */
function problemOf(error: unknown, sql: string): ReturnType<SyntaxCheck> {
  if (!(error instanceof Error) || !('sqlDetails' in error)) return undefined;
  const { cursorPosition } = (error.sqlDetails ?? {}) as { readonly cursorPosition?: unknown };
  if (typeof cursorPosition !== 'number' || cursorPosition < 0) return undefined;
  return { offset: offsetOf(sql, cursorPosition) };
}

/** Positions of the parser count characters, not UTF-16 units. */
function offsetOf(text: string, characters: number): number {
  let offset = 0;
  for (let left = characters; left > 0 && offset < text.length; left--)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}

/** As source while developing, as a bundle when packaged. */
function besideThisFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './grammarMain.ts' : './grammar.cjs', here);
}
