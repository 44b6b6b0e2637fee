/** django-cors-headers, middleware and caching in Django's settings: modules, and the classes of django-configurations. */
import type { Span } from '../../span.ts';
import type { CorsSetting, DataCache, Guard, HeaderSetting, WebFacts } from '../types.ts';
import type { Condition, MapEntry, Value } from '../values.ts';
import { foldSteps, stepsIn, type Step } from './assignments.ts';
import { namesIn, partsIn, type PythonBlock } from './pythonFile.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { textAt } from './routes.ts';
import { textOfParts } from './values.ts';

const OPTIONS = new Set([
  'CORS_ALLOWED_ORIGINS',
  'CORS_ORIGIN_WHITELIST',
  'CORS_ALLOWED_ORIGIN_REGEXES',
  'CORS_ORIGIN_REGEX_WHITELIST',
  'CORS_ALLOW_ALL_ORIGINS',
  'CORS_ORIGIN_ALLOW_ALL',
  'CORS_ALLOW_CREDENTIALS',
  'CORS_ALLOW_METHODS',
  'CORS_ALLOW_HEADERS',
  'CORS_EXPOSE_HEADERS',
  'CORS_PREFLIGHT_MAX_AGE',
  'CORS_URLS_REGEX',
  'CORS_ALLOW_PRIVATE_NETWORK',
  'CORS_REPLACE_HTTPS_REFERER',
]);
const OTHERS = new Set([
  'MIDDLEWARE',
  'MIDDLEWARE_CLASSES',
  'WHITENOISE_MAX_AGE',
  'SEND_FILE_MAX_AGE_DEFAULT',
  'CACHE_MIDDLEWARE_SECONDS',
  'REST_FRAMEWORK',
  'AWS_S3_OBJECT_PARAMETERS',
  'AWS_HEADERS',
]);

export function readDjangoSettings(web: PythonWeb): WebFacts | undefined {
  const { file } = web;
  const steps = stepsIn(file, (name) => OPTIONS.has(name) || OTHERS.has(name));
  if (steps.length === 0 || !isOfDjango(web)) return undefined;
  const places = new Map<PythonBlock | undefined, Step[]>();
  for (const step of steps) {
    // What a function sets is set while it runs; classes are those of django-configurations.
    const place = blockOf(web, step.nameAt.start);
    if (place === 'function') continue;
    const known = places.get(place);
    if (known) known.push(step);
    else places.set(place, [step]);
  }
  const found = [...places].map(([block, own]) => readPlace(web, own, stageOfPlace(web, block)));
  const facts = {
    cors: found.flatMap(({ cors }) => cors),
    headers: found.flatMap(({ headers }) => headers),
    guards: found.flatMap(({ guards }) => guards),
    dataCaches: found.flatMap(({ dataCaches }) => dataCaches),
  };
  const kept = Object.fromEntries(Object.entries(facts).filter(([, list]) => list.length > 0)) as WebFacts;
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function isOfDjango({ file: { code, document } }: PythonWeb): boolean {
  if (/(?:^|\/)(?:settings|conf|config)(?:\/|[\w.]*\.py$)|settings\w*\.py$/.test(document.path)) return true;
  return /\b(?:INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|corsheaders)\b/.test(code.text);
}

function blockOf({ file }: PythonWeb, offset: number): PythonBlock | 'function' | undefined {
  if (file.functionAt(offset)) return 'function';
  const inside = file.blocks.findLast(
    ({ kind, start, end }) => kind === 'class' && start <= offset && offset < end,
  );
  if (!inside) return undefined;
  return namesIn(file, inside).some((base) => /BaseSettings|BaseModel/.test(base)) ? 'function' : inside;
}

/** `settings/local.py`, `class Dev(Configuration)`: which stage all of it is for. */
function stageOfPlace({ file }: PythonWeb, block: PythonBlock | undefined): readonly Condition[] {
  const name = block
    ? block.name
    : (/(?:^|\/)(?:settings|conf|config)(?:[/_.]|.*\/)(\w+)\.py$|(?:^|\/)(\w+)_settings\.py$/
        .exec(file.document.path)
        ?.slice(1)
        .find((one) => one !== undefined) ?? '');
  const at = file.place(block ? block.nameAt : { start: 0, end: 0 });
  if (
    /^(?:settings_?)?(?:dev|develop|development|local|test|tests|testing|ci|debug)(?:_?settings)?$/i.test(
      name,
    )
  )
    return [{ kind: 'stage', stage: 'development', at }];
  return /^(?:settings_?)?(?:prod|production|live)(?:_?settings)?$/i.test(name)
    ? [{ kind: 'stage', stage: 'production', at }]
    : [];
}

interface Read {
  readonly cors: readonly CorsSetting[];
  readonly headers: readonly HeaderSetting[];
  readonly guards: readonly Guard[];
  readonly dataCaches: readonly DataCache[];
}

function readPlace(web: PythonWeb, steps: readonly Step[], when: readonly Condition[]): Read {
  const named = (...names: readonly string[]): readonly Step[] =>
    steps.filter(({ name }) => names.includes(name));
  const middleware = named('MIDDLEWARE', 'MIDDLEWARE_CLASSES');
  const cors = corsOf(
    web,
    steps.filter(({ name }) => OPTIONS.has(name)),
    middleware,
    when,
  );
  return {
    cors,
    headers: [
      ...named('WHITENOISE_MAX_AGE').flatMap((step) => whiteNoise(web, step, when)),
      ...named('AWS_S3_OBJECT_PARAMETERS', 'AWS_HEADERS').flatMap((step) => objectHeaders(web, step, when)),
    ],
    guards: [
      ...middleware.flatMap((step) => loginGuard(web, step)),
      ...named('REST_FRAMEWORK').flatMap((step) => restGuard(web, step)),
    ],
    dataCaches: siteCache(web, middleware, named('CACHE_MIDDLEWARE_SECONDS')),
  };
}

const MOST_STEPS = 60;

function corsOf(
  web: PythonWeb,
  steps: readonly Step[],
  middleware: readonly Step[],
  when: readonly Condition[],
): CorsSetting[] {
  const [first] = steps;
  if (!first) return [];
  const { file } = web;
  const entries: MapEntry[] = [];
  for (const name of new Set(steps.map((step) => step.name))) {
    const own = steps.filter((step) => step.name === name).slice(-MOST_STEPS);
    const value = foldSteps(
      own,
      (step) => web.valueAt(step.start, step.end),
      (step) => web.conditionsAt(step.nameAt.start),
      ({ at }) => ({ kind: 'nothing', at }),
    );
    const [named] = own;
    if (value && named) entries.push({ key: name, keyAt: file.place(named.nameAt), value });
  }
  const main = steps.find(({ name }) => /ORIGIN/.test(name)) ?? first;
  const urls = entries.find(({ key }) => key === 'CORS_URLS_REGEX')?.value;
  const pattern = urls?.kind === 'text' ? urls.text : urls?.kind === 'pattern' ? urls.source : undefined;
  const misplaced = middleware.map((step) => misplacedIn(web, step)).find((found) => found);
  return [
    {
      library: 'django-cors-headers',
      at: file.place(main.nameAt),
      options: { kind: 'map', entries, open: false, at: file.place(main.nameAt) },
      scope: pattern !== undefined && urls ? { pattern, syntax: 'regex', at: urls.at } : { syntax: 'all' },
      ...(when.length > 0 && { when }),
      ...(misplaced && { misplaced }),
    },
  ];
}

/** Paths of middleware in the order of the list. */
function middlewareIn(
  { file: { code } }: PythonWeb,
  step: Step,
): { readonly path: string; readonly at: { start: number; end: number } }[] {
  if (code.masked[step.start] !== '[' && code.masked[step.start] !== '(') return [];
  return partsIn(code, step.start).flatMap((part) => {
    const path = textAt(code, part);
    const literal = code.stringAt(part.start);
    return path === undefined || !literal ? [] : [{ path, at: literal.content }];
  });
}

/** Answers of what stands above have no CORS headers. */
function misplacedIn(web: PythonWeb, step: Step): CorsSetting['misplaced'] {
  const list = middlewareIn(web, step);
  const cors = list.findIndex(({ path }) => /cors.*\.CorsMiddleware$/i.test(path));
  const before =
    cors === -1
      ? undefined
      : list
          .slice(0, cors)
          .find(({ path }) => /(?:^|\.)(?:CommonMiddleware|WhiteNoiseMiddleware)$/.test(path));
  return before && { why: 'behind-answers', at: web.file.place(before.at) };
}

/** Django's own LoginRequiredMiddleware, and those of the same name. */
function loginGuard(web: PythonWeb, step: Step): Guard[] {
  return middlewareIn(web, step)
    .filter(({ path }) => /\.\w*(?:LoginRequired|RequireLogin|AuthRequired)\w*Middleware$/.test(path))
    .map(({ path, at }) => ({
      at: web.file.place(at),
      by: path.slice(path.lastIndexOf('.') + 1),
      scope: { syntax: 'all' },
      framework: 'Django',
    }));
}

/** `"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]` */
function restGuard(web: PythonWeb, step: Step): Guard[] {
  const value = web.valueAt(step.start, step.end);
  const classes = entryOf(value, 'DEFAULT_PERMISSION_CLASSES');
  if (classes?.kind !== 'list') return [];
  const [first] = classes.items;
  if (first?.kind !== 'text' || /AllowAny|ReadOnly|Anyone|Public/.test(first.text)) return [];
  return [
    {
      at: first.at,
      by: first.text.slice(first.text.lastIndexOf('.') + 1),
      scope: { syntax: 'all' },
      framework: 'Django REST framework',
    },
  ];
}

function entryOf(value: Value, key: string): Value | undefined {
  return value.kind === 'map' ? value.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

/** WhiteNoise: files without a hash in their names are public for that long. */
function whiteNoise(web: PythonWeb, step: Step, when: readonly Condition[]): HeaderSetting[] {
  const seconds = web.valueAt(step.start, step.end);
  if (seconds.kind === 'nothing') return [];
  return [
    ofFiles(
      web,
      step,
      when,
      web.file.place(step.nameAt),
      textOfParts(['max-age=', seconds, ', public'], seconds.at),
    ),
  ];
}

/** Headers of files that django-storages puts into a bucket. */
function objectHeaders(web: PythonWeb, step: Step, when: readonly Condition[]): HeaderSetting[] {
  const value = web.valueAt(step.start, step.end);
  if (value.kind !== 'map') return [];
  return value.entries
    .filter(({ key }) => /^cache-?control$/i.test(key))
    .map((entry) => ofFiles(web, step, when, entry.keyAt, entry.value));
}

function ofFiles(
  web: PythonWeb,
  step: Step,
  when: readonly Condition[],
  nameAt: Span,
  value: Value,
): HeaderSetting {
  const around = [...when, ...web.conditionsAt(step.nameAt.start)];
  return {
    setBy: 'static-files',
    header: 'cache-control',
    nameAt,
    value,
    scope: { syntax: 'all' },
    mode: 'set',
    group: web.groupOf(`settings ${step.nameAt.start}`),
    ...(around.length > 0 && { when: around }),
  };
}

/** `UpdateCacheMiddleware` keeps every page that a GET gives. */
function siteCache(web: PythonWeb, middleware: readonly Step[], seconds: readonly Step[]): DataCache[] {
  const found = middleware
    .flatMap((step) => middlewareIn(web, step))
    .find(({ path }) => path.endsWith('.UpdateCacheMiddleware'));
  if (!found) return [];
  const [first] = seconds;
  return [
    {
      how: 'page-cache',
      value: first
        ? web.valueAt(first.start, first.end)
        : { kind: 'number', value: 600, at: web.file.place(found.at) },
      at: web.file.place(found.at),
      reads: [],
    },
  ];
}
