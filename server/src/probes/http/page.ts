import { isFailure } from '../../core/observations/failure.ts';
import type { HttpExchange, PageObservation, PageResource, UrlParts } from '../../core/observations/http.ts';
import { readTags, type Tag } from './tags.ts';
import { urlParts } from './url.ts';

/**
 * What an HTML page loads and says. Tags alone are looked at: no tree is built, so that however deep somebody nests them, a page
 * costs as much as it is long.
 */
export function readPage(url: UrlParts, html: string): PageObservation {
  const { tags, title } = readTags(html, LOOKED_AT);
  const base = tags.find(({ name, attributes }) => name === 'base' && attributes.has('href'));
  const from = urlParts(base?.attributes.get('href') ?? '', url.href)?.href ?? url.href;
  const found: Found = { resources: [], metas: [], forms: [] };
  for (const tag of tags) read(tag, from, url, found);
  const { resources, metas, forms, canonical } = found;
  return { url, title, resources, metas, forms, ...(canonical ? { canonical } : {}) };
}

/** Of an answer that is HTML. */
export function pageOf(exchange: HttpExchange | undefined): PageObservation | undefined {
  if (!exchange || isFailure(exchange.outcome)) return undefined;
  const { body, headers } = exchange.outcome;
  const type = headers.findLast(([name]) => name === 'content-type')?.[1] ?? '';
  const isHtml = type === '' ? /^\s*<(?:!doctype html|html|head|body)/i.test(body) : /\bx?html\b/i.test(type);
  return isHtml && body !== '' ? readPage(exchange.url, body) : undefined;
}

interface Found {
  readonly resources: PageResource[];
  readonly metas: PageObservation['metas'][number][];
  readonly forms: PageObservation['forms'][number][];
  canonical?: UrlParts;
}

/** Of each kind of thing. What a page has more of is more of the same. */
const MOST = 1000;

const LOOKED_AT = new Set([
  'base',
  'script',
  'link',
  'img',
  'source',
  'iframe',
  'frame',
  'video',
  'audio',
  'track',
  'object',
  'embed',
  'input',
  'form',
  'meta',
]);

function read(tag: Tag, base: string, page: UrlParts, found: Found): void {
  const { attributes } = tag;
  switch (tag.name) {
    case 'script':
      return load('script', attributes.get('src'), tag, base, found);
    case 'iframe':
    case 'frame':
      return load('frame', attributes.get('src'), tag, base, found);
    case 'object':
      return load('object', attributes.get('data'), tag, base, found);
    case 'embed':
      return load('object', attributes.get('src'), tag, base, found);
    case 'video':
      load('image', attributes.get('poster'), tag, base, found);
      return load('media', attributes.get('src'), tag, base, found);
    case 'audio':
    case 'track':
      return load('media', attributes.get('src'), tag, base, found);
    case 'img':
    case 'source':
      load(tag.name === 'img' ? 'image' : 'media', attributes.get('src'), tag, base, found);
      for (const source of sourcesOf(attributes.get('srcset'))) load('image', source, tag, base, found);
      return;
    case 'input':
      return readInput(tag, base, found);
    case 'link':
      return readLink(tag, base, found);
    case 'form':
      return readForm(tag, base, page, found);
    case 'meta':
      return readMeta(tag, found);
  }
}

function load(
  kind: PageResource['kind'],
  source: string | undefined,
  { attributes }: Tag,
  base: string,
  { resources }: Found,
): void {
  if (source === undefined || source.trim() === '' || resources.length >= MOST) return;
  const url = urlParts(source, base);
  if (!url) return;
  const integrity = attributes.get('integrity');
  const crossorigin = attributes.get('crossorigin');
  resources.push({
    kind,
    url,
    ...(integrity === undefined ? {} : { integrity }),
    ...(crossorigin === undefined ? {} : { crossorigin }),
  });
}

/** `a.png 1x, b.png 2x`: what stands before each width or density. */
function sourcesOf(srcset: string | undefined): readonly string[] {
  if (srcset === undefined) return [];
  return srcset
    .split(/,\s+|,$/)
    .map((candidate) => candidate.trim().split(/\s+/)[0] ?? '')
    .filter((source) => source !== '');
}

function readLink(tag: Tag, base: string, found: Found): void {
  const rel = new Set((tag.attributes.get('rel') ?? '').toLowerCase().split(/\s+/));
  const href = tag.attributes.get('href');
  if (rel.has('canonical')) {
    const url = href === undefined ? undefined : urlParts(href, base);
    if (url) found.canonical ??= url;
  } else if (rel.has('stylesheet')) load('stylesheet', href, tag, base, found);
  else if (rel.has('manifest')) load('manifest', href, tag, base, found);
  else if (rel.has('icon') || rel.has('apple-touch-icon') || rel.has('mask-icon'))
    load('image', href, tag, base, found);
  else if (rel.has('modulepreload')) load('script', href, tag, base, found);
  else if (rel.has('preload') || rel.has('prefetch'))
    load(PRELOADED[tag.attributes.get('as')?.toLowerCase() ?? ''] ?? 'other', href, tag, base, found);
}

/** `as` of a preload, to what it is. */
const PRELOADED: Readonly<Record<string, PageResource['kind']>> = {
  script: 'script',
  worker: 'script',
  style: 'stylesheet',
  image: 'image',
  font: 'font',
  audio: 'media',
  video: 'media',
  track: 'media',
  embed: 'object',
  object: 'object',
  document: 'frame',
};

function readForm({ attributes }: Tag, base: string, page: UrlParts, { forms }: Found): void {
  const action = attributes.get('action')?.trim() ?? '';
  // Without an action, a form goes to the page itself, whatever the base is.
  const url = action === '' ? page : urlParts(action, base);
  if (!url || forms.length >= MOST) return;
  forms.push({ action: url, method: attributes.get('method')?.toLowerCase() ?? 'get', hasPassword: false });
}

function readInput(tag: Tag, base: string, found: Found): void {
  const type = tag.attributes.get('type')?.toLowerCase();
  if (type === 'image') load('image', tag.attributes.get('src'), tag, base, found);
  const form = found.forms.at(-1);
  if (type === 'password' && form) found.forms[found.forms.length - 1] = { ...form, hasPassword: true };
}

function readMeta({ attributes }: Tag, { metas }: Found): void {
  const content = attributes.get('content');
  if (content === undefined || metas.length >= MOST) return;
  for (const kind of ['http-equiv', 'name'] as const) {
    const name = attributes.get(kind)?.trim().toLowerCase();
    if (name !== undefined && name !== '') metas.push({ kind, name, content });
  }
}
