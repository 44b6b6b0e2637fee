/** What pages say of where they belong, read from their text. */
import type { PageObservation, UrlParts } from '../../observations/http.ts';

/** The host that the page's canonical link names; undefined where there is none. */
export function canonicalHostIn(
  body: string,
  url: UrlParts,
  page: PageObservation | undefined,
): string | undefined {
  if (page?.url.hostname === url.hostname) return page.canonical?.hostname;
  const tag = /<link\b[^>]{0,500}\brel\s*=\s*["']?canonical\b[^>]{0,2000}>/i.exec(body)?.[0];
  const href = tag && /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1];
  if (!href) return undefined;
  return /^(?:https?:)?\/\/([^/?#:]+)/i.exec(href)?.[1]?.toLowerCase() ?? url.hostname;
}

/** Where a meta refresh, or a script that does nothing else, sends the visitor. */
export function redirectInPage(
  body: string,
  refresh: string | undefined,
): { how: 'refresh' | 'script'; to: string } | undefined {
  const target = refresh && /^\s*(\d+)(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(refresh);
  if (target && Number(target[1]) <= 10) return { how: 'refresh', to: target[2]?.trim() ?? '' };
  if (body.length > 4_000) return undefined;
  const text = body
    .replace(/<(script|style|head|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .trim();
  const script = SCRIPT.exec(body)?.[1];
  return text.length < 100 && script !== undefined ? { how: 'script', to: script } : undefined;
}

const SCRIPT =
  /<script\b[^>]*>[^<]{0,500}\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["'`]([^"'`\n]{1,500})["'`]/i;
