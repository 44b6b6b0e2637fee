import type { TextRange } from '../finding.ts';
import { languageOf, SCRIPT_LANGUAGES, type Language } from '../language.ts';
import { envFileRoleOf } from './envFileRole.ts';

/** A place where the name of a variable is being typed. */
export interface CompletionPlace {
  readonly kind:
    /** Code that reads a variable. */
    | 'use'
    /** `${` in an env file or a compose file. */
    | 'reference'
    /** The start of a line in an env file. */
    | 'key';
  /** What was typed of the name so far. */
  readonly typed: TextRange;
  /** Which names can stand there, where the form says so: `import.meta.env` has public ones only. */
  readonly only?: 'public' | 'private';
}

/** Undefined nearly everywhere: it looks at no more than a few hundred characters round the cursor. */
export function completionPlaceAt(path: string, text: string, offset: number): CompletionPlace | undefined {
  const near = text.slice(Math.max(0, offset - SEEN), offset);
  const word = /[A-Za-z_][A-Za-z0-9_]{0,99}$/.exec(near)?.[0] ?? '';
  const seen: Seen = {
    before: near.slice(0, near.length - word.length),
    after: text.slice(offset, offset + SEEN),
  };
  const typed = { start: offset - word.length, end: offset };
  if (envFileRoleOf(path)) return inEnvFile(seen, typed);
  if (COMPOSE.test(path)) return seen.before.endsWith('${') ? { kind: 'reference', typed } : undefined;
  const language = path.endsWith('.prisma') ? 'prisma' : languageOf(path);
  if (IN_COMMENT.test(lineOf(seen.before))) return undefined;
  const forms = isScript(language) ? SCRIPT_FORMS : FORMS[language];
  if (forms?.test(seen.before)) return { kind: 'use', typed, ...limited(seen.before) };
  return isScript(language) ? inBraces(seen, typed) : undefined;
}

const SEEN = 400;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/;
const IN_COMMENT = /^\s*(?:\/\/|#|\*|\/\*)/;

interface Seen {
  readonly before: string;
  readonly after: string;
}

function inEnvFile({ before }: Seen, typed: TextRange): CompletionPlace | undefined {
  const line = lineOf(before);
  if (line.endsWith('${') && line.includes('=') && !/^\s*#/.test(line)) return { kind: 'reference', typed };
  return /^[ \t]*(?:export[ \t]+)?$/.test(line) ? { kind: 'key', typed } : undefined;
}

function lineOf(before: string): string {
  return before.slice(before.lastIndexOf('\n') + 1);
}

const SCRIPT_FORMS =
  /(?:(?<![\w$.])(?:globalThis\.)?process\.env|(?<![\w$.])import\.meta\.env|(?<![\w$.])Bun\.env)(?:\??\.|(?:\?\.)?\[\s{0,9}["'`])$|(?<![\w$.])Deno\.env\.(?:get|has)\(\s{0,9}["'`]$|\b[cC]onfig(?:Service)?\.(?:get|getOrThrow)(?:<[^<>()]{0,40}>)?\(\s{0,9}["'`]$/;

/** By language: what stands before the name, an opening quote included. */
const FORMS: Readonly<Partial<Record<Language | 'prisma', RegExp>>> = {
  prisma: /\benv\(\s{0,9}"$/,
  python:
    /(?<![\w.])(?:os\.)?(?:environ\s?\[|environ\.(?:get|pop|setdefault)\(|getenv\()\s{0,9}["']$|(?<![\w.])(?:env|config)(?:\.\w{1,20})?\(\s{0,9}["']$/,
  ruby: /(?<![\w.])ENV(?:\[|\.(?:fetch|key\?|has_key\?|delete)\(?)\s{0,9}["']$/,
  php: /(?<![\w>])(?:env|getenv)\(\s{0,9}["']$|\$_(?:ENV|SERVER)\[\s{0,9}["']$/,
  go: /(?<!\w)os\.(?:Getenv|LookupEnv|Setenv|Unsetenv)\(\s{0,9}["`]$/,
  rust: /(?<!\w)(?:env::var(?:_os)?|env!|option_env!|dotenvy::var|dotenv::var)\(\s{0,9}"$/,
  java: /(?<!\w)System\.getenv\(\s{0,9}"$/,
  kotlin: /(?<!\w)System\.getenv\(\s{0,9}"$|(?<!\w)System\.getenv\(\)\[\s{0,9}"$/,
  csharp: /(?<!\w)Environment\.GetEnvironmentVariable\(\s{0,9}"$/,
  elixir: /(?<!\w)System\.(?:get_env|fetch_env!?)\(?\s{0,9}"$/,
};

function isScript(language: Language | 'prisma'): boolean {
  return (SCRIPT_LANGUAGES as readonly string[]).includes(language);
}

/** Vite and its like put public names alone there. */
function limited(before: string): Pick<CompletionPlace, 'only'> {
  return /import\.meta\.env\W{1,20}$/.test(before) ? { only: 'public' } : {};
}

/** `const { X } = process.env` and `import { X } from '$env/static/private'`, where what follows is there already. */
function inBraces({ before, after }: Seen, typed: TextRange): CompletionPlace | undefined {
  const open = before.lastIndexOf('{');
  if (open === -1 || /[}();]/.test(before.slice(open))) return undefined;
  if (!/[{,]\s*$/.test(before)) return undefined;
  const close = after.search(/[{}();]/);
  if (close === -1 || after[close] !== '}') return undefined;
  const rest = after.slice(close + 1);
  if (/^\s{0,20}=\s{0,20}(?:process|Bun)\.env\b/.test(rest)) return { kind: 'use', typed };
  if (/^\s{0,20}=\s{0,20}import\.meta\.env\b/.test(rest)) return { kind: 'use', typed, only: 'public' };
  const module =
    /^\s{0,20}from\s{0,20}["'](?:\$env\/static\/(private|public)|astro:env\/(client|server))["']/.exec(rest);
  if (!module || !/\bimport\s{1,20}(?:\w{1,40}\s{0,9},\s{0,9})?$/.test(before.slice(0, open)))
    return undefined;
  return {
    kind: 'use',
    typed,
    only: module[1] === 'private' || module[2] === 'server' ? 'private' : 'public',
  };
}
