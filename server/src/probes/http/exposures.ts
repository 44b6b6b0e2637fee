import type { UrlParts } from '../../core/observations/http.ts';

/** Something that nobody should be able to read, and where it would be. */
export interface Exposure {
  readonly kind: string;
  readonly path: string;
  /** Words of the workspace's frameworks, of the Server header, of cookies: where one of them shows, it is looked for first. */
  readonly shownBy?: RegExp;
}

/** Looked for everywhere, whatever else is left out. */
export const ESSENTIAL_EXPOSURES: readonly Exposure[] = [
  { kind: 'env-file', path: '/.env' },
  { kind: 'git-head', path: '/.git/HEAD' },
];

/** In the order of worth, as far as a domain's requests go. */
const FURTHER: readonly Exposure[] = [
  { kind: 'server-status', path: '/server-status', shownBy: /\bapache\b/ },
  { kind: 'backup', path: '/backup.sql' },
  { kind: 'phpinfo', path: '/phpinfo.php', shownBy: /\bphp|laravel|symfony|wordpress|drupal/ },
  { kind: 'env-file', path: '/.env.production' },
  { kind: 'actuator', path: '/actuator/env', shownBy: /\bspring|jsessionid|tomcat/ },
  { kind: 'backup', path: '/backup.zip' },
  { kind: 'ds-store', path: '/.DS_Store' },
  { kind: 'backup', path: '/dump.sql' },
  { kind: 'phpinfo', path: '/info.php', shownBy: /\bphp\b|phpsessid/ },
  { kind: 'svn', path: '/.svn/entries' },
  { kind: 'wordpress-config', path: '/wp-config.php.bak', shownBy: /wordpress|\bwp\b/ },
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

/** What is worth a look, the likeliest first: `signs` are words about what the site is made of. */
export function furtherExposures(signs: string): readonly Exposure[] {
  const shown = FURTHER.filter(({ shownBy }) => shownBy?.test(signs));
  return [...shown, ...FURTHER.filter((each) => !shown.includes(each))];
}

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
