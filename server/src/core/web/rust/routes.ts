/** Routes of axum, actix-web and Rocket. */
import { contentOf, stringIn } from '../../env/code/lookups.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString } from '../../parsers/code.ts';
import type { Found } from '../backend/found.ts';

const AXUM = /\.route\s{0,4}\(/g;
const MACRO = /#\[(get|post|put|patch|delete|head|options)\s{0,4}\(\s{0,4}(?=")/g;
const VERB = /\b(?:\w{1,20}::)?(get|post|put|patch|delete|any)\s{0,4}(?:\(\)\.to\s{0,4})?\(/g;
const MOST = 1_000;

export function readRustRoutes(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(AXUM)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const [pathPart, handler] = argumentsAt(code, open);
    const at = stringIn(code, pathPart);
    const path = contentOf(code, at);
    if (!at || path === undefined || !handler || !path.startsWith('/')) continue;
    // What axum and actix nest a router in is said elsewhere, so the path may be a part of one.
    const isPart = /\.(?:nest|service|scope)\s{0,4}\(/.test(code.masked);
    const words = code.masked.slice(handler.start, Math.min(handler.end, handler.start + 600));
    const verbs = [...words.matchAll(VERB)];
    for (const verb of verbs.length > 0 ? verbs : [undefined]) {
      const name = verb?.[1]?.toUpperCase();
      const verbOpen = verb ? handler.start + verb.index + verb[0].length - 1 : open;
      const given = argumentsAt(code, verbOpen)[verb ? 0 : 1];
      found.handler({
        at,
        body: bodyOf(found, given) ?? { start: open, end: endOfBrackets(code, open) },
        ...(!isPart && { path, syntax: 'route' as const }),
        ...(name !== undefined && name !== 'ANY' && { methods: [name] }),
      });
    }
  }
  for (const match of code.masked.matchAll(MACRO)) {
    if (++count > MOST) break;
    const open = match.index + match[0].lastIndexOf('(');
    const at = stringIn(code, argumentsAt(code, open)[0]);
    const path = contentOf(code, at);
    const body = found.functions.find(({ start }) => start > open && start - open < 800);
    if (!at || path === undefined || !body) continue;
    found.handler({
      at: at.end > at.start ? at : { start: at.start - 1, end: at.end + 1 },
      body,
      path,
      syntax: 'route',
      methods: [(match[1] ?? '').toUpperCase()],
    });
  }
}

function bodyOf(found: Found, part: TextRange | undefined): TextRange | undefined {
  if (!part) return undefined;
  const words = found.code.masked.slice(part.start, Math.min(part.end, part.start + 200));
  if (words.includes('|')) return part;
  const name = /(\w{2,80})$/.exec(words)?.[1];
  const named = found.functions.find((one) => one.name === name);
  return named && { start: named.start, end: named.end };
}
