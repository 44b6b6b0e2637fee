import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import { itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { NamedRedirect } from './types.ts';

type RedirectFile = 'vercel' | 'netlify' | 'redirects-file' | 'next-config';

export function redirectFileOf(path: string): RedirectFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name === 'vercel.json') return 'vercel';
  if (name === 'netlify.toml') return 'netlify';
  if (name === '_redirects') return 'redirects-file';
  return /^next\.config\.[cm]?[jt]s$/.test(name) ? 'next-config' : undefined;
}

/** Redirects that hold for everybody, from a path without wildcards. Others can't be asked about. */
export function readRedirects(document: Document): readonly NamedRedirect[] {
  const file = redirectFileOf(document.path);
  return file ? READERS[file](document).slice(0, MOST) : [];
}

const MOST = 100;

const READERS: Readonly<Record<RedirectFile, (document: Document) => NamedRedirect[]>> = {
  // https://vercel.com/docs/project-configuration#redirects: 308, or 307 where it is not permanent.
  vercel: (document) => {
    const [root] = document.parsed(parseJson).roots;
    return itemsOf(nodeAt(root, 'redirects')).flatMap((rule) => {
      if (['has', 'missing'].some((key) => nodeAt(rule, key))) return [];
      const status = Number(
        textOf(nodeAt(rule, 'statusCode')) ?? (textOf(nodeAt(rule, 'permanent')) === 'false' ? 307 : 308),
      );
      return redirectOf(document, {
        setBy: 'vercel.json',
        from: nodeAt(rule, 'source'),
        to: nodeAt(rule, 'destination'),
        status,
      });
    });
  },
  // https://docs.netlify.com/routing/redirects/redirect-options/: 301 unless said otherwise; 200 and 404 are no redirects.
  netlify: (document) => {
    const [root] = document.parsed(parseToml).roots;
    return itemsOf(nodeAt(root, 'redirects')).flatMap((rule) => {
      if (['conditions', 'query', 'signed'].some((key) => nodeAt(rule, key))) return [];
      const status = Number(textOf(nodeAt(rule, 'status')) ?? 301);
      // Without force, a file at the path goes first.
      if (textOf(nodeAt(rule, 'force')) !== 'true') return [];
      return redirectOf(document, {
        setBy: 'netlify.toml',
        from: nodeAt(rule, 'from'),
        to: nodeAt(rule, 'to'),
        status,
      });
    });
  },
  'redirects-file': (document) => [...linesOfRedirects(document)],
  'next-config': (document) => [...literalsOfNext(document)],
};

function redirectOf(
  document: Document,
  {
    setBy,
    from,
    to,
    status,
  }: { setBy: string; from: TreeNode | undefined; to: TreeNode | undefined; status: number },
): NamedRedirect[] {
  const source = scalarOf(from);
  const target = textOf(to);
  if (!source || target === undefined || !isPlain(source.text, target, status)) return [];
  return [{ from: source.text, to: target, status, setBy, at: spanOf(document, source.start, source.end) }];
}

/** A path and a target without parts that are filled in, and a status that is one of a redirect. */
function isPlain(from: string, to: string, status: number): boolean {
  const isRedirect = status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
  return (
    isRedirect &&
    /^\/[\w/.~-]*$/.test(from) &&
    /^(?:\/|https?:\/\/)[\w/.~?&=#%:-]*$/.test(to) &&
    !/\/:\w/.test(to)
  );
}

/** `/old /new 301!`: https://docs.netlify.com/routing/redirects/, https://developers.cloudflare.com/pages/configuration/redirects/ */
function* linesOfRedirects(document: Document): Generator<NamedRedirect> {
  const line = /^[ \t]*(\/\S{0,500})[ \t]+(\S{1,500})(?:[ \t]+(\d{3})!?)?[ \t]*(?:#.*)?$/gm;
  for (const match of document.text.matchAll(line)) {
    const [whole, from = '', to = '', code] = match;
    const start = match.index + whole.indexOf(from);
    // Cloudflare's own status is 302 and Netlify's 301: the line alone does not say.
    if (isPlain(from, to, Number(code ?? 301)))
      yield {
        from,
        to,
        ...(code !== undefined && { status: Number(code) }),
        setBy: '_redirects',
        at: spanOf(document, start, start + from.length),
      };
  }
}

/** `{ source: '/old', destination: '/new', permanent: true }`, in this order and without conditions. */
function* literalsOfNext(document: Document): Generator<NamedRedirect> {
  const literal =
    /\{\s*source\s*:\s*(["'])([^"'\n]{1,300})\1\s*,\s*destination\s*:\s*(["'])([^"'\n]{1,500})\3\s*,\s*(?:permanent\s*:\s*(true|false)|statusCode\s*:\s*(\d{3}))\s*,?\s*\}/g;
  // What `basePath` and `i18n` put before addresses is not looked at.
  if (/\bbasePath\s*:|\bi18n\s*:/.test(document.text)) return;
  let left = MOST;
  for (const match of document.text.matchAll(literal)) {
    // Each is held against the text before it.
    if (left-- === 0) return;
    const [whole, , from = '', , to = '', permanent, code] = match;
    const start = match.index + whole.indexOf(from);
    const status = code === undefined ? (permanent === 'true' ? 308 : 307) : Number(code);
    if (isPlain(from, to, status) && !isCommentedOut(document.text, match.index))
      yield { from, to, status, setBy: 'next.config', at: spanOf(document, start, start + from.length) };
  }
}

function isCommentedOut(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  const opened = text.lastIndexOf('/*', at);
  return line.includes('//') || (opened !== -1 && text.indexOf('*/', opened) > at);
}
