/**
 * How the settings of each framework that let everybody in are written as a list of the environment. Words of the settings change with
 * it, so that these are texts round the place, and not values.
 */
import type { TextRange } from '../../finding.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';

export interface Idiom {
  /** What lets everybody in; the place of the finding lies in it. */
  readonly from: RegExp;
  /** `$1` …: groups of it. */
  readonly to: string;
  /** Of Go. */
  readonly packages?: readonly string[];
  /** Python's `import os`. */
  readonly needsOs?: true;
  /** There is none where this stands in the file as well. */
  readonly unless?: RegExp;
}

const GO = 'strings.Split(os.Getenv("ALLOWED_ORIGINS"), ",")';
const GO_PACKAGES = ['os', 'strings'];
const JAVA = 'System.getenv().getOrDefault("ALLOWED_ORIGINS", "").split(",")';
const CSHARP = '(System.Environment.GetEnvironmentVariable("ALLOWED_ORIGINS") ?? "").Split(\',\')';
const PYTHON = 'os.environ["ALLOWED_ORIGINS"].split(",")';
const NODE = "(process.env.ALLOWED_ORIGINS ?? '').split(',')";

const PARAMETERS = String.raw`\([\w\s:|?,.<>[\]=]{0,120}\)(?:\s*:\s*[\w<>|\s]{1,40})?`;
const BLOCK = String.raw`\{\s*(?:return\s+)?(?:\w+\(null,\s*(?:true|origin)\)|true|origin);?\s*\}`;

/** A function that says yes whatever it is asked: https://github.com/expressjs/cors#configuration-options and its kin. */
const SCRIPT: readonly Idiom[] = [
  String.raw`\borigin\s*:\s*(?:(\w{1,60})|\(\s*(\w{1,60})[\w\s:|?,.<>[\]]{0,120}\))\s*=>\s*(?:\1\2)\b(?=\s*[,}\n])`,
  String.raw`\borigin\s*:\s*(?:async\s+)?(?:\w+|${PARAMETERS})\s*=>\s*(?:${BLOCK}|\w+\(null,\s*(?:true|origin)\)|true\b|origin\b)(?=\s*[,}\n])`,
  String.raw`\borigin\s*:\s*(?:async\s+)?function\s*\w{0,40}\s*${PARAMETERS}\s*${BLOCK}`,
  String.raw`\borigin\s*${PARAMETERS}\s*${BLOCK}`,
].map((from) => ({ from: new RegExp(from, 'g'), to: `origin: ${NODE}` }));

function goIdioms(setting: string, value = GO, packages: readonly string[] = GO_PACKAGES): readonly Idiom[] {
  const to = `${setting}: ${value}`;
  return [
    {
      from: /\bAllowOrigins?Func\s*:\s*func\([\w\s.,*]{0,80}\)\s*(?:bool|\(\s*bool\s*,\s*error\s*\))\s*\{\s*return true(?:\s*,\s*nil)?;?\s*\}/g,
      to,
      packages,
    },
    { from: /\bAllowAllOrigins\s*:\s*true\b/g, to, packages },
    { from: /\bAllowAllOrigins\s*=\s*true\b/g, to: `${setting} = ${value}`, packages },
    { from: /\bAllow(?:ed)?Origins\s*:\s*(?:\[\]string\{\s*"\*"\s*\}|"\*")/g, to, packages },
    { from: /\bAllow(?:ed)?Origins\s*=\s*\[\]string\{\s*"\*"\s*\}/g, to: `${setting} = ${value}`, packages },
  ];
}

export const IDIOMS: ReadonlyMap<CorsLibraryId, readonly Idiom[]> = new Map<CorsLibraryId, readonly Idiom[]>([
  ['express-cors', SCRIPT],
  ['fastify-cors', SCRIPT],
  ['nest', SCRIPT],
  ['trpc-standalone', SCRIPT],
  ['socket.io', SCRIPT],
  ['apollo-server', SCRIPT],
  ['hono-cors', SCRIPT],
  ['rs-cors', goIdioms('AllowedOrigins')],
  ['chi-cors', goIdioms('AllowedOrigins')],
  ['gin-cors', goIdioms('AllowOrigins')],
  ['echo-cors', goIdioms('AllowOrigins')],
  // One text with commas: https://docs.gofiber.io/api/middleware/cors
  ['fiber-cors', goIdioms('AllowOrigins', 'os.Getenv("ALLOWED_ORIGINS")', ['os'])],
  [
    'spring',
    [
      { from: /\ballowedOrigin(?:Pattern)?s\(\s*"\*"\s*\)/g, to: `allowedOrigins(${JAVA})` },
      {
        from: /\bsetAllowedOrigin(?:Pattern)?s\(\s*[\w.]{1,60}\(\s*"\*"\s*\)\s*\)/g,
        to: `setAllowedOrigins(java.util.List.of(${JAVA}))`,
      },
      {
        from: /\baddAllowedOrigin(?:Pattern)?\(\s*"\*"\s*\)/g,
        to: `setAllowedOrigins(java.util.List.of(${JAVA}))`,
      },
    ],
  ],
  [
    'aspnet',
    [
      {
        from: /\b(?:SetIsOriginAllowed\(\s*\(?\s*(?:string\s+)?\w+\s*\)?\s*=>\s*true\s*\)|AllowAnyOrigin\(\))/g,
        to: `WithOrigins(${CSHARP})`,
      },
    ],
  ],
  [
    'django-cors-headers',
    [
      {
        from: /\bCORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)\s*=\s*True\b/g,
        to: `CORS_ALLOWED_ORIGINS = ${PYTHON}`,
        needsOs: true,
        unless: /\bCORS_(?:ALLOWED_ORIGINS|ORIGIN_WHITELIST)\b/,
      },
    ],
  ],
  [
    'starlette',
    [
      {
        from: /\ballow_origin_regex\s*=\s*r?(["'])(?:\^?\.\*\$?)\1/g,
        to: `allow_origins=${PYTHON}`,
        needsOs: true,
        unless: /\ballow_origins\b/,
      },
    ],
  ],
]);

/** Before what a file of Go imports; undefined where its imports are written in a way that is not known here. */
export function goImports(
  text: string,
  packages: readonly string[],
): readonly { readonly range: TextRange; readonly newText: string }[] | undefined {
  const missing = packages.filter((name) => !new RegExp(String.raw`^[^\n]*"${name}"`, 'm').test(text));
  if (missing.length === 0) return [];
  const block = /^import\s*\(([ \t]*\r?\n)?/m.exec(text);
  const single = block ? undefined : /^import\s/m.exec(text);
  const head = block ?? single;
  if (!head) return undefined;
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const start = head.index + (block ? block[0].length : 0);
  const newText = missing
    .map((name) =>
      single ? `import "${name}"${line}` : block?.[1] === undefined ? `"${name}"; ` : `\t"${name}"${line}`,
    )
    .join('');
  return [{ range: { start, end: start }, newText }];
}
