/** Addresses without encryption in styles and scripts, which no tag of the page names. */
import type { DomainObservation } from '../../observations/domain.ts';
import { answerOf, mediaTypeOf } from '../headerValues.ts';
import { contentsOf, withoutElements } from './markup.ts';

export interface PlainAddress {
  readonly kind: 'stylesheet' | 'font' | 'image' | 'request';
  readonly href: string;
  /** "/app.css", or "the page". */
  readonly where: string;
}

/** Of the page's own styles and scripts, and of those files that were fetched. */
export function plainAddresses({ http }: DomainObservation, html: string): readonly PlainAddress[] {
  const found: PlainAddress[] = [];
  const markup = withoutElements(html, ['script', 'pre', 'code', 'textarea', 'template', 'noscript']);
  for (const css of [...contentsOf(markup, 'style'), ...styleAttributes(withoutElements(markup, ['style']))])
    found.push(...inStyles(css, 'the page'));
  for (const script of contentsOf(withoutElements(html, ['style', 'pre', 'code', 'textarea']), 'script'))
    found.push(...inScript(script, 'the page'));
  for (const exchange of http?.assets ?? []) {
    const answer = answerOf(exchange);
    if (answer?.status !== 200 || exchange.url.protocol !== 'https:') continue;
    const { body } = answer;
    const where = exchange.url.pathname;
    found.push(...(/\bcss$/.test(mediaTypeOf(answer)) ? inStyles(body, where) : inScript(body, where)));
  }
  const once = new Map(found.map((each) => [`${each.kind} ${each.href}`, each]));
  return [...once.values()].slice(0, MOST);
}

const MOST = 50;

/** CSS Values and Units, section 4.5; CSS Cascading, section 2: `@import` takes a string as well. */
function inStyles(css: string, where: string): readonly PlainAddress[] {
  const text = withoutComments(css);
  const found: PlainAddress[] = [];
  const pattern = /(?:url\([ \t\n\r]{0,20}["']?|@import[ \t\n\r]{1,20}["'])(http:\/\/[^"'()\s<>]{1,500})/gi;
  for (const match of text.matchAll(pattern)) {
    const before = text.slice(Math.max(0, match.index - 100), match.index);
    // The name of a language looks like an address.
    if (/@namespace[^;{}]*$/i.test(before)) continue;
    const isImport = match[0].startsWith('@') || /@import\s*$/i.test(before);
    const kind = isImport ? 'stylesheet' : isInFontFace(text, match.index) ? 'font' : 'image';
    found.push({ kind, href: match[1] ?? '', where });
    if (found.length >= MOST) break;
  }
  return found;
}

function isInFontFace(css: string, at: number): boolean {
  const open = css.lastIndexOf('{', at);
  return open > css.lastIndexOf('}', at) && /@font-face\s*$/i.test(css.slice(Math.max(0, open - 40), open));
}

function withoutComments(css: string): string {
  let kept = '';
  let from = 0;
  for (let at = css.indexOf('/*'); at !== -1; at = css.indexOf('/*', from)) {
    kept += css.slice(from, at);
    const end = css.indexOf('*/', at + 2);
    if (end === -1) return kept;
    from = end + 2;
  }
  return kept + css.slice(from);
}

function styleAttributes(html: string): readonly string[] {
  return [...html.matchAll(/\sstyle\s{0,5}=\s{0,5}(?:"([^"]{0,4000})"|'([^']{0,4000})')/gi)].map(
    ([, double, single]) => (double ?? single ?? '').replaceAll(/&(?:quot|#34|#39|#x27|apos);/gi, '"'),
  );
}

/** Calls whose address stands in them: what libraries only name is no request. */
const CALLS =
  /(?:\bfetch\(|\bnew (?:WebSocket|EventSource)\(|\.open\(["'][A-Z]{3,7}["'],|\baxios(?:\.(?:get|post|put|patch|delete|request))?\(|\bbaseURL:)\s{0,5}["'`]((?:http|ws):\/\/[^"'`\s<>${}]{1,500})/g;

function inScript(code: string, where: string): readonly PlainAddress[] {
  return [...code.matchAll(CALLS)].slice(0, MOST).map(([, href = '']) => ({ kind: 'request', href, where }));
}
