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

export interface Markup {
  readonly metas: readonly Attributes[];
  readonly scripts: readonly Attributes[];
  /** False: what is called a page is JSON. */
  readonly isParseable: boolean;
}

/** The attributes of the elements that count, entities decoded; of what may be HTML. */
export function readMarkup(headers: ObservedHeaders, html: string): Markup {
  const metas: Attributes[] = [];
  const scripts: Attributes[] = [];
  const text = mediaType(headers) === '' || isHtmlType(headers) ? textOf(html) : '';
  if (text === undefined) return { metas, scripts, isParseable: false };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'meta') metas.push(attributes);
        else if (name === 'script') scripts.push(attributes);
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(text);
  return { metas, scripts, isParseable: true };
}

/**
 * The observatory's client takes any body for JSON that is JSON, whatever its type says: a text in quotes is read without them, and
 * a number, a list or an object can't be read at all (undefined), unless there is nothing in it.
 */
function textOf(body: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body.replace(/^\u{feff}/u, ''));
  } catch {
    return body;
  }
  if (typeof json === 'string') return json;
  return !json || (Array.isArray(json) && json.length === 0) ? '' : undefined;
}

/** Only what is called HTML has them. Of several referrers the last counts; every policy counts. */
export function metaHeaders(headers: ObservedHeaders, { metas }: Markup): MetaHeaders {
  if (!isHtmlType(headers)) return { policies: [] };
  const policies: string[] = [];
  let referrer: string | undefined;
  for (const { 'http-equiv': equivalent, name, content } of metas) {
    if (equivalent !== undefined && content !== undefined) {
      if (content !== '' && equivalent.toLowerCase().trim() === 'content-security-policy')
        policies.push(content);
    } else if (name?.toLowerCase().trim() === 'referrer' && content) referrer = content;
  }
  return referrer === undefined ? { policies } : { policies, referrer };
}
