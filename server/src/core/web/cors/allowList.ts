/** Puts a list of origins from the environment in the place of everybody, as each framework writes it. */
import type { EditFix, TextRange } from '../../finding.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import { goImports, IDIOMS } from './allowListIdioms.ts';
import type { JudgedRule } from './judging.ts';
import type { CorsPolicy, OriginRule } from './policy.ts';
import { withVary } from './vary.ts';

/** Nothing where the place is not a value of its own, or the framework's way is not known here. */
export function withAllowList({ policy, rule }: JudgedRule, texts: Texts): { readonly fix?: EditFix } {
  if (policy.by === 'headers') return handWritten(policy, rule, texts);
  const idiom = byIdiom(policy, rule, texts);
  if (idiom) return { fix: fixOf(idiom) };
  if (rule.byDefault || rule.without !== undefined || !rule.whole || rule.file !== policy.file) return {};
  const list = listFor(policy.by, rule.file);
  const text = texts.read(rule.file);
  if (!list || text === undefined) return {};
  const range = withQuotes(text, rule.whole);
  if (!isWholeValue(text.slice(range.start, range.end))) return {};
  const edits = [{ range, newText: list.code }];
  if (list.needs && !list.needs.pattern.test(text))
    edits.unshift({
      range: startOfImports(text),
      newText: list.needs.line + lineEnd(text),
    });
  return { fix: fixOf(edits) };
}

function fixOf(edits: EditFix['edits']): EditFix {
  return {
    kind: 'edit',
    title: 'Let in the origins of ALLOWED_ORIGINS only',
    edits,
    // The variable has to be set, or nobody is let in.
    needsDecision: true,
  };
}

/** Where the words of the setting change as well. */
function byIdiom(policy: CorsPolicy, rule: OriginRule, texts: Texts): EditFix['edits'] | undefined {
  const text = texts.read(rule.file);
  if (policy.by === 'headers' || rule.without !== undefined || text === undefined) return undefined;
  if (policy.by === 'spring' && !rule.file.endsWith('.java')) return undefined;
  const from = Math.max(0, rule.at.start - AROUND);
  const near = text.slice(from, rule.at.end + AROUND);
  for (const { from: pattern, to, packages, needsOs, unless } of IDIOMS.get(policy.by) ?? []) {
    const match = [...near.matchAll(pattern)].find(
      ({ 0: found, index }) => from + index <= rule.at.start && rule.at.start <= from + index + found.length,
    );
    if (!match || unless?.test(text)) continue;
    const imports = packages ? goImports(text, packages) : [];
    if (!imports) return undefined;
    const start = from + match.index;
    const edits = [...imports, { range: { start, end: start + match[0].length }, newText: to }];
    if (needsOs && !/^import os\b/m.test(text))
      edits.unshift({ range: startOfImports(text), newText: `import os${lineEnd(text)}` });
    return edits;
  }
  return undefined;
}

/** Characters round the place of a finding. */
const AROUND = 300;

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

interface AllowList {
  readonly code: string;
  readonly needs?: { readonly pattern: RegExp; readonly line: string };
}

const DENO = "(Deno.env.get('ALLOWED_ORIGINS') ?? '').split(',')";
const NODE = "(process.env.ALLOWED_ORIGINS ?? '').split(',')";

const NODE_LISTS: ReadonlySet<CorsLibraryId> = new Set<CorsLibraryId>([
  'express-cors',
  'fastify-cors',
  'nest',
  'trpc-standalone',
  'socket.io',
  'apollo-server',
  'elysia-cors',
  'hono-cors',
  'itty-cors',
  'graphql-yoga',
  'payload',
  'strapi',
]);

function listFor(library: CorsLibraryId, file: string): AllowList | undefined {
  if (NODE_LISTS.has(library)) return { code: NODE };
  switch (library) {
    case 'koa-cors':
      return { code: `(ctx) => ${NODE}.find((allowed) => allowed === ctx.get('Origin')) ?? ''` };
    case 'starlette':
    case 'flask-cors':
    case 'litestar':
      return {
        code: 'os.environ["ALLOWED_ORIGINS"].split(",")',
        needs: { pattern: /^import os\b/m, line: 'import os' },
      };
    case 'rack-cors':
      return { code: "*ENV.fetch('ALLOWED_ORIGINS').split(',')" };
    case 'laravel':
      return file.endsWith('.php') ? { code: "explode(',', env('ALLOWED_ORIGINS', ''))" } : undefined;
    default:
      return undefined;
  }
}

function withQuotes(text: string, { start, end }: TextRange): TextRange {
  const quote = text.charAt(start - 1);
  return /["'`]/.test(quote) && text.charAt(end) === quote
    ? { start: start - 1, end: end + 1 }
    : { start, end };
}

/** A flag, a text, a list of a star, a pattern: nothing that spans lines or is a part of something else. */
function isWholeValue(written: string): boolean {
  return /^(?:true|(["'`])[^"'`\n]{0,80}\1|\[\s*(["'`])\*\2\s*\]|\/[^\n]{0,80}\/[a-z]*)$/.test(written);
}

/** Before the first import, and behind what has to stand first. */
function startOfImports(text: string): TextRange {
  const found = /^(?:import|from (?!__future__))\b/m.exec(text);
  const start = found?.index ?? 0;
  return { start, end: start };
}

/** The line that sends back whatever asks, in JavaScript: a call, or an entry of an object. */
function handWritten(policy: CorsPolicy, rule: OriginRule, texts: Texts): { readonly fix?: EditFix } {
  const { file, at } = policy;
  const text = texts.read(file);
  if (rule.kind !== 'reflected' || policy.place !== 'code' || !SCRIPT.test(file) || text === undefined)
    return {};
  const start = text.lastIndexOf('\n', at.start) + 1;
  const end = text.indexOf('\n', at.end);
  const line = text.slice(start, end < 0 ? text.length : end);
  const value = line.length > 1_000 ? undefined : VALUE.exec(line);
  if (!value) return {};
  const [, before = '', , asked = ''] = value;
  const from = start + before.length;
  const origin = asked.replace(/\s*(?:\|\||\?\?)\s*(["'`])\*?\1$/, '').replace(/!$/, '');
  const list = /\bDeno\./.test(text) ? DENO : NODE;
  const code = `${list}.find((allowed) => allowed === ${origin}) ?? ''`;
  const vary = policy.varies === 'no' ? withVary(policy, texts).fix?.edits : [];
  if (!vary) return {};
  return { fix: fixOf([...vary, { range: { start: from, end: from + asked.length }, newText: code }]) };
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
/** What stands before the value, and the value: names, and at most one call. */
const VALUE =
  /^(.{0,200}(["'`])Access-Control-Allow-Origin\2\s*(?:,|:)\s*)([\w$.!?]+(?:\([\w"'-]*\))?!?(?:\s*(?:\|\||\?\?)\s*(?:"\*?"|'\*?'))?)(?=\s*[),;])/i;
