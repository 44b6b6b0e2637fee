/** Headers that PHP sends: `header("X: y")`, `->header("X", "y")`, `->headers->set(…)`, arrays of headers. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, isInString } from '../../parsers/code.ts';
import { calleeBefore, openBracketBefore, operandAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { headerNamed } from '../backend/headerNames.ts';
import { MOST_HEADERS, type Judge } from '../backend/headers.ts';
import type { Value } from '../values.ts';

const SETS =
  /^(?:header|withHeader|withAddedHeader|set|add|replace|setHeader|addHeader|appendHeader|append|put|with|setHeaderField)$/;

export const judgePhp: Judge = (use, { code }) => {
  if (use.how === 'argument') {
    if (!SETS.test(use.callee)) return undefined;
    if (/\$(?:request|req|client|http|guzzle|curl)->(?:headers->)?$/i.test(use.receiver)) return undefined;
    // `$response->headers->set("X", "y", false)` adds
    const parts = use.callee === 'set' || use.callee === 'header' ? argumentsAt(code, use.open) : [];
    const replaces = parts[2] && code.masked.slice(parts[2].start, parts[2].end);
    return replaces === 'false' ? { mode: 'add' } : {};
  }
  if (use.how === 'assigned')
    return /header/i.test(use.receiver) && !/request|client|curl/i.test(use.receiver) ? {} : undefined;
  if (use.how === 'tuple') return undefined;
  return isArrayOfResponse(code.masked, use.open) ? {} : undefined;
};

/** What an array of headers is given to: a client's request has headers of its own. */
function isArrayOfResponse(masked: string, open: number): boolean {
  const before = masked.slice(Math.max(0, open - 300), open);
  const statement = before.slice(
    Math.max(before.lastIndexOf(';'), before.lastIndexOf('{'), before.lastIndexOf('}')) + 1,
  );
  return !/\bHttp::|Client\b|->(?:request|get|post|put|patch|delete|send)\(|curl_|Request\(|in_array|assert|'headers'\s{0,4}=>\s{0,4}$|"headers"\s{0,4}=>\s{0,4}$|RequestOptions|wp_remote_/i.test(
    statement,
  );
}

const RAW = /(?:(?<![\w>$:\\])\\?(header|header_remove)|->set_header)\s{0,4}\(/gi;

/** `header("Cache-Control: no-store")`, `header("Access-Control-Allow-Origin: " . $origin)` */
export function readRawHeaders(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(RAW)) {
    if (++count > MOST_HEADERS) break;
    if (
      isInString(code, match.index) ||
      /\bfunction\s{1,8}&?$/.test(code.masked.slice(Math.max(0, match.index - 12), match.index))
    )
      continue;
    const open = match.index + match[0].length - 1;
    const part = argumentsAt(code, open)[0];
    if (!part) continue;
    const evaluated = found.value(part);
    const leading = evaluated.kind === 'joined' ? evaluated.parts[0] : evaluated;
    if (leading?.kind !== 'text') continue;
    const { at } = leading;
    const written = code.text.slice(at.start, Math.min(at.end, at.start + 80));
    const name = /^["'\s]{0,4}([A-Za-z-]{3,50})\s{0,4}(?::\s{0,8}|$)/.exec(written);
    const header = headerNamed(name?.[1] ?? '');
    if (!name || header === undefined) continue;
    const start = at.start + written.indexOf(name[1] ?? '');
    const nameAt = { start, end: start + header.length };
    if (match[1]?.toLowerCase() === 'header_remove') {
      found.header({ header, nameAt, value: { kind: 'nothing', at: found.span(nameAt) }, mode: 'remove' });
      continue;
    }
    if (!name[0].includes(':')) continue;
    const replaces = argumentsAt(code, open)[1];
    const adds = replaces !== undefined && code.masked.slice(replaces.start, replaces.end) === 'false';
    const value = withoutName(found, evaluated, at.start + name[0].length);
    found.header({ header, nameAt, value, mode: adds ? 'add' : 'set' });
  }
}

/** What follows the header's name and its colon in a text. */
function withoutName(found: Found, value: Value, start: number): Value {
  if (value.kind === 'text') {
    const at = found.span({ start, end: Math.max(start, value.at.end) });
    return { kind: 'text', text: value.text.replace(/^[^:]*:\s*/, ''), at };
  }
  if (value.kind !== 'joined') return value;
  const [first, ...rest] = value.parts;
  if (first?.kind !== 'text') return value;
  const inner = withoutName(found, first, start);
  const parts = inner.kind === 'text' && inner.text === '' ? rest : [inner, ...rest];
  return parts.length === 1 && parts[0] ? parts[0] : { ...value, parts };
}

/** Yii's filter: `'cors' => ['Origin' => ['*'], 'Access-Control-Allow-Credentials' => true]` */
export function readYiiCors(found: Found): void {
  const { code } = found;
  if (!/filters\\Cors\b|\bcorsFilter\b|\bCors::class/.test(code.text)) return;
  for (const literal of code.literals.slice(0, 20_000)) {
    if (literal.kind !== 'string' || code.text.slice(literal.content.start, literal.content.end) !== 'Origin')
      continue;
    const arrow = /^\s{0,20}=>\s{0,20}/.exec(code.masked.slice(literal.end, literal.end + 44));
    const open = openBracketBefore(code, literal.start);
    if (!arrow || !/["']cors["']\s{0,8}=>\s{0,8}$/.test(code.text.slice(Math.max(0, open - 40), open)))
      continue;
    const value = found.value(operandAt(code, literal.end + arrow[0].length));
    const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : undefined;
    found.header({
      header: 'access-control-allow-origin',
      nameAt: literal.content,
      value: only ?? value,
      groupAt: open,
    });
  }
}

/** Laravel: `Route::middleware("cache.headers:public;max_age=60;etag")` */
export function cacheHeadersText(written: string): string {
  return written
    .split(';')
    .map((word) => word.trim())
    .filter((word) => word !== '' && !/^etag\b|^last_modified/.test(word))
    .map((word) => word.replaceAll('_', '-'))
    .join(', ');
}

const CACHE_CALL =
  /->(setPublic|setPrivate|setMaxAge|setSharedMaxAge|setClientTtl|setTtl|setCache|setImmutable|setStaleWhileRevalidate|setStaleIfError|setVary|setExpires|setLastModified|mustRevalidate|setEtag|addCacheControlDirective|setNotModified)\s{0,4}\(/g;

export interface CacheCall {
  readonly name: string;
  readonly nameAt: TextRange;
  readonly parts: readonly TextRange[];
  /** The statement's first variable: calls on one response belong together. */
  readonly subject: string;
}

export function cacheCallsIn({ code }: Found): CacheCall[] {
  const calls: CacheCall[] = [];
  for (const match of code.masked.matchAll(CACHE_CALL)) {
    if (isInString(code, match.index) || calls.length > MOST_HEADERS) continue;
    const open = match.index + match[0].length - 1;
    const name = match[1] ?? '';
    const start = match.index + 2;
    const receiver = calleeBefore(code, open)?.receiver ?? '';
    if (/request|client|\$this->$/i.test(receiver.slice(0, 20)) && !/response/i.test(receiver)) continue;
    calls.push({
      name,
      nameAt: { start, end: start + name.length },
      parts: argumentsAt(code, open),
      subject: /^\$\w+/.exec(receiver)?.[0] ?? '',
    });
  }
  return calls;
}
