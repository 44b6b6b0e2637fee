/** Routes of Phoenix: scopes, pipelines, `get "/x", XController, :show`. */
import { isInString } from '../../parsers/code.ts';
import type { Found } from '../backend/found.ts';
import { isGuardName } from '../backend/guardNames.ts';
import type { Handler } from '../types.ts';

interface Block {
  readonly indent: number;
  readonly prefix: string;
  guarded?: Handler['guarded'];
}

const LINE =
  /(?:^|\n)([ \t]{0,80})(scope|pipe_through|live_session|end\b|get|post|put|patch|delete|live|resources|forward)\b([^\n]{0,400})/g;
const MOST = 2_000;

export function readPhoenixRoutes(found: Found): void {
  const { code } = found;
  if (!/\b(?:use\s{1,4}[\w.]{1,80},\s{0,4}:router|use Phoenix\.Router|Plug\.Router)/.test(code.masked))
    return;
  const blocks: Block[] = [];
  let count = 0;
  for (const match of code.masked.matchAll(LINE)) {
    if (++count > MOST) break;
    const indent = (match[1] ?? '').length;
    const word = match[2] ?? '';
    const at = match.index + match[0].length - (match[3] ?? '').length;
    if (isInString(code, at - 1)) continue;
    while ((blocks.at(-1)?.indent ?? -1) >= indent) blocks.pop();
    if (word === 'end') continue;
    const outer = blocks.at(-1);
    const literal = firstString(found, at);
    const path = literal && code.text.slice(literal.start, literal.end);
    if (word === 'scope' || word === 'live_session') {
      const prefix =
        word === 'scope' && path?.startsWith('/')
          ? `${outer?.prefix ?? ''}${path.replace(/\/$/, '')}`
          : (outer?.prefix ?? '');
      blocks.push({ indent, prefix, guarded: outer?.guarded });
    } else if (word === 'pipe_through') {
      const guard = [...(match[3] ?? '').matchAll(/:(\w{1,60})/g)].find(
        (name) => isGuardName(name[1] ?? '') && !/redirect_if|fetch_/.test(name[1] ?? ''),
      );
      if (guard && outer) {
        const start = at + guard.index + 1;
        outer.guarded = {
          by: guard[1] ?? '',
          at: found.span({ start, end: start + (guard[1] ?? '').length }),
        };
      }
    } else if (literal && path?.startsWith('/')) {
      const lineEnd = at + (match[3] ?? '').length;
      found.handler({
        at: literal.end > literal.start ? literal : { start: literal.start - 1, end: literal.end + 1 },
        body: { start: at - word.length, end: lineEnd },
        path: `${outer?.prefix ?? ''}${path === '/' && outer?.prefix ? '' : path}`,
        syntax: 'route',
        framework: 'Phoenix route',
        ...(/^(?:get|post|put|patch|delete)$/.test(word)
          ? { methods: [word.toUpperCase()] }
          : word === 'live'
            ? { methods: ['GET'] }
            : {}),
        ...(outer?.guarded && { guarded: outer.guarded }),
      });
    }
  }
}

/** The string right behind a word, with or without a bracket. */
function firstString({ code }: Found, at: number): { start: number; end: number } | undefined {
  const gap = /^[ \t]{0,4}\(?[ \t]{0,4}/.exec(code.masked.slice(at, at + 12))?.[0].length ?? 0;
  return code.stringAt(at + gap)?.content;
}
