import { Parser } from 'htmlparser2';
import { headerValue, type MetaHeaders, type ObservedHeaders } from './input.ts';

type Attributes = Readonly<Record<string, string>>;

const HTML_TYPES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** Compared letter by letter and without trimming, as the observatory does: "Text/HTML" is something else. */
export function isHtmlType(headers: ObservedHeaders): boolean {
  return HTML_TYPES.has(mediaType(headers));
}

/** "" where the server names none. */
export function mediaType(headers: ObservedHeaders): string {
  return (headerValue(headers, 'content-type') ?? '').split(';', 1)[0] ?? '';
}

/** The attributes of every element of that name, entities decoded. */
export function elements(html: string, tag: string): readonly Attributes[] {
  const found: Attributes[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === tag) found.push(attributes);
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(html);
  return found;
}

/** Only HTML has them. Of several referrers the last counts; every policy counts. */
export function metaHeaders(headers: ObservedHeaders, html: string): MetaHeaders {
  if (html === '' || !isHtmlType(headers)) return { policies: [] };
  const policies: string[] = [];
  let referrer: string | undefined;
  for (const { 'http-equiv': equivalent, name, content } of elements(html, 'meta')) {
    if (equivalent !== undefined && content !== undefined) {
      if (content !== '' && equivalent.toLowerCase().trim() === 'content-security-policy')
        policies.push(content);
    } else if (name?.toLowerCase().trim() === 'referrer' && content) referrer = content;
  }
  return referrer === undefined ? { policies } : { policies, referrer };
}
