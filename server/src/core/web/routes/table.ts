/** The routes as people read them: what answers, who may see it, what caches and other sites may do with it. */
import type { CorsPolicy, OriginRule } from '../cors/policy.ts';
import { sharingOf } from '../caching/judging.ts';
import type { CachePolicy } from '../caching/policy.ts';
import type { Access, Route, WebModel } from '../model.ts';
import type { DataCache } from '../types.ts';

export interface RouteTable {
  /** Sorted by path. */
  readonly routes: readonly RouteRow[];
}

export interface RouteRow {
  /** As its framework writes it; "…" with the file's own part where it is mounted elsewhere. */
  readonly path: string;
  /** Upper case; none: all. */
  readonly methods: readonly string[];
  readonly kind: 'page' | 'api' | 'action' | 'unknown';
  /** "Next.js route handler" */
  readonly framework: string;
  /** Relative to the root, forward slashes; 1-based line. */
  readonly file: string;
  readonly line: number;
  readonly access: Access['level'];
  /** Why that is said, in words. */
  readonly reason: string;
  /** What is said about caching, in words; "" where nothing is. */
  readonly caching: string;
  /** Which other sites may read the answer, in words; "" where nothing is said. */
  readonly cors: string;
  /** Why no shared cache may keep it; absent where nothing speaks against it. */
  readonly neverPublic?: string;
  /** A shared cache may keep it all the same. */
  readonly isShared: boolean;
}

export function routeTable({ routes }: WebModel): RouteTable {
  return {
    routes: routes
      .map(rowOf)
      .sort(
        (a, b) =>
          compare(a.path, b.path) || compare(a.methods.join(), b.methods.join()) || compare(a.file, b.file),
      ),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowOf({
  handler,
  path,
  methods,
  file,
  access,
  caching,
  dataCaches,
  cors,
  neverPublic,
}: Route): RouteRow {
  return {
    path: path ?? '…',
    methods,
    kind:
      handler.kind === 'page' || handler.kind === 'api' || handler.kind === 'action'
        ? handler.kind
        : 'unknown',
    framework: handler.framework,
    file,
    line: handler.at.line,
    access: access.level,
    reason: access.reason,
    caching: cachingWords(caching, dataCaches),
    cors: corsWords(cors),
    ...(neverPublic === undefined ? {} : { neverPublic }),
    isShared: caching.some(isShared),
  };
}

function isShared(policy: CachePolicy): boolean {
  return policy.headers.some((header) =>
    header.texts.some(
      (text) => !text.development && sharingOf({ policy, header, text, says: text.says })?.isTold,
    ),
  );
}

function cachingWords(policies: readonly CachePolicy[], dataCaches: readonly DataCache[]): string {
  const headers = policies.flatMap(({ headers: all }) =>
    all.flatMap(({ header, texts }) =>
      texts
        .filter(({ development }) => !development)
        .map(({ text }) => (header === 'cache-control' ? '' : `${header}: `) + text.replaceAll('\0', '…')),
    ),
  );
  const data = dataCaches.flatMap((cache) => DATA_WORDS[cache.how]?.(cache) ?? []);
  return [...new Set([...headers, ...data])].join('; ');
}

const DATA_WORDS: Readonly<Partial<Record<DataCache['how'], (cache: DataCache) => string>>> = {
  revalidate: ({ value }) => (value.kind === 'number' ? `revalidate ${value.value} s` : 'revalidate'),
  dynamic: ({ value }) => (value.kind === 'text' ? value.text : 'dynamic'),
  'use-cache': () => '“use cache”',
  'unstable-cache': () => 'unstable_cache',
  'page-cache': () => 'kept whole',
};

function corsWords(policies: readonly CorsPolicy[]): string {
  return [...new Set(policies.map(policyWords))].filter((words) => words !== '').join('; ');
}

function policyWords({ origins, credentials }: CorsPolicy): string {
  const words = [...new Set(origins.filter(({ stage }) => stage !== 'development').map(originWords))];
  const most = words.length > 3 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  if (most.length === 0) return '';
  return most.join(', ') + (credentials.state === 'on' ? ' with credentials' : '');
}

function originWords(rule: OriginRule): string {
  switch (rule.kind) {
    case 'any':
      return 'any origin';
    case 'reflected':
      return 'whoever asks';
    case 'listed':
    case 'begun':
    case 'wildcard':
      return rule.text;
    case 'tested':
      return 'origins that pass a test';
    case 'variable':
      return `$${rule.name}`;
    case 'null':
      return 'null';
    case 'several':
      return 'several origins in one header';
    case 'nothing':
      return 'none';
    case 'unknown':
      return 'unknown';
  }
}
