import { isFailure } from '../../core/observations/failure.ts';
import type { HttpExchange, PageObservation, UrlParts } from '../../core/observations/http.ts';

/** Something that nobody should be able to read, and where it would be. */
export interface Exposure {
  readonly kind: string;
  readonly path: string;
  /** Words of the workspace's frameworks, of the Server header, of cookies: where one of them shows, it is looked for first. */
  readonly shownBy?: RegExp;
  /** Such words say that the site is made of something else: it is looked for last. */
  readonly unlikelyAt?: RegExp;
}

const STATIC_HOST = /\bserver (?:vercel|netlify|github\.com)/.source;
const NOT_APACHE = new RegExp(`${STATIC_HOST}|server (?:nginx|caddy|kestrel|microsoft-iis|gunicorn|uvicorn)`);
const NOT_PHP = new RegExp(
  `${STATIC_HOST}|\\b(?:express|next|nuxt|django|rails|spring|fastapi|asp\\.net)\\b`,
);
const NOT_JAVA = new RegExp(
  `${STATIC_HOST}|\\b(?:php|wordpress|laravel|symfony|drupal|express|next|nuxt|django|rails|fastapi|asp\\.net)\\b`,
);

/** Looked for everywhere, whatever else is left out. */
export const ESSENTIAL_EXPOSURES: readonly Exposure[] = [
  { kind: 'env-file', path: '/.env' },
  { kind: 'git-head', path: '/.git/HEAD' },
];

/** In the order of worth, as far as a domain's requests go. */
const FURTHER: readonly Exposure[] = [
  { kind: 'server-status', path: '/server-status', shownBy: /\bapache\b/, unlikelyAt: NOT_APACHE },
  { kind: 'backup', path: '/backup.sql' },
  {
    kind: 'phpinfo',
    path: '/phpinfo.php',
    shownBy: /\bphp|laravel|symfony|wordpress|drupal/,
    unlikelyAt: NOT_PHP,
  },
  { kind: 'env-file', path: '/.env.production' },
  {
    kind: 'actuator',
    path: '/actuator/env',
    shownBy: /\bspring|jsessionid|tomcat/,
    unlikelyAt: NOT_JAVA,
  },
  { kind: 'backup', path: '/backup.zip' },
  { kind: 'ds-store', path: '/.DS_Store' },
  { kind: 'backup', path: '/dump.sql' },
  { kind: 'database-login', path: '/phpmyadmin/', shownBy: /\bphp/, unlikelyAt: NOT_PHP },
  { kind: 'phpinfo', path: '/info.php', shownBy: /\bphp\b|phpsessid/, unlikelyAt: NOT_PHP },
  { kind: 'svn', path: '/.svn/entries' },
  { kind: 'wordpress-config', path: '/wp-config.php.bak', shownBy: /wordpress|\bwp\b/ },
  { kind: 'wordpress-log', path: '/wp-content/debug.log', shownBy: /wordpress/ },
  { kind: 'database-login', path: '/adminer.php', shownBy: /\bphp/, unlikelyAt: NOT_PHP },
  { kind: 'compose-file', path: '/docker-compose.yml' },
  { kind: 'cloud-credentials', path: '/.aws/credentials' },
  { kind: 'debug-vars', path: '/debug/pprof/', shownBy: /\bgo\b|golang|\bgin\b|\becho\b|\bfiber\b/ },
  { kind: 'symfony-profiler', path: '/_profiler', shownBy: /symfony/ },
  { kind: 'telescope', path: '/telescope', shownBy: /laravel/ },
  { kind: 'rails-info', path: '/rails/info/properties', shownBy: /\brails\b|\bruby\b|\bpuma\b|passenger/ },
  { kind: 'elmah', path: '/elmah.axd', shownBy: /asp\.net|\biis\b|aspnet|dotnet/ },
  { kind: 'laravel-log', path: '/storage/logs/laravel.log', shownBy: /laravel/ },
  { kind: 'nginx-status', path: '/nginx_status' },
];

/**
 * What is worth a look, the likeliest first: `signs` are words about what the site is made of. What they point to doesn't push
 * out what every site may have.
 */
export function furtherExposures(signs: string): readonly Exposure[] {
  const shown = FURTHER.filter(({ shownBy }) => shownBy?.test(signs));
  const others = FURTHER.filter((each) => !shown.includes(each));
  const unlikely = others.filter(({ unlikelyAt }) => unlikelyAt?.test(signs));
  const usual = others.filter((each) => !unlikely.includes(each));
  return [
    ...shown.slice(0, AT_ONCE),
    ...usual.slice(0, AT_ONCE),
    ...shown.slice(AT_ONCE),
    ...usual.slice(AT_ONCE),
    ...unlikely,
  ];
}

const AT_ONCE = 2;

/** What the value alone does not say. */
const SIGN_OF: Readonly<Record<string, string>> = {
  server: 'server',
  'x-aspnet-version': 'asp.net',
  // The older versions of Spring Boot send it.
  'x-application-context': 'spring',
};

const TELLING = new Set([
  'server',
  'x-powered-by',
  'set-cookie',
  'x-generator',
  'x-aspnet-version',
  'x-application-context',
]);

/** What a home page's headers and cookies say of it. */
export function headerSigns(home: HttpExchange | undefined): readonly string[] {
  if (!home || isFailure(home.outcome)) return [];
  // A cookie's name tells; its value is chance.
  return home.outcome.headers
    .filter(([name]) => TELLING.has(name))
    .map(([name, value]) => `${SIGN_OF[name] ?? ''} ${name === 'set-cookie' ? value.split('=')[0] : value}`);
}

/** What an error page says of it: Spring Boot's own, as a page and as JSON. */
export function errorSigns(error: HttpExchange | undefined): readonly string[] {
  if (!error || isFailure(error.outcome)) return [];
  const start = error.outcome.body.slice(0, 2_000);
  return /Whitelabel Error Page|^\s*\{"timestamp":[^{}]{1,60},"status":\d{3},"error":"/.test(start)
    ? ['spring']
    : [];
}

/** What a page says of what it is made of: its generator, and where its files lie. */
export function pageSigns({ metas, resources, url }: PageObservation): readonly string[] {
  const generators = metas.flatMap(({ name, content }) => (name === 'generator' ? [content] : []));
  const own = resources.filter((each) => each.url.hostname === url.hostname);
  const layouts = LAYOUTS.flatMap(([at, word]) =>
    own.some((each) => at.test(each.url.pathname)) ? [word] : [],
  );
  return [...generators, ...layouts];
}

const LAYOUTS: readonly (readonly [at: RegExp, word: string])[] = [
  [/^\/(?:[\w-]+\/)?wp-(?:content|includes)\//, 'wordpress'],
  [/^\/sites\/(?:default|all)\//, 'drupal'],
  [/^\/_next\//, 'next'],
  [/^\/_nuxt\//, 'nuxt'],
  [/\/livewire(?:\.min)?\.js$/, 'laravel'],
  [/^\/static\/(?:admin|rest_framework)\//, 'django'],
];

/** The folder of a file that people sent or wrote, of which the page shows one: its list would show all. */
export function folderOf({ resources, url }: PageObservation): string | undefined {
  const own = resources.filter((each) => each.url.origin === url.origin);
  return own
    .map((each) => PEOPLES_FOLDER.exec(each.url.pathname)?.[0])
    .find((folder) => folder !== undefined);
}

const PEOPLES_FOLDER =
  /^\/(?:[\w-]{1,40}\/){0,3}?(?:uploads?|files|media|documents|docs|downloads|backups?)\/(?=[^/])/;

/** The map that a script or stylesheet names: in its header, or in its last comment (ECMA-426). */
export function sourceMapOf(
  script: UrlParts,
  headers: readonly (readonly [string, string])[],
  body: string,
): string | undefined {
  const header = headers.findLast(([name]) => name === 'sourcemap' || name === 'x-sourcemap')?.[1];
  if (header !== undefined && header !== '') return header;
  // Comments stand at the end; a script of 1 MB is not searched from its beginning.
  const tail = body.slice(-8192);
  const named = [...tail.matchAll(/[#@]\s*sourceMappingURL=([^\s'"*]{1,2048})/g)].at(-1)?.[1];
  // One that is in the file itself is no other file that is served.
  return named === undefined || named.startsWith('data:') || script.href === named ? undefined : named;
}
