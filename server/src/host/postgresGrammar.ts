import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { loadModule, parseSync } from 'libpg-query';
import type { SyntaxCheck } from '../core/workspaceRule.ts';

/** PostgreSQL's own grammar, as WebAssembly (libpg-query). */
interface Grammar {
  readonly loadModule: typeof loadModule;
  readonly parseSync: typeof parseSync;
}

type Answer = ReturnType<SyntaxCheck>;

/** Answers that are kept: of what is typed in a migration, one statement is new each time. */
const MOST_ANSWERS = 2_000;

let loading: Promise<SyntaxCheck> | undefined;
let loaded: SyntaxCheck | undefined;

/** Loads it, once: it takes some 50 ms and 10 MB, so that it waits for the first migration for PostgreSQL. */
export function loadPostgresGrammar(): Promise<SyntaxCheck> {
  loading ??= newGrammar().then((grammar) => (loaded = checkBy(grammar)));
  return loading;
}

/** The grammar, where it has been loaded. */
export function postgresGrammar(): SyntaxCheck | undefined {
  return loaded;
}

function checkBy(grammar: Grammar): SyntaxCheck {
  const answers = new Map<string, Answer>();
  return (sql) => {
    if (answers.has(sql)) return answers.get(sql);
    const answer = answerOf(grammar, sql);
    const [oldest] = answers.keys();
    if (answers.size >= MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
    answers.set(sql, answer);
    return answer;
  };
}

function answerOf(grammar: Grammar, sql: string): Answer {
  try {
    grammar.parseSync(sql);
    return undefined;
  } catch (error) {
    return problemOf(error, sql);
  }
}

/** Where the parser stopped. */
function problemOf(error: unknown, sql: string): Answer {
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

async function newGrammar(): Promise<Grammar> {
  // V8's optimising compiler takes 500 MB for this module, and gains nothing on the few statements that are asked about.
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
  const here = import.meta.url;
  const load = createRequire(here);
  // As a package while developing, as a bundle when packaged.
  const file = here.endsWith('.ts') ? 'libpg-query' : fileURLToPath(new URL('./grammar.cjs', here));
  const grammar = load(file) as Grammar;
  await grammar.loadModule();
  return grammar;
}
