/** A new migration in JavaScript or TypeScript, in the shape of one that is there. */
import { lineEndAt, lineStartAt } from '../../../../lines.ts';
import { codeOf } from '../../../../migrations/script/code.ts';
import { directionOf } from '../../../../migrations/script/directions.ts';
import { startOf } from '../../../../parsers/script/walk.ts';
import { indented } from '../inPlace.ts';
import type { Site } from '../site.ts';

export interface Shape {
  /** `export async function up(knex: Knex): Promise<void> {`, with its indentation. */
  readonly head: string;
  readonly headStart: number;
  /** Behind its brace. */
  readonly bodyStart: number;
  readonly indent: string;
  /** What closes it: `}`, `};`, `},`. */
  readonly close: string;
  /** The class or object that it stands in, if it does. */
  readonly outer?: {
    readonly head: string;
    /** Behind its brace. */
    readonly bodyStart: number;
    readonly close: string;
  };
  /** What its first parameter is called; undefined where it is taken apart. */
  readonly parameter?: string;
}

/** Undefined where the way up is written in another way than as a function with braces. */
export function shapeOf(site: Site): Shape | undefined {
  const script = codeOf(site.document);
  const up = directionOf(script, 'up');
  const { text, code } = site;
  const first = up ? startOf(script.script, up.token) : -1;
  const brace = first < 0 ? -1 : braceOf(site, first);
  const end = brace < 0 ? -1 : code.partnerOf(brace);
  if (end <= brace || end < site.call.end || brace > site.call.start) return undefined;
  const headStart = lineStartAt(text, first, 400);
  const head = text.slice(headStart, brace + 1);
  const outer = outerOf(site, headStart);
  const parameter = parameterIn(head);
  return {
    head,
    headStart,
    bodyStart: brace + 1,
    indent: /^[ \t]*/.exec(head)?.[0] ?? '',
    close: text.slice(end, lineEndAt(text, end)).trimEnd(),
    ...(outer ? { outer } : {}),
    ...(parameter === undefined ? {} : { parameter }),
  };
}

/** The brace that opens the body, behind parameters and a type. */
function braceOf({ code }: Site, from: number): number {
  const { masked } = code;
  for (let at = from; at < masked.length && at < from + 2_000; at++) {
    const character = masked.charAt(at);
    if (character === '(' || character === '<' || character === '[') {
      const close = character === '<' ? masked.indexOf('>', at) : code.partnerOf(at);
      if (close > at) at = close;
    } else if (character === '{') return at;
    else if (character === ';') return -1;
  }
  return -1;
}

function outerOf({ text, code }: Site, at: number): Shape['outer'] {
  const { masked } = code;
  for (let open = at - 1; open >= 0; open--) {
    if (masked[open] === '}') open = Math.max(0, code.partnerOf(open));
    else if (masked[open] === '{' && code.partnerOf(open) > at) {
      const before = masked.slice(0, open + 1);
      const start = Math.max(...OUTER.map((word) => before.lastIndexOf(word)));
      const end = code.partnerOf(open);
      if (start < 0 || open - start > 300) return undefined;
      return {
        head: text.slice(lineStartAt(text, start, 400), open + 1),
        bodyStart: open + 1,
        close: text.slice(end, lineEndAt(text, end)).trimEnd(),
      };
    }
  }
  return undefined;
}

const OUTER = ['export class', 'export default', 'module.exports', 'class '];

function parameterIn(head: string): string | undefined {
  const context = /\{[^}]{0,80}\bcontext\s*:\s*(\w+)/.exec(head)?.[1];
  return (
    context ??
    /\bup\b[^(]{0,60}\(?\s*(?:async\s+function\s*\w*\s*\(\s*)?(?:async\s*)?\(?\s*([A-Za-z_$][\w$]*)/.exec(
      head,
    )?.[1]
  );
}

/** A function like the one of the way up, with other statements. */
export function functionLike(
  shape: Shape,
  name: 'up' | 'down',
  statements: readonly string[],
  { isAsync, unit }: { readonly isAsync: boolean; readonly unit: string },
): string {
  const deeper = shape.indent + unit;
  const head = name === 'up' ? shape.head : shape.head.replace(/\bup\b/, name);
  const body = statements.map((line) => `${deeper}${indented(line, deeper)};`);
  if (statements.length === 0) return head + shape.close;
  const opening = isAsync ? asyncHead(head) : head;
  return [opening, ...body, shape.indent + shape.close].join('\n');
}

function asyncHead(head: string): string {
  if (/\basync\b/.test(head)) return head;
  if (/\bfunction\b/.test(head)) return head.replace(/\bfunction\b/, 'async function');
  return /=\s*(?:\(|\w+\s*=>)/.test(head)
    ? head.replace(/=\s*(?=\(|\w+\s*=>)/, '= async ')
    : head.replace(/\b(up|down)\b/, 'async $1');
}

/** The imports of a file that a text needs, as they are written there. */
export function importsOf({ text }: Site, body: string): readonly string[] {
  const kept: string[] = [];
  const found = [
    ...text.matchAll(
      /^(?:['"]use strict['"];?|import\b[^'"\n;]{0,400}(?:\n[^'"\n;]{0,200}){0,30}['"][^'"\n]{1,200}['"];?|(?:const|var|let) [^=\n]{1,200}= require\([^)\n]{1,200}\);?|\/\/ @ts-check)/gm,
    ),
  ];
  for (const [statement] of found) {
    const one = onlyUsed(statement, body);
    if (one !== undefined) kept.push(one);
  }
  return kept;
}

function onlyUsed(statement: string, body: string): string | undefined {
  if (/^(?:['"]use strict|\/\/)/.test(statement)) return statement;
  const isUsed = (name: string): boolean =>
    name !== '' && new RegExp(`(?:^|[^\\w$.])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`).test(body);
  const list = /\{([^}]*)\}/.exec(statement);
  if (!list) {
    const name = /^(?:import|const|let|var)\s+(?:type\s+)?(?:\*\s+as\s+)?([\w$]+)/.exec(statement)?.[1];
    return name !== undefined && isUsed(name) ? statement : undefined;
  }
  const names = (list[1] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => isUsed((/(?:\bas|:)\s+([\w$]+)$/.exec(name)?.[1] ?? name).replace(/^type\s+/, '')));
  return names.length === 0 ? undefined : statement.replace(/\{[^}]*\}/, `{ ${names.join(', ')} }`);
}
