import type { Collector } from '../../collector.ts';
import { envFileRoleOf } from '../../env/envFileRole.ts';
import { parseJson } from '../../parsers/json.ts';
import { nodeAt, scalarOf, textOf } from '../../parsers/tree.ts';
import { placeOf } from '../../place.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { candidateFileOf, mayTell, type CandidateFile } from './fileTable.ts';
import { isHeaderFile, readHeaders } from './headers.ts';
import { keyedValues, type KeyedValue } from './keyedValues.ts';
import { readRedirects, redirectFileOf } from './redirects.ts';
import { isSiteName, namesHost } from './siteNames.ts';
import { ownHost } from './strangers.ts';
import type { LiveFacts, NamedHost } from './types.ts';

/** Where the product is, what it redirects, and the headers that it sets, as files say: of addresses, names of hosts alone are kept. */
export const LIVE_COLLECTOR: Collector = {
  id: 'live',
  // Names of files say it all: words such as "url" stand in every other file.
  triggers: [],
  classes: ['source', 'ignored-env'],
  wants(path, language) {
    if (!mayTell(path, language)) return 'never';
    const isWanted =
      candidateFileOf(path) !== undefined ||
      redirectFileOf(path) !== undefined ||
      isHeaderFile(path, language) ||
      PACKAGE.test(path);
    return isWanted ? 'always' : 'never';
  },
  collect(document) {
    if (document.text.length > LARGEST) return undefined;
    const kind = candidateFileOf(document.path);
    const domains = kind ? domainsIn(document, kind) : [];
    const redirects = readRedirects(document);
    const headers = readHeaders(document);
    const live: LiveFacts = {
      ...readPackage(document),
      ...(domains.length > 0 && { domains }),
      ...(redirects.length > 0 && { redirects }),
      ...(headers.length > 0 && { headers }),
    };
    return Object.keys(live).length === 0 ? undefined : { live };
  },
};

/** In UTF-16 units: configuration that people write is smaller. */
const LARGEST = 300_000;
/** Hosts of one file that are kept. */
const MOST = 40;

function domainsIn(document: Document, kind: CandidateFile): readonly NamedHost[] {
  const { text, path } = document;
  if (kind.confirms && !kind.confirms.test(text)) return [];
  const found = new Map<string, NamedHost>();
  const role = kind.source === 'env' ? envFileRoleOf(path) : undefined;
  const environment = role && role.environment !== 'any' ? role.environment : environmentOfPath(path);
  const note = (value: string, start: number, end: number): void => {
    const own = ownHost(value);
    if (!own || found.size >= MOST || found.has(own.host)) return;
    const where = own.environment ?? environment;
    found.set(own.host, {
      host: own.host,
      at: spanOf(document, start, end),
      source: role?.template === true ? 'env-template' : kind.source,
      ...(where !== undefined && { environment: where }),
    });
  };
  for (const [value, start] of matchesOf(kind, text))
    for (const { 0: word, index } of value.matchAll(/[^\s,]+/g))
      note(word, start + index, start + index + word.length);
  if (kind.keys || kind.variables) {
    const isCode = CODE.test(path);
    for (const value of keyedValues(text))
      if (counts(value, kind, isCode))
        for (const { 0: word, index } of value.text.slice(0, 2_000).matchAll(/[^\s,;|]+/g))
          if (/^https?:\/\//i.test(word) || isBareHost(value, kind, isCode))
            note(word, value.start + index, value.start + index + word.length);
  }
  return [...found.values()];
}

const CODE = /\.(?:[cm]?[jt]sx?|py|rb|php|exs?)$/i;

function counts(
  { key, isText, isListed, indent }: KeyedValue,
  kind: CandidateFile,
  isCode: boolean,
): boolean {
  if (isCode && !isText) return false;
  // Lists in code are of others as a rule: images that may be shown, search engines.
  if (isCode && isListed && kind.bare !== true) return false;
  if (kind.topLevel === true && indent > 0) return false;
  return kind.keys?.test(key) === true || (kind.variables === true && isSiteName(key));
}

/** In code `domain` may be anybody's; `APP_DOMAIN` is a setting. */
function isBareHost({ key }: KeyedValue, kind: CandidateFile, isCode: boolean): boolean {
  if (kind.keys?.test(key) === true) return kind.bare === true;
  return namesHost(key) && (!isCode || /^[A-Z\d_]+$/.test(key));
}

function* matchesOf({ patterns = [] }: CandidateFile, text: string): Generator<readonly [string, number]> {
  for (const pattern of patterns) {
    let left = MOST;
    const all = pattern.global ? text.matchAll(pattern) : [pattern.exec(text)];
    for (const match of all) {
      const value = match?.[1];
      if (!match || value === undefined || left-- === 0) break;
      yield [value, match.index + match[0].lastIndexOf(value)];
    }
  }
}

/** `config/environments/production.rb`, `overlays/staging/ingress.yaml`, `deploy.staging.yml` */
function environmentOfPath(path: string): string | undefined {
  const word =
    /(?:^|[/._-])(production|prod|staging|stage|preview|development|dev|local|test)(?=[/._-])/i.exec(
      path,
    )?.[1];
  return word === undefined ? undefined : STAGES[word.toLowerCase()];
}

const STAGES: Readonly<Record<string, string>> = {
  production: 'production',
  prod: 'production',
  staging: 'staging',
  stage: 'staging',
  preview: 'preview',
  development: 'development',
  dev: 'development',
  local: 'development',
  test: 'test',
};

const PACKAGE = /^(?!.*(?:^|\/)(?:vendor|node_modules)\/)(?:.*\/)?package\.json$/;

/** The name of a package, its scope apart ("@dub/ui" says "dub"), and its homepage. */
function readPackage(document: Document): LiveFacts {
  if (!PACKAGE.test(document.path) || placeOf(document.path) !== 'product') return {};
  const [root] = document.parsed(parseJson).roots;
  const name = textOf(nodeAt(root, 'name'))?.toLowerCase() ?? '';
  const names = /^@?[\w./-]{1,100}$/.test(name) ? name.replace('@', '').split('/') : [];
  const homepage = scalarOf(nodeAt(root, 'homepage'));
  const own = homepage && ownHost(homepage.text);
  return {
    ...(names.length > 0 && { names }),
    ...(homepage &&
      own && {
        domains: [{ host: own.host, at: spanOf(document, homepage.start, homepage.end), source: 'homepage' }],
      }),
  };
}
