/** What stands outside of Starlette's CORSMiddleware and answers without it: its answers have no CORS headers. */
import type { CorsSetting } from '../types.ts';
import { openBracketBefore } from '../backend/brackets.ts';
import { partsIn } from './pythonFile.ts';
import type { PythonWeb } from './pythonWeb.ts';

/** What was added last is outermost; in a list the first is. */
export function misplacedIn(web: PythonWeb, cors: number): CorsSetting['misplaced'] {
  const { file } = web;
  const { code } = file;
  const call = openBracketBefore(code, cors);
  if (call === -1) return undefined;
  const added = /(\w{1,60})\.add_middleware\s{0,4}$/.exec(code.masked.slice(Math.max(0, call - 80), call));
  if (added?.[1] !== undefined) {
    const inside = file.functionAt(cors)?.start;
    const later = new RegExp(
      `(?<![\\w.])${added[1]}\\.add_middleware\\(\\s{0,80}(?:\\w+\\.){0,4}(\\w{1,80})`,
      'g',
    );
    later.lastIndex = cors;
    for (let match = later.exec(code.masked); match; match = later.exec(code.masked)) {
      if (file.functionAt(match.index)?.start !== inside) continue;
      const found = answering(web, match[1] ?? '', match.index + match[0].length);
      if (found) return found;
    }
    return undefined;
  }
  const list = openBracketBefore(code, call);
  if (list === -1 || code.masked[list] !== '[') return undefined;
  for (const part of partsIn(code, list)) {
    if (part.start >= call - 20) break;
    const name = /^(?:\w+\.)?Middleware\(\s{0,80}(?:\w+\.){0,4}(\w{1,80})/.exec(
      code.masked.slice(part.start, Math.min(part.end, part.start + 300)),
    );
    const found = name && answering(web, name[1] ?? '', part.start + name[0].length);
    if (found) return found;
  }
  return undefined;
}

/** Middleware that turns requests away by itself. */
function answering(web: PythonWeb, name: string, end: number): CorsSetting['misplaced'] {
  const at = web.file.place({ start: end - name.length, end });
  // Starlette's own AuthenticationMiddleware answers with 400 where credentials are malformed.
  if (/auth(?!or(?!iz))|login|jwt|apikey|token|permission/i.test(name)) return { why: 'behind-auth', at };
  if (
    /rate_?limit|limiter|throttl|trustedhost|httpsredirect|block|firewall|ipfilter|whitelist|allowlist/i.test(
      name,
    )
  )
    return { why: 'behind-answers', at };
  return undefined;
}
