/** JavaScript and TypeScript that runs on a server, in Node, Deno, Bun, Workers and the frameworks' own ways. */

import type { TextEdit } from '../../edit.ts';
import { frontmatterOf } from '../literals/embedded.ts';
import { isSupabaseFunction, nearestWith } from '../project.ts';
import {
  after,
  afterShebang,
  before,
  enclosingBracket,
  insertion,
  lineBreakOf,
  nextCharacter,
  previousCharacter,
  replaceWord,
  surroundings,
  type Site,
} from '../site.ts';
import { IN_REGEX, NEEDS_CONSTANT, type ExistingForm, type Reader } from './reader.ts';

export const javascript: Reader = {
  refuses(site) {
    if (site.literal?.kind === 'regex') return IN_REGEX;
    if (site.literal?.kind === 'markup') {
      return 'The value stands in text that is shown on the page: take it out of the page altogether.';
    }
    const constant = constantAround(site);
    return constant === undefined ? undefined : NEEDS_CONSTANT(constant);
  },
  existing: existingForms(),
  replace(site, name) {
    const { read, edits, isString } = runtimeOf(site, name);
    return [...edits, replaceLiteral(site, read, isString ? read : asString(site, read))];
  },
};

/** What the literal is, where the language takes no expression. */
function constantAround(site: Site): string | undefined {
  const left = before(site);
  if (/\b(?:from|import|module)\s*$/.test(left)) return 'The name of a module';
  if (/\bas\s*$/.test(left)) return 'A type or the name of an export';
  if (!isTyped(site)) return undefined;
  if (site.document.path.endsWith('.d.ts') || TYPE_ALIAS.test(left)) return 'A type';
  if (/;\s*$/.test(left) && /^\s*\??:/.test(after(site))) return 'The name of a member';
  return isInEnum(site) ? 'A member of an enum' : undefined;
}

const TYPE_ALIAS = /(?:^|[;{}\r\n])\s*(?:export\s+)?(?:declare\s+)?type\s+[\w$]+[^=;{}\r\n]*=[^;{}=\r\n]*$/;

function isInEnum({ code, whole }: Site): boolean {
  const brace = enclosingBracket(code, whole.start);
  return (
    brace !== undefined &&
    code[brace] === '{' &&
    /\benum\s+[\w$]+\s*$/.test(code.slice(Math.max(0, brace - 200), brace))
  );
}

function isTyped({ document }: Site): boolean {
  return (
    document.language === 'typescript' ||
    document.language === 'typescriptreact' ||
    document.language === 'astro'
  );
}

// --- the literal ---

/** `read` goes into templates, `asValue` where the literal's own value is needed. */
function replaceLiteral(site: Site, read: string, asValue: string): TextEdit {
  const { literal, range, whole } = site;
  const inTemplate = `\${${read}}`;
  if (literal?.attribute)
    return { range: whole, newText: `{${site.isWhole ? asValue : template(site, inTemplate)}}` };
  if (literal?.open === '`' && (!site.isWhole || isTagged(site))) return { range, newText: inTemplate };
  const expression = site.isWhole ? asValue : template(site, inTemplate);
  const constant = /^\s*as\s+const\b/.exec(after(site))?.[0].length ?? 0;
  return replaceWord(
    site,
    { start: whole.start, end: whole.end + constant },
    isKey(site) ? `[${expression}]` : expression,
  );
}

/** A template that is the argument of a function: what it gives is not a string. */
function isTagged({ code, whole }: Site): boolean {
  const head = code.slice(Math.max(0, whole.start - 80), whole.start).trimEnd();
  return (
    /[\w$)\]]$/.test(head) &&
    !/(?<![\w$.])(?:return|case|typeof|default|await|yield|of|in|else|do|throw|new)$/.test(head)
  );
}

function isKey(site: Site): boolean {
  return (
    /[:(]/.test(nextCharacter(site)) &&
    /[{,]/.test(previousCharacter(site)) &&
    site.code[enclosingBracket(site.code, site.whole.start) ?? -1] === '{'
  );
}

/**
 * A literal is a `string`, a variable is `string | undefined`: TypeScript needs the `!` wherever the place would not
 * take undefined. A `?? ''` would satisfy it too, and hide that the variable is missing until a customer finds out.
 */
function asString(site: Site, read: string): string {
  return isTyped(site) && !takesUndefined(site) ? `${read}!` : read;
}

/** Comparisons, concatenations and template holes accept an undefined value. */
function takesUndefined(site: Site): boolean {
  const [left, right] = [before(site), after(site)];
  if (/[!=]==?\s*$/.test(left) || /^\s*[!=]==?/.test(right)) return true;
  if (/["'`]\s*\+\s*$/.test(left) || /^\s*\+\s*["'`]/.test(right)) return true;
  return /\$\{\s*$/.test(left) && /^\s*\}/.test(right);
}

/** The literal as a template with the variable in it. */
function template(site: Site, hole: string): string {
  const [left, right] = surroundings(site);
  // A JSX attribute knows no escapes: its backslashes are text.
  const escape = (text: string): string =>
    (site.literal?.attribute ? text.replace(/\\/g, '\\\\') : text).replace(/`|\$(?=\{)/g, '\\$&');
  return `\`${escape(left)}${hole}${escape(right)}\``;
}

// --- what reads a variable here ---

interface Runtime {
  readonly read: string;
  readonly edits: readonly TextEdit[];
  /** True where its declared type has no undefined. */
  readonly isString: boolean;
}

function runtimeOf(site: Site, name: string): Runtime {
  const { document, project } = site;
  if (runsInDeno(site)) return { read: `Deno.env.get("${name}")`, edits: [], isString: false };
  const module = isConfigurationFile(document.path) ? undefined : moduleOf(site);
  if (!module || document.path.endsWith('.cjs'))
    return { read: `process.env.${name}`, edits: [], isString: false };
  const { binding, edits } = imported(site, module);
  const read = project.framework?.id === 'astro' ? `${binding}('${name}')` : `${binding}.${name}`;
  return { read, edits, isString: project.framework?.id === 'workers' };
}

function runsInDeno({ document, code, project }: Site): boolean {
  if (isSupabaseFunction(document.path) || /\bDeno\.(?:env|serve|readTextFile|args)\b/.test(code))
    return true;
  const folder = nearestWith(document.path, project.files, ['deno.json', 'deno.jsonc']);
  return folder !== undefined && (project.node === undefined || folder.length > project.node.folder.length);
}

/** `vite.config.ts`, `scripts/seed.ts`: run by Node itself, not by the framework. */
function isConfigurationFile(path: string): boolean {
  return /(^|\/)scripts\/|\.config\.\w+$/.test(path);
}

interface Import {
  readonly module: string;
  readonly name: string;
  /** Used where the name is taken in the file. */
  readonly alias: string;
}

/** Frameworks that put `.env` into a module of their own instead of `process.env`. */
function moduleOf({ project, document }: Site): Import | undefined {
  const { framework, node } = project;
  const inSource =
    node !== undefined && document.path.startsWith(node.folder === '' ? 'src/' : `${node.folder}/src/`);
  if (framework?.id === 'workers') return { module: 'cloudflare:workers', name: 'env', alias: 'workerEnv' };
  if (!inSource) return undefined;
  if (framework?.id === 'sveltekit')
    return { module: '$env/dynamic/private', name: 'env', alias: 'privateEnv' };
  const hasSecrets = framework?.id === 'astro' && hasAstroEnv(node.dependencies.get('astro'));
  return hasSecrets ? { module: 'astro:env/server', name: 'getSecret', alias: 'getServerSecret' } : undefined;
}

/** `astro:env` came with Astro 5. */
function hasAstroEnv(version = ''): boolean {
  const major = /\d+/.exec(version)?.[0];
  return major === undefined || Number(major) >= 5;
}

function imported(
  site: Site,
  { module, name, alias }: Import,
): { binding: string; edits: readonly TextEdit[] } {
  const { text, code } = site;
  const present = importsFrom(text, module)
    .flatMap((list) => list.split(','))
    .map((each) => each.trim().split(/\s+as\s+/));
  const match = present.find(([original]) => original === name);
  if (match) return { binding: match[1] ?? name, edits: [] };
  const isTaken = new RegExp(`(?<![.\\w$])${name}\\b(?!\\s*:)`).test(code);
  const binding = isTaken ? alias : name;
  const lineBreak = lineBreakOf(text);
  const specifier = isTaken ? `${name} as ${alias}` : name;
  return {
    binding,
    edits: [insertion(importPosition(site), `import { ${specifier} } from '${module}';${lineBreak}`)],
  };
}

/** What stands between the braces of the imports from `module`. */
function importsFrom(text: string, module: string): string[] {
  const quoted = module.replace(/[$/]/g, '\\$&');
  const pattern = new RegExp(`^import\\s*\\{([^{}]{0,500})\\}\\s*from\\s*['"]${quoted}['"]`, 'gm');
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Before the first import; else behind a `#!` line, directives and the opening line of an Astro file. */
function importPosition({ text, code, document }: Site): number {
  const start = document.language === 'astro' ? (frontmatterOf(text)?.start ?? 0) : afterShebang(text);
  const first = /^import\b/m.exec(code.slice(start));
  if (first) return start + first.index;
  const directives = /^(?:\s*(["'])use \w+\1;?[ \t]*(?:\r?\n|$))*/.exec(text.slice(start));
  return start + (directives?.[0].length ?? 0);
}

// --- variables that are read already ---

function existingForms(): ExistingForm[] {
  const key = String.raw`(?:\??\.(?<name>[A-Za-z_]\w*)|(?:\?\.)?\[\s*["'\x60](?<name2>\w+)["'\x60]\s*\])`;
  const environment = String.raw`(?:globalThis\.)?(?:process\??\.env|import\.meta\.env|Bun\.env|(?<![\w$.])env)`;
  const read = String.raw`(?:${environment}${key}|Deno\.env\.get\(\s*["'](?<name3>\w+)["']\s*\))`;
  return [
    { before: new RegExp(String.raw`(?<read>${read}\s+as\s+string)\s*(?:\?\?|\|\|)\s*$`) },
    {
      before: new RegExp(String.raw`(?<read>${read})!?\s*(?:\?\?|\|\|)\s*$`),
      write: (_, site, written) => asString(site, written),
    },
    {
      before: new RegExp(String.raw`(?:process\.env|Bun\.env)${key}\s*(?:\?\?|\|\|)?=\s*$`),
      statement: true,
      write: (name, { text, whole }) => {
        const quote = text[whole.start] === '"' ? '"' : "'";
        return `if (!process.env.${name}) throw new Error(${quote}Set ${name} in the environment${quote})`;
      },
    },
    {
      // const { NAME = "secret" } = process.env
      before: /(?<![\w$.])(?<read>(?<name>[A-Z][A-Z0-9_]*)(?:\s*:\s*[\w$]+)?)\s*=\s*$/,
      after: /^(?<keep>[^{}]*\}\s*=\s*(?:process|Bun)\.env\b)/,
    },
  ];
}
