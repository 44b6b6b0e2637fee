/** CORS libraries of Python, but for Django's, whose options are settings. */
import { isInString } from '../../parsers/code.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { CorsSetting, Scope } from '../types.ts';
import type { MapEntry, MapValue, Value } from '../values.ts';
import { misplacedIn } from './middlewareOrder.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { partsIn } from './pythonFile.ts';

export function readCorsLibraries(web: PythonWeb): CorsSetting[] {
  if (!/cors|cross_origin/i.test(web.file.code.masked)) return [];
  return [
    ...readMiddleware(web),
    ...readFlask(web),
    ...readConfigObjects(web),
    ...readAiohttp(web),
    ...readSocketServers(web),
    ...readBuckets(web),
  ];
}

const EVERYWHERE: Scope = { syntax: 'all' };

/** Names that a call's or an import's word may have here. `text` is searched once for each. */
function* wordsAt(web: PythonWeb, pattern: RegExp): Generator<RegExpExecArray> {
  const { code } = web.file;
  let found = 0;
  for (const match of code.masked.matchAll(pattern)) {
    if (isInString(code, match.index)) continue;
    if (found++ > 200) return;
    yield match;
  }
}

function settingAt(
  web: PythonWeb,
  library: CorsLibraryId,
  word: { readonly start: number; readonly end: number },
  options: Value,
  scope: Scope = EVERYWHERE,
): CorsSetting {
  const handler = web.handlerAt(word.start);
  const when = web.conditionsAt(word.start);
  return {
    library,
    at: web.file.place(word),
    options,
    scope,
    ...(handler !== undefined && { handler }),
    ...(when.length > 0 && { when }),
  };
}

/** `app.add_middleware(CORSMiddleware, …)`, `Middleware(CORSMiddleware, …)`, `CORSMiddleware(app, …)`. */
function readMiddleware(web: PythonWeb): CorsSetting[] {
  const { code } = web.file;
  const name = /\bCORSMiddleware as (\w{1,60})/.exec(code.masked)?.[1];
  const isFalcon = /^[ \t]*(?:from|import) falcon\b/m.test(code.text);
  const settings: CorsSetting[] = [];
  const words = new RegExp(`(?<!\\w)(?:CORSMiddleware${name === undefined ? '' : `|${name}`})(?!\\w)`, 'g');
  for (const match of wordsAt(web, words)) {
    const start = match.index;
    const end = start + match[0].length;
    const before = code.masked.slice(Math.max(0, start - 160), start);
    if (/(?:^|\n)[^\n]*\b(?:import|class)\b[^\n]*$/.test(before)) continue;
    const given = /\(\s{0,80}(?:middleware_class\s{0,8}=\s{0,8})?(?:\w+\.){0,4}$/.exec(before);
    const open = code.masked[end] === '(' ? end : given && Math.max(0, start - 160) + given.index;
    if (open === null || open === undefined) continue;
    const options = optionsAt(web, open, web.file.place({ start, end }));
    const misplaced = misplacedIn(web, start);
    settings.push({
      ...settingAt(web, isFalcon ? 'falcon' : 'starlette', { start, end }, options),
      ...(misplaced && { misplaced }),
    });
  }
  return settings;
}

/** `CORS(app, …)`, `CORS().init_app(app, …)`, `@cross_origin(…)`. */
function readFlask(web: PythonWeb): CorsSetting[] {
  const { code } = web.file;
  if (!/^[ \t]*(?:from|import) (?:flask_cors|sanic_cors|flask\.ext\.cors)\b/m.test(code.text)) return [];
  const settings: CorsSetting[] = [];
  const configured = configuredOptions(web);
  const alias = /\bCORS as (\w{1,60})/.exec(code.masked)?.[1] ?? 'CORS';
  const named = new RegExp(
    `(?<=^|\\n)[ \\t]{0,80}(\\w{1,60})[ \\t]{0,8}=[ \\t]{0,8}(?:flask_cors\\.)?${alias}\\(\\s{0,20}\\)`,
    'g',
  );
  const waiting = new Set([...code.masked.matchAll(named)].map((match) => match[1] ?? ''));
  const words = new RegExp(
    `(?<![\\w])(?:(?<!\\.)${alias}|flask_cors\\.CORS|(?<!\\.)cross_origin|flask_cors\\.cross_origin|(\\w{1,60})\\.init_app)(?=\\()`,
    'g',
  );
  for (const match of wordsAt(web, words)) {
    if (match[1] !== undefined && !waiting.has(match[1])) continue;
    const open = match.index + match[0].length;
    // Without an application: `cors.init_app(app)` follows.
    const isDecorator = match[0].endsWith('cross_origin');
    if (!isDecorator && partsIn(code, open).length === 0) continue;
    const word = { start: match.index, end: open };
    const options = withConfigured(optionsAt(web, open, web.file.place(word)), configured);
    settings.push(
      ...(isDecorator ? [settingAt(web, 'flask-cors', word, options)] : perResource(web, word, options)),
    );
  }
  for (const match of isDecoratorWithoutCall(web)) {
    const word = { start: match.index + 1, end: match.index + match[0].trimEnd().length };
    settings.push(
      settingAt(
        web,
        'flask-cors',
        word,
        withConfigured({ kind: 'nothing', at: web.file.place(word) }, configured),
      ),
    );
  }
  return settings;
}

function isDecoratorWithoutCall(web: PythonWeb): RegExpExecArray[] {
  return [...wordsAt(web, /@cross_origin[ \t]*(?=\r?\n)/g)];
}

/** One setting for each of `resources={r"/api/*": {…}}`, with the options of the whole below its own. */
function perResource(
  web: PythonWeb,
  word: { readonly start: number; readonly end: number },
  options: Value,
): CorsSetting[] {
  const whole = [settingAt(web, 'flask-cors', word, options)];
  const resources =
    options.kind === 'map' ? options.entries.find(({ key }) => key === 'resources') : undefined;
  if (!resources || options.kind !== 'map') return whole;
  const others = options.entries.filter((entry) => entry !== resources);
  const { value } = resources;
  if (value.kind === 'map' && value.entries.length > 0)
    return value.entries.map(({ key, keyAt, value: own }) =>
      settingAt(web, 'flask-cors', word, merged(options, others, own), patternScope(key, keyAt)),
    );
  const patterns = value.kind === 'list' ? value.items : [value];
  const scoped = patterns.flatMap((pattern) =>
    pattern.kind === 'text' || pattern.kind === 'pattern'
      ? [
          settingAt(
            web,
            'flask-cors',
            word,
            merged(options, others),
            patternScope(pattern.kind === 'text' ? pattern.text : pattern.source, pattern.at),
          ),
        ]
      : [],
  );
  return scoped.length > 0 ? scoped : [settingAt(web, 'flask-cors', word, merged(options, others))];
}

function merged(options: MapValue, others: readonly MapEntry[], own?: Value): Value {
  const entries = own?.kind === 'map' ? own.entries : [];
  const known = new Set(entries.map(({ key }) => key));
  const all = [...others.filter(({ key }) => !known.has(key)), ...entries];
  const open = options.open || (own !== undefined && (own.kind !== 'map' || own.open));
  return all.length > 0 || open
    ? { kind: 'map', entries: all, open, at: options.at }
    : { kind: 'nothing', at: options.at };
}

/** Flask-CORS takes `/api/*` and regular expressions, both from the start of the path. */
function patternScope(pattern: string, at: Value['at']): Scope {
  const syntax = /[\\^$|()[\]+?]|\.\*/.test(pattern) ? 'regex' : pattern.includes('*') ? 'glob' : 'exact';
  return { pattern, syntax, at };
}

const CONFIGURED = /(?<![\w])(?:\w{1,40}\.)?config(?:\[\s{0,8}|\.)(?=["']?CORS_)/g;
const CONFIG_NAME = /["']?CORS_([A-Z_]{2,40})["']?\s{0,8}\]?[ \t]{0,8}=(?!=)[ \t]{0,8}/y;

/** `app.config["CORS_ORIGINS"] = …` by the name that the argument of `CORS()` has. */
function configuredOptions(web: PythonWeb): readonly MapEntry[] {
  const { code } = web.file;
  const entries: MapEntry[] = [];
  for (const match of wordsAt(web, CONFIGURED)) {
    const start = match.index + match[0].length;
    CONFIG_NAME.lastIndex = start;
    const name = CONFIG_NAME.exec(code.text);
    if (!name) continue;
    const nameStart = start + name[0].indexOf('CORS_');
    entries.push({
      key: (name[1] ?? '').toLowerCase(),
      keyAt: web.file.place({ start: nameStart, end: nameStart + 5 + (name[1] ?? '').length }),
      value: web.valueAt(CONFIG_NAME.lastIndex),
    });
  }
  return entries;
}

function withConfigured(options: Value, configured: readonly MapEntry[]): Value {
  if (configured.length === 0) return options;
  if (options.kind === 'nothing') return { kind: 'map', entries: configured, open: false, at: options.at };
  if (options.kind !== 'map') return options;
  const given = new Set(options.entries.map(({ key }) => key));
  return { ...options, entries: [...configured.filter(({ key }) => !given.has(key)), ...options.entries] };
}

/** Litestar's `CORSConfig(…)`. */
function readConfigObjects(web: PythonWeb): CorsSetting[] {
  const { masked } = web.file.code;
  const library = CONFIG_OBJECTS.find(([imported]) => imported.test(masked))?.[1];
  if (!library) return [];
  const settings = [...wordsAt(web, /(?<![\w.])CORSConfig(?=\()/g)].map((match) => {
    const word = { start: match.index, end: match.index + match[0].length };
    return settingAt(web, library, word, optionsAt(web, word.end, web.file.place(word)));
  });
  if (library !== 'chalice') return settings;
  // `@app.route('/x', cors=True)`, `app.api.cors = True`
  for (const match of wordsAt(web, /(?<!\w)cors(?=\s{0,4}=\s{0,4}True(?!\w))/g)) {
    const word = { start: match.index, end: match.index + match[0].length };
    settings.push(settingAt(web, library, word, { kind: 'nothing', at: web.file.place(word) }));
  }
  return settings;
}

/** Who brings a class of that name, and which options it has. */
const CONFIG_OBJECTS: readonly (readonly [imported: RegExp, library: CorsLibraryId])[] = [
  [/\b(?:litestar|starlite)\b/, 'litestar'],
  [/\bchalice\b/, 'chalice'],
  [/\baws_lambda_powertools\b/, 'powertools'],
];

/** `aiohttp_cors.setup(app, defaults={"*": aiohttp_cors.ResourceOptions(…)})`: each origin has options of its own. */
function readAiohttp(web: PythonWeb): CorsSetting[] {
  const { code } = web.file;
  if (!code.masked.includes('aiohttp_cors')) return [];
  const settings: CorsSetting[] = [];
  for (const match of wordsAt(web, /(?<!\w)ResourceOptions(?=\()/g)) {
    const word = { start: match.index, end: match.index + match[0].length };
    const key = /(["'])([^"'\n]{1,200})\1\s{0,20}:\s{0,200}(?:\w+\.)?$/.exec(
      code.text.slice(Math.max(0, word.start - 460), word.start),
    );
    const options = optionsAt(web, word.end, web.file.place(word));
    if (!key) continue;
    const start = word.start - key[0].length + 1;
    const origin = key[2] ?? '';
    const at = web.file.place({ start, end: start + origin.length });
    const value: Value = { kind: 'list', items: [{ kind: 'text', text: origin, at }], open: false, at };
    const entries = options.kind === 'map' ? options.entries : [];
    settings.push(
      settingAt(web, 'aiohttp-cors', word, {
        kind: 'map',
        entries: [{ key: 'origins', keyAt: at, value }, ...entries],
        open: options.kind === 'map' && options.open,
        at: web.file.place(word),
      }),
    );
  }
  return settings;
}

/** `SocketIO(app, cors_allowed_origins="*")` */
function readSocketServers(web: PythonWeb): CorsSetting[] {
  const { code } = web.file;
  const settings: CorsSetting[] = [];
  for (const match of wordsAt(web, /(?<![\w.])(?:\w{1,40}\.)?(SocketIO|AsyncServer|Server)(?=\()/g)) {
    const open = match.index + match[0].length;
    const options = optionsAt(web, open, web.file.place({ start: match.index, end: open }));
    if (options.kind !== 'map' || !options.entries.some(({ key }) => key === 'cors_allowed_origins'))
      continue;
    settings.push(
      settingAt(
        web,
        'python-socketio',
        { start: open - (match[1] ?? '').length, end: open },
        { ...options, entries: options.entries.filter(({ key }) => key.startsWith('cors_')) },
      ),
    );
  }
  return code.masked.includes('cors_allowed_origins') ? settings : [];
}

/** `s3.put_bucket_cors(Bucket=…, CORSConfiguration={"CORSRules": […]})` */
function readBuckets(web: PythonWeb): CorsSetting[] {
  const settings: CorsSetting[] = [];
  for (const match of wordsAt(web, /(?<!\w)put_bucket_cors(?=\()/g)) {
    const word = { start: match.index, end: match.index + match[0].length };
    const options = optionsAt(web, word.end, web.file.place(word));
    const configuration = entryOf(options, 'CORSConfiguration');
    const rules = configuration && entryOf(configuration, 'CORSRules');
    if (rules?.kind !== 'list') continue;
    for (const rule of rules.items) if (rule.kind === 'map') settings.push(settingAt(web, 's3', word, rule));
  }
  return settings;
}

function entryOf(value: Value, key: string): Value | undefined {
  return value.kind === 'map' ? value.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

const NAMED = /(\w{1,80})\s{0,20}=(?!=)\s{0,400}/y;

/** The arguments with names that a call gets, as a map; `nothing` where there are none. */
function optionsAt(web: PythonWeb, open: number, at: Value['at']): Value {
  const { code } = web.file;
  const entries = new Map<string, MapEntry>();
  let isOpen = false;
  for (const { start, end } of partsIn(code, open)) {
    if (code.masked.startsWith('**', start)) {
      const spread = web.valueAt(start + 2, end);
      if (spread.kind === 'map') for (const entry of spread.entries) entries.set(entry.key, entry);
      isOpen ||= spread.kind !== 'map' || spread.open;
      continue;
    }
    NAMED.lastIndex = start;
    const name = NAMED.exec(code.masked)?.[1];
    if (name === undefined || NAMED.lastIndex > end) continue;
    entries.set(name, {
      key: name,
      keyAt: web.file.place({ start, end: start + name.length }),
      value: web.valueAt(NAMED.lastIndex, end),
    });
  }
  if (entries.size === 0 && !isOpen) return { kind: 'nothing', at };
  return { kind: 'map', entries: [...entries.values()], open: isOpen, at };
}
