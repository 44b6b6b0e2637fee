/** Libraries that read settings by calls: decouple, django-environ, environs, Starlette, Dynaconf. */
import { argumentsAt, endOfBrackets, isInString, type Code } from '../../../parsers/code.ts';
import type { TextRange } from '../../../finding.ts';
import type { Found } from '../../code/codeFacts.ts';
import { contentOf, namedArgument, plainArguments, stringIn, textOf } from '../../code/lookups.ts';
import { endOfBlock, indentOf } from '../../code/functions.ts';
import { isName } from '../../code/names.ts';
import { valueIn } from '../../code/values.ts';
import type { EnvSchema } from '../../types.ts';

/** Finds what is read through such a library. */
export function readLibraries(found: Found): void {
  const { code } = found;
  for (const object of configObjects(code)) readObject(found, object);
  if (/\bdynaconf\b/.test(code.masked)) readDynaconf(found);
}

interface ConfigObject {
  readonly name: string;
  readonly library: 'decouple' | 'django-environ' | 'environs' | 'starlette';
}

const OBJECT =
  /(?<![\w.])([A-Za-z_]\w{0,60})[ \t]*(?::[ \t]*[\w.]{1,60}[ \t]*)?=[ \t]*((?:\w{1,40}\.)?(?:Env|FileAwareEnv|AutoConfig|Config|DefaultConfig))\(/g;
const IMPORTED = /(?:^|\n)[^\S\n]{0,80}from[ \t]+([\w.]{1,100})[ \t]+import[ \t]+([^\n]{1,300})/g;

/** The objects of this file that read settings when they are called. */
function configObjects(code: Code): readonly ConfigObject[] {
  const { masked } = code;
  const objects = new Map<string, ConfigObject>();
  const libraryOf = (callee: string): ConfigObject['library'] | undefined => {
    if (callee.endsWith('Env')) {
      if (/\b(?:import environs|from environs)\b/.test(masked)) return 'environs';
      return /\b(?:import environ|from environ)\b/.test(masked) ? 'django-environ' : undefined;
    }
    if (/\bdecouple\b/.test(masked)) return 'decouple';
    return /\bstarlette\.config\b/.test(masked) ? 'starlette' : undefined;
  };
  for (const match of masked.matchAll(OBJECT)) {
    const library = libraryOf(match[2] ?? '');
    const name = match[1] ?? '';
    if (library && objects.size < 10) objects.set(name, { name, library });
  }
  for (const match of masked.matchAll(IMPORTED)) {
    const [, module = '', names = ''] = match;
    if (module === 'decouple') addImported(objects, names, 'config', 'decouple');
    else if (module === 'environs') addImported(objects, names, 'env', 'environs');
    else if (module !== 'os' && module !== 'environ') addImported(objects, names, 'env', 'django-environ');
  }
  return [...objects.values()];
}

/** `from decouple import config as c`, `from .base import env` */
function addImported(
  objects: Map<string, ConfigObject>,
  names: string,
  wanted: string,
  library: ConfigObject['library'],
): void {
  const match = new RegExp(`(?<![\\w.])${wanted}(?:[ \\t]+as[ \\t]+(\\w{1,60}))?(?!\\w)`).exec(names);
  if (!match) return;
  const name = match[1] ?? wanted;
  if (!objects.has(name)) objects.set(name, { name, library });
}

/** What no variable's name is the first argument of. */
const NOT_READERS =
  /^(?:read_env|read_envfile|prefixed|seal|dump|smart_cast|parser_for|add_parser|get_secret|update|items|keys|register)$/;
/** Readers of django-environ that have a name of their own. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  db: 'DATABASE_URL',
  db_url: 'DATABASE_URL',
  cache: 'CACHE_URL',
  cache_url: 'CACHE_URL',
  email: 'EMAIL_URL',
  email_url: 'EMAIL_URL',
  search_url: 'SEARCH_URL',
  channels: 'CHANNELS_URL',
  channels_url: 'CHANNELS_URL',
};

function readObject(found: Found, object: ConfigObject): void {
  const { code } = found;
  const schemes = object.library === 'django-environ' ? schemesOf(found, object) : new Set<string>();
  const prefixes = object.library === 'environs' ? prefixedBlocks(code, object.name) : [];
  const pattern = new RegExp(`(?<![\\w.])${object.name}(?:\\.(\\w{1,40}))?\\(`, 'g');
  for (const match of code.masked.matchAll(pattern)) {
    const method = match[1];
    if (isInString(code, match.index) || NOT_READERS.test(method ?? '')) continue;
    if (/\bdef\s+$/.test(code.masked.slice(Math.max(0, match.index - 10), match.index))) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const plain = plainArguments(code, parts);
    const end = endOfBrackets(code, open) + 1;
    const given =
      namedArgument(code, parts, /^(?:default|subcast_default)$/) ??
      (object.library === 'decouple' ? plain[1] : secondArgument(object, method, plain));
    const name = plain[0] ?? namedArgument(code, parts, /^(?:var|name|key|option)$/);
    const own = object.library === 'django-environ' && !name ? OWN_NAMES[method ?? ''] : undefined;
    const type = typeOf(method, code, parts);
    const schema: EnvSchema = { library: object.library, ...(type && { type }) };
    const fallback = valueIn(code, given);
    if (own !== undefined && method !== undefined) {
      const start = match.index + match[0].length - 1 - method.length;
      const use = { name: own, through: `${object.name}.${method}`, schema, ...(fallback && { fallback }) };
      found.use({ ...use, need: given ? 'optional' : 'required' }, { start, end: open });
      continue;
    }
    if (!name || (method !== undefined && !stringIn(code, name))) continue;
    if (!isPlausible(code, name, method)) continue;
    const text = contentOf(code, stringIn(code, name)) ?? '';
    const optional = given !== undefined || schemes.has(text);
    found.read({
      start: match.index,
      end,
      name,
      through: method === undefined ? `${object.name}()` : `${object.name}.${method}`,
      need: optional ? 'optional' : 'required',
      fallback,
      schema,
      prefix: prefixes.find((block) => block.start <= match.index && match.index < block.end)?.prefix,
    });
  }
}

/** The second argument is the default of environs' and django-environ's readers; of `env()` itself it is the type. */
function secondArgument(
  object: ConfigObject,
  method: string | undefined,
  plain: readonly TextRange[],
): TextRange | undefined {
  if (object.library === 'starlette') return plain[2];
  if (method === undefined) return object.library === 'environs' ? plain[1] : plain[2];
  return plain[1];
}

/** `env.something("text")` may be a method of an object that only has that name. */
function isPlausible(code: Code, name: TextRange, method: string | undefined): boolean {
  const text = contentOf(code, stringIn(code, name));
  if (text === undefined) return method === undefined;
  return isName(text) && (method === undefined || /^[A-Z0-9_]+$/.test(text) || READERS.test(method));
}

const READERS =
  /^(?:str|bool|int|float|json|list|dict|tuple|url|db|db_url|path|date|datetime|decimal|uuid|log_level|enum|bytes|get_value)$/;

/** `environ.Env(DEBUG=(bool, False))`: names that have a default. */
function schemesOf(found: Found, object: ConfigObject): ReadonlySet<string> {
  const { code } = found;
  const names = new Set<string>();
  const pattern = new RegExp(
    `(?<![\\w.])${object.name}[ \\t]*(?::[^=\\n]{1,60})?=[ \\t]*(?:\\w{1,40}\\.)?(?:Env|FileAwareEnv)\\(`,
  );
  const match = pattern.exec(code.masked);
  if (!match) return names;
  for (const part of argumentsAt(code, match.index + match[0].length - 1)) {
    const entry = /^(\w{1,100})\s{0,20}=\s{0,20}(\(?)/.exec(textOf(code, part));
    const name = entry?.[1];
    if (!entry || name === undefined || !entry[2]) continue;
    const tuple = argumentsAt(code, part.start + entry[0].length - 1);
    if (tuple.length < 2) continue;
    names.add(name);
    const fallback = valueIn(code, tuple[1]);
    const type = tuple[0] ? typeNamed(textOf(code, tuple[0])) : undefined;
    const schema: EnvSchema = { library: 'django-environ', ...(type && { type }) };
    found.use(
      { name, through: 'Env()', need: 'optional', schema, ...(fallback && { fallback }) },
      { start: part.start, end: part.start + name.length },
    );
  }
  return names;
}

interface PrefixedBlock extends TextRange {
  readonly prefix: string;
}

/** `with env.prefixed("APP_"):` */
function prefixedBlocks(code: Code, name: string): readonly PrefixedBlock[] {
  const blocks: PrefixedBlock[] = [];
  const pattern = new RegExp(
    `\\bwith\\s+${name}\\.prefixed\\(\\s*(["'])(\\w{1,80})\\1\\s*\\)[^\\n]{0,40}:`,
    'g',
  );
  for (const match of code.masked.matchAll(pattern)) {
    if (blocks.length >= 50) break;
    const start = match.index + match[0].length;
    const outer = blocks.findLast((block) => block.start <= match.index && match.index < block.end);
    const end = endOfBlock(code.masked, start, indentOf(code.masked, match.index));
    blocks.push({ start, end, prefix: (outer?.prefix ?? '') + (match[2] ?? '') });
  }
  return blocks.reverse();
}

function typeOf(method: string | undefined, code: Code, parts: readonly TextRange[]): EnvSchema['type'] {
  if (method !== undefined) return typeNamed(method);
  const cast = namedArgument(code, parts, /^cast$/);
  return cast ? typeNamed(textOf(code, cast)) : undefined;
}

export function typeNamed(text: string): EnvSchema['type'] {
  const type = text
    .replace(/^(?:Optional|Annotated|typing\.Optional)\[/, '')
    .replace(/[\],| ].*$/s, '')
    .replace(/^.*\./, '');
  if (/^(?:int|float|decimal|Decimal|PositiveInt|NonNegativeInt|PositiveFloat|conint|confloat)$/.test(type))
    return 'number';
  if (/^(?:bool|StrictBool)$/.test(type)) return 'boolean';
  if (/^(?:json|list|dict|List|Dict|Set|set|tuple|Tuple|Sequence)(?:\[|$)/.test(type))
    return type === 'json' ? 'json' : undefined;
  if (/Url$|Dsn$|^(?:url|db|db_url|dj_db_url|cache_url|URL)$/.test(type)) return 'url';
  if (/^(?:EmailStr|NameEmail)$/.test(type)) return 'email';
  return /^(?:str|SecretStr|Secret)$/.test(type) ? 'string' : undefined;
}

/** Dynaconf reads whatever starts with its prefix. */
function readDynaconf(found: Found): void {
  const { code } = found;
  const match = /(?<![\w.])(?:Dynaconf|LazySettings|FlaskDynaconf)\(/.exec(code.masked);
  if (!match) return;
  const given = namedArgument(
    code,
    argumentsAt(code, match.index + match[0].length - 1),
    /^envvar_prefix(?:_for_dynaconf)?$/i,
  );
  const text = contentOf(code, stringIn(code, given)) ?? (given ? '' : 'DYNACONF');
  const at = { start: match.index, end: match.index + match[0].length - 1 };
  found.dynamic(at, text === '' ? '' : `${text.toUpperCase()}_`);
}
