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

/** Redirects that hold for everybody, from a path or from all below one. Others can't be asked about. */
export function readRedirects(document: Document): readonly NamedRedirect[] {
  const file = redirectFileOf(document.path);
  return file ? READERS[file](document) : [];
}

/** Rules of one file that are read: each is held against those before it, and a few are asked. */
const MOST = 100;

const READERS: Readonly<Record<RedirectFile, (document: Document) => NamedRedirect[]>> = {
  // https://vercel.com/docs/project-configuration#redirects: 308, or 307 where it is not permanent.
  vercel: (document) => {
    const [root] = document.parsed(parseJson).roots;
    const rules = itemsOf(nodeAt(root, 'redirects')).slice(0, MOST);
    return rules.flatMap((rule, index) => {
      const isConditional = (one: TreeNode): boolean =>
        ['has', 'missing'].some((key) => nodeAt(one, key) !== undefined);
      if (isConditional(rule)) return [];
      const status = Number(
        textOf(nodeAt(rule, 'statusCode')) ?? (textOf(nodeAt(rule, 'permanent')) === 'false' ? 307 : 308),
      );
      return redirectOf(document, {
        setBy: 'vercel.json',
        from: nodeAt(rule, 'source'),
        to: nodeAt(rule, 'destination'),
        status,
        earlier: rules
          .slice(0, index)
          .map((one) => ({ from: textOf(nodeAt(one, 'source')), isConditional: isConditional(one) })),
      });
    });
  },
  // https://docs.netlify.com/routing/redirects/redirect-options/: 301 unless said otherwise; 200 and 404 are no redirects.
  netlify: (document) => {
    const [root] = document.parsed(parseToml).roots;
    const rules = itemsOf(nodeAt(root, 'redirects')).slice(0, MOST);
    return rules.flatMap((rule, index) => {
      const isConditional = (one: TreeNode): boolean =>
        ['conditions', 'query', 'signed'].some((key) => nodeAt(one, key) !== undefined);
      if (isConditional(rule)) return [];
      const status = Number(textOf(nodeAt(rule, 'status')) ?? 301);
      return redirectOf(document, {
        setBy: 'netlify.toml',
        from: nodeAt(rule, 'from'),
        to: nodeAt(rule, 'to'),
        status,
        yieldsToFiles: textOf(nodeAt(rule, 'force')) !== 'true',
        earlier: rules
          .slice(0, index)
          .map((one) => ({ from: textOf(nodeAt(one, 'from')), isConditional: isConditional(one) })),
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
    yieldsToFiles = false,
    earlier,
  }: {
    setBy: string;
    from: TreeNode | undefined;
    to: TreeNode | undefined;
    status: number;
    yieldsToFiles?: boolean;
    earlier: readonly Earlier[];
  },
): NamedRedirect[] {
  const source = scalarOf(from);
  const target = textOf(to);
  const asked = source && target !== undefined ? askable(source.text, target, status, earlier) : undefined;
  if (!source || !asked) return [];
  return [
    {
      ...asked,
      status,
      ...(yieldsToFiles && { yieldsToFiles }),
      setBy,
      at: spanOf(document, source.start, source.end),
    },
  ];
}

/** A rule that stands before another. */
interface Earlier {
  readonly from: string | undefined;
  readonly isConditional?: boolean;
}

/** What can be asked about a rule: the path that it is for, or a made-up one below it. */
function askable(
  from: string,
  to: string,
  status: number,
  earlier: readonly Earlier[],
): Pick<NamedRedirect, 'from' | 'to' | 'pattern'> | undefined {
  if (isPlain(from, to, status)) return { from, to };
  const [, head, name] = /^(\/[\w.~-][\w/.~-]*\/)(?:\*|:(\w+)[*+]|\(\.\*\))$/.exec(from) ?? [];
  if (head === undefined || earlier.some((one) => goesFirst(one, from, head))) return undefined;
  const splat = from.endsWith(')') ? '$1' : `:${name ?? 'splat'}`;
  const below = to.replace(name === undefined ? splat : new RegExp(`:${name}[*+]?$`), () => PROBE);
  const asked = { from: `${head}${PROBE}`, to: below };
  // A target that names it twice, or in a query, is left alone.
  return isPlain(asked.from, asked.to, status) && !below.includes('?')
    ? { ...asked, pattern: { from, to } }
    : undefined;
}

/** Nothing is at this name. */
const PROBE = 'launch-ready-probe';

/** The first rule that fits counts. */
function goesFirst({ from, isConditional = false }: Earlier, ours: string, head: string): boolean {
  if (from === undefined || from === ours) return true;
  const wild = from.search(/[*:(]/);
  return !isConditional && from.startsWith('/') && wild !== -1 && head.startsWith(from.slice(0, wild));
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
  const line = /^[ \t]*(\/\S{0,500})[ \t]+(\S{1,500})(?:[ \t]+(\d{3})(!)?)?[ \t]*(?:#.*)?$/gm;
  const earlier: Earlier[] = [];
  for (const match of document.text.matchAll(line)) {
    if (earlier.length === MOST) return;
    const [whole, from = '', to = '', code, force] = match;
    const start = match.index + whole.indexOf(from);
    // Cloudflare's own status is 302 and Netlify's 301: the line alone does not say.
    const asked = askable(from, to, Number(code ?? 301), earlier);
    earlier.push({ from });
    if (asked)
      yield {
        ...asked,
        ...(code !== undefined && { status: Number(code) }),
        ...(force === undefined && { yieldsToFiles: true }),
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
  const earlier: Earlier[] = [];
  for (const match of document.text.matchAll(literal)) {
    if (earlier.length === MOST) return;
    const [whole, , from = '', , to = '', permanent, code] = match;
    const start = match.index + whole.indexOf(from);
    const status = code === undefined ? (permanent === 'true' ? 308 : 307) : Number(code);
    const asked = askable(from, to, status, earlier);
    earlier.push({ from });
    if (asked && !isCommentedOut(document.text, match.index))
      yield { ...asked, status, setBy: 'next.config', at: spanOf(document, start, start + from.length) };
  }
}

function isCommentedOut(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  const opened = text.lastIndexOf('/*', at);
  return line.includes('//') || (opened !== -1 && text.indexOf('*/', opened) > at);
}
