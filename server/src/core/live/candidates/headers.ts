import type { Document } from '../../source.ts';
import type { HeaderPlaceId } from '../../web/headerPlaces.ts';
import type { WebReader } from '../../web/reader.ts';
import amplify from '../../web/readers/amplify.ts';
import apache from '../../web/readers/apache.ts';
import caddy from '../../web/readers/caddy.ts';
import firebase from '../../web/readers/firebase.ts';
import headersFile from '../../web/readers/headersFile.ts';
import netlify from '../../web/readers/netlify.ts';
import nextConfig from '../../web/readers/nextConfig.ts';
import nginx from '../../web/readers/nginx.ts';
import render from '../../web/readers/render.ts';
import staticWebApps from '../../web/readers/staticWebApps.ts';
import vercel from '../../web/readers/vercel.ts';
import { HEADER_PLACES } from '../../web/headerPlaces.ts';
import type { HeaderSetting } from '../../web/types.ts';
import type { Condition } from '../../web/values.ts';
import type { NamedHeader } from './types.ts';

export function isHeaderFile(path: string, language: Document['language']): boolean {
  return readerOf(path, language) !== undefined;
}

/**
 * Headers that the file sets with a fixed value and for everybody, by the path alone. Left out is what another setting of the file may
 * take the place of, in a way that can't be told.
 */
export function readHeaders(document: Document): readonly NamedHeader[] {
  if (hasSeveralSites(document) || hasBasePath(document)) return [];
  const settings = readerOf(document.path, document.language)?.read(document, isFixed)?.headers ?? [];
  const wanted = settings.filter(({ header, setBy }) => isFixed(header) && BY_PATH.has(setBy));
  const doubtful = new Set(wanted.filter((one) => textOf(one) === undefined).map(({ header }) => header));
  return wanted.slice(0, MOST).flatMap((one) => {
    const value = textOf(one);
    if (value === undefined || doubtful.has(one.header)) return [];
    const { nameAt, header, scope, setBy } = one;
    return [{ at: nameAt, header, value, scope, setBy: HEADER_PLACES[setBy].name, place: setBy }];
  });
}

/** Of web servers that answer for several hosts, what is set for one of them is not set for another. */
function hasSeveralSites({ text, path }: Document): boolean {
  const pattern = /caddy/i.test(path)
    ? /^((?:https?:\/\/)?[\w*][\w.-]*\.[a-z]{2,}[^\n{]*)\{[ \t]*$/gim
    : /^[ \t]*(?:server_name|ServerName)[ \t]+([^;{}\n]{1,500})/gm;
  const sites = new Set<string>();
  for (const [, names = ''] of text.matchAll(pattern))
    sites.add(
      (names.trim().split(/[\s,]+/, 1)[0] ?? '').toLowerCase().replace(/^(?:https?:\/\/)?(?:www\.)?/, ''),
    );
  return sites.size > 1;
}

/** Next.js puts it before every path that its configuration names. */
function hasBasePath({ text, path }: Document): boolean {
  return path.includes('next.config.') && /\bbasePath\s*[:,]/.test(text);
}

const MOST = 200;
const READERS: readonly WebReader[] = [
  vercel,
  netlify,
  headersFile,
  nextConfig,
  nginx,
  caddy,
  apache,
  firebase,
  render,
  staticWebApps,
  amplify,
];
const BY_PATH: ReadonlySet<HeaderPlaceId> = new Set<HeaderPlaceId>([
  ...([
    'next-config',
    'vercel',
    'netlify-toml',
    'netlify-headers',
    'cloudflare-headers',
    'headers-file',
  ] as const),
  ...(['firebase', 'static-web-apps', 'amplify', 'render', 'nginx', 'apache', 'caddy'] as const),
]);

function readerOf(path: string, language: Document['language']): WebReader | undefined {
  return READERS.find((reader) => reader.languages.includes(language) && reader.reads(path));
}

/** Neither worked out by servers for each answer, nor taken out by platforms, nor (as cookies and CORS) for some visitors. */
function isFixed(header: string): boolean {
  return /^[a-z][a-z\d-]{2,60}$/.test(header) && !header.startsWith('access-control-') && !MOVING.has(header);
}

const MOVING: ReadonlySet<string> = new Set(
  (
    'set-cookie vary link server date content-type content-length content-encoding content-disposition expires pragma etag ' +
    'last-modified connection transfer-encoding x-powered-by location surrogate-key surrogate-control cache-tag x-accel-expires ' +
    'x-accel-buffering alt-svc age via cdn-cache-control cloudflare-cdn-cache-control netlify-cdn-cache-control ' +
    'vercel-cdn-cache-control netlify-vary clear-site-data service-worker-allowed host x-real-ip x-forwarded-for x-forwarded-proto x-forwarded-host'
  ).split(' '),
);

/** The value, where it is written out and holds for everybody. */
function textOf({ value, mode, scope, when = [], lost }: HeaderSetting): string | undefined {
  const isPlain = mode === 'set' || mode === 'add';
  if (!isPlain || scope.conditional === true || scope.methods !== undefined || lost) return undefined;
  if (!when.every(isProduction)) return undefined;
  if (value.kind === 'number') return String(value.value);
  // `$host`, `{http.request.host}`, `%{…}e`: worked out for each answer.
  return value.kind === 'text' && !/[${}%]/.test(value.text) && value.text !== '' ? value.text : undefined;
}

function isProduction(condition: Condition): boolean {
  return condition.kind === 'stage' && condition.stage === 'production';
}
