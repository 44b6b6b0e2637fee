/** CORS middleware of Go: rs/cors, gin-contrib, chi, Echo, Fiber, gorilla/handlers. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, type Code } from '../../parsers/code.ts';
import { assignedTo } from '../../env/code/lookups.ts';
import { functionAt } from '../../env/code/functions.ts';
import { calleeBefore, openBracketBefore, operandAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag, text, type Options } from '../backend/options.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { CorsSetting } from '../types.ts';
import type { Value } from '../values.ts';

const LIBRARIES: readonly { readonly path: RegExp; readonly library: CorsLibraryId }[] = [
  { path: /^github\.com\/gin-contrib\/cors|^github\.com\/hertz-contrib\/cors/, library: 'gin-cors' },
  { path: /^github\.com\/go-chi\/cors/, library: 'chi-cors' },
  { path: /^github\.com\/rs\/cors|^github\.com\/iris-contrib\/middleware\/cors/, library: 'rs-cors' },
  { path: /^github\.com\/labstack\/echo(?:\/v\d)?\/middleware/, library: 'echo-cors' },
  { path: /^github\.com\/gofiber\/fiber(?:\/v\d)?\/middleware\/cors/, library: 'fiber-cors' },
  { path: /^github\.com\/gorilla\/handlers/, library: 'gorilla-handlers' },
];

export function readGoCors(found: Found, imports: ReadonlyMap<string, string>): void {
  for (const [name, library] of librariesOf(found.code, imports)) {
    if (library === 'gorilla-handlers') readGorilla(found, name);
    else readPackage(found, name, library);
  }
}

function librariesOf(code: Code, imports: ReadonlyMap<string, string>): Map<string, CorsLibraryId> {
  const libraries = new Map<string, CorsLibraryId>();
  for (const [name, path] of imports) {
    const library = LIBRARIES.find((one) => one.path.test(path))?.library;
    if (library) libraries.set(name, library);
  }
  if (libraries.size > 0 || imports.size > 0) return libraries;
  // A piece of a file: what it calls says whose it is.
  if (/\bcors\.Options\{/.test(code.masked)) libraries.set('cors', 'rs-cors');
  else if (/\bfiber\./.test(code.masked)) libraries.set('cors', 'fiber-cors');
  else if (/\bcors\.(?:Config|DefaultConfig|Default)\b/.test(code.masked)) libraries.set('cors', 'gin-cors');
  if (/\bmiddleware\.CORS/.test(code.masked)) libraries.set('middleware', 'echo-cors');
  if (/\bhandlers\.Allowed/.test(code.masked)) libraries.set('handlers', 'gorilla-handlers');
  return libraries;
}

const MOST_SETTINGS = 40;

function readPackage(found: Found, name: string, library: CorsLibraryId): void {
  const { code } = found;
  const types = library === 'echo-cors' ? 'CORSConfig' : 'Config|Options';
  const calls =
    library === 'echo-cors'
      ? 'CORS|CORSWithConfig|DefaultCORSConfig'
      : 'New|Default|AllowAll|DefaultConfig|ConfigDefault|Handler';
  const pattern = new RegExp(
    `(?<![\\w.\\]])${name}\\.(?:(${types})\\s{0,4}(?=\\{)|(${calls})(?:\\s{0,4}(?=\\()|\\b))`,
    'g',
  );
  let count = 0;
  for (const match of code.masked.matchAll(pattern)) {
    if (++count > MOST_SETTINGS) break;
    const at = { start: match.index, end: match.index + match[0].trimEnd().length };
    const open = match.index + match[0].length;
    if (match[1]) addLiteral(found, library, at, open);
    else addCall(found, library, match[2] ?? '', at, open);
  }
  const declared = new RegExp(`\\bvar\\s{1,8}(\\w{1,60})\\s{1,8}(${name}\\.(?:${types}))\\s{0,8}\\n`, 'g');
  for (const match of code.masked.matchAll(declared)) {
    if (++count > MOST_SETTINGS) break;
    const start = match.index + match[0].indexOf(match[2] ?? '');
    const options = createOptions();
    addAssigned(found, options, match[1] ?? '', start);
    const at = { start, end: start + (match[2] ?? '').length };
    if (options.size > 0) addSetting(found, library, at, options.value(found.span(at)));
  }
}

/** `cors.Config{…}` with what is assigned to its fields behind it. */
function addLiteral(found: Found, library: CorsLibraryId, at: TextRange, open: number): void {
  const { code } = found;
  const before = code.masked.slice(Math.max(0, at.start - 30), at.start);
  // `func() cors.Config {` is the type of what a function gives
  if (/\)\s{0,4}\*?$/.test(before) || /\]\*?$/.test(before)) return;
  const value = found.value({ start: at.start, end: endOfBrackets(code, open) + 1 });
  const options = createOptions();
  if (value.kind === 'map')
    for (const { key, keyAt, value: given } of value.entries) options.set(key, keyAt, given);
  const target = assignedTo(code, code.masked[at.start - 1] === '&' ? at.start - 1 : at.start);
  if (target !== undefined) addAssigned(found, options, target, endOfBrackets(code, open));
  addSetting(
    found,
    library,
    at,
    options.size > 0
      ? options.value(found.span(at), value.kind === 'map' ? value.type : undefined)
      : none(found, at),
  );
}

function addCall(found: Found, library: CorsLibraryId, call: string, at: TextRange, open: number): void {
  const { code } = found;
  const isCall = code.masked[open] === '(';
  const parts = isCall ? argumentsAt(code, open) : [];
  const span = found.span(at);
  const options = createOptions();
  if (call === 'AllowAll' || (call === 'Default' && library === 'gin-cors')) {
    if (library === 'gin-cors') options.set('AllowAllOrigins', span, flag(span));
    else
      options.set('AllowedOrigins', span, { kind: 'list', items: [text('*', span)], open: false, at: span });
    addSetting(found, library, at, options.value(span));
  } else if (call === 'DefaultConfig' || call === 'ConfigDefault' || call === 'DefaultCORSConfig') {
    const target = assignedTo(code, at.start);
    if (target !== undefined) addAssigned(found, options, target, at.end);
    if (options.size > 0 || target !== undefined)
      addSetting(found, library, at, options.size > 0 ? options.value(span) : none(found, at));
  } else if (isCall && parts.length === 0 && call !== 'Handler') {
    if (call === 'New' || call === 'CORS' || call === 'Default')
      addSetting(found, library, at, none(found, at));
  } else if (call === 'CORS' && library === 'echo-cors' && parts.length > 0) {
    options.add(
      'AllowOrigins',
      span,
      parts.map((part) => found.value(part)),
    );
    addSetting(found, library, at, options.value(span));
  } else if (isCall && call === 'New' && parts[0]) addSettingElsewhere(found, library, at, parts[0]);
}

/** `cors.New(options)` where the options come from another file. */
function addSettingElsewhere(found: Found, library: CorsLibraryId, at: TextRange, part: TextRange): void {
  const written = found.code.masked.slice(part.start, part.end);
  if (!/^[\w.]{1,100}(?:\([^()]{0,100}\))?$/.test(written)) return;
  const name = /^\w+/.exec(written)?.[0] ?? '';
  if (
    !written.includes('.') &&
    new RegExp(`\\b${name}\\s{0,8}(?::?=|\\w{1,20}\\.(?:Config|Options)\\b)`).test(found.code.masked)
  )
    return;
  addSetting(found, library, at, found.value(part));
}

/** `config.AllowOrigins = …` behind where `config` was made, in the same function. */
function addAssigned(found: Found, options: Options, target: string, from: number): void {
  const { code } = found;
  const to = functionAt(found.functions, from)?.end ?? code.masked.length;
  const pattern = new RegExp(
    `(?<![\\w.])${target.replace(/\W/g, '\\$&')}\\.([A-Z]\\w{2,40})\\s{0,20}=(?!=)`,
    'g',
  );
  pattern.lastIndex = from;
  for (let match = pattern.exec(code.masked); match && match.index < to; match = pattern.exec(code.masked)) {
    const start = match.index + target.length + 1;
    const key = match[1] ?? '';
    options.set(
      key,
      found.span({ start, end: start + key.length }),
      found.value(operandAt(code, match.index + match[0].length)),
    );
  }
  const adding = new RegExp(
    `(?<![\\w.])${target.replace(/\W/g, '\\$&')}\\.Add(AllowMethods|AllowHeaders|ExposeHeaders)\\(`,
    'g',
  );
  adding.lastIndex = from;
  for (let match = adding.exec(code.masked); match && match.index < to; match = adding.exec(code.masked)) {
    const start = match.index + target.length + 1;
    const values = argumentsAt(code, match.index + match[0].length - 1).map((part) => found.value(part));
    options.add(match[1] ?? '', found.span({ start, end: start + (match[1] ?? '').length + 3 }), values);
  }
}

const GORILLA =
  'AllowedOrigins|AllowedOriginValidator|AllowCredentials|AllowedMethods|AllowedHeaders|ExposedHeaders|MaxAge';

/** `handlers.CORS(handlers.AllowedOrigins([]string{…}), handlers.AllowCredentials())`: options are found wherever they stand. */
function readGorilla(found: Found, name: string): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(new RegExp(`(?<![\\w.])${name}\\.CORS\\(`, 'g'))) {
    if (++count > MOST_SETTINGS) break;
    const at = { start: match.index, end: match.index + match[0].length - 1 };
    const options = createOptions();
    for (const part of argumentsAt(code, at.end)) addGorilla(found, name, part, options);
    addSetting(
      found,
      'gorilla-handlers',
      at,
      options.size > 0 ? options.value(found.span(at)) : none(found, at),
    );
  }
}

function addGorilla(found: Found, name: string, part: TextRange, options: Options): void {
  const { code } = found;
  const pattern = new RegExp(`^${name}\\.(${GORILLA})\\(`);
  let { start } = part;
  let option = pattern.exec(code.masked.slice(start, start + 80));
  if (!option) {
    const variable = /^\w{1,60}$/.exec(code.masked.slice(part.start, part.end))?.[0];
    if (variable === undefined) return;
    const made = new RegExp(`(?<![\\w.])${variable}\\s{0,8}:?=\\s{0,8}(?=${name}\\.(?:${GORILLA})\\()`).exec(
      code.masked,
    );
    if (!made) return;
    start = made.index + made[0].length;
    option = pattern.exec(code.masked.slice(start, start + 80));
  }
  if (!option) return;
  const key = option[1] ?? '';
  const keyAt = found.span({ start: start + name.length + 1, end: start + option[0].length - 1 });
  const argument = argumentsAt(code, start + option[0].length - 1)[0];
  options.set(key, keyAt, argument ? found.value(argument) : flag(keyAt));
}

function addSetting(found: Found, library: CorsLibraryId, at: TextRange, options: Value): void {
  const misplaced = library === 'gin-cors' || library === 'fiber-cors' ? behindRoutes(found, at) : undefined;
  found.cors({ library, at, options, ...(misplaced && { misplaced }) });
}

function none(found: Found, at: TextRange): Value {
  return { kind: 'nothing', at: found.span(at) };
}

/** `r.Use(cors.New(…))` behind `r.GET(…)`: routes of gin and Fiber only get what was there before them. */
function behindRoutes(found: Found, at: TextRange): CorsSetting['misplaced'] {
  const { code } = found;
  let open = openBracketBefore(code, at.start);
  let callee = open === -1 ? undefined : calleeBefore(code, open);
  for (let steps = 0; callee && callee.name !== 'Use' && steps < 3; steps++) {
    open = openBracketBefore(code, open);
    callee = open === -1 ? undefined : calleeBefore(code, open);
  }
  const router = callee?.name === 'Use' ? /^(\w{1,40})\.$/.exec(callee.receiver)?.[1] : undefined;
  if (router === undefined || !callee) return undefined;
  const inside = functionAt(found.functions, at.start);
  const from = inside?.start ?? 0;
  const routes = new RegExp(
    `(?<![\\w.])${router}\\.(?:GET|POST|PUT|PATCH|DELETE|Any|Get|Post|Put|Patch|Delete)\\(`,
  );
  const route = routes.exec(code.masked.slice(from, at.start));
  // Where others follow, those before it were put there on purpose.
  if (!route || routes.test(code.masked.slice(at.end, inside?.end))) return undefined;
  return {
    why: 'behind-routes',
    at: found.span({ start: from + route.index, end: from + route.index + route[0].length - 1 }),
  };
}
