import { argumentsAt, codeOf, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { declareArgument } from '../code/declareArgument.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { bracedFunctions } from '../code/functions.ts';
import {
  assignedTo,
  codeAfter,
  codeBefore,
  contentOf,
  escaped,
  lineBefore,
  namedArgument,
  stringIn,
} from '../code/lookups.ts';
import { isName } from '../code/names.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['environmentvariable', 'config', 'dotnetenv', 'dotenv'];

/** C#: Environment.GetEnvironmentVariable, and configuration that variables override. */
const dotnetReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (_path, language) => language === 'csharp',
  read: readCSharp,
};
export default dotnetReader;

function readCSharp(document: Document): EnvFacts | undefined {
  if (!/EnvironmentVariable|[cC]onfig|DotEnv|DotNetEnv/.test(document.text)) return undefined;
  const code = codeOf(document);
  const found = createFound(document, code, CSHARP);
  readVariables(found);
  readConfiguration(found);
  readDotenv(found);
  return found.facts();
}

const CSHARP: Language = {
  functions: (code) =>
    bracedFunctions(
      code,
      /[\w>\]?]\s{1,4}(?!(?:if|for|foreach|while|switch|catch|using|new)\b)(\w{1,80})(?:<\w{1,40}>)?\s{0,4}\((?=[^()]{0,400}\)[^;{=]{0,120}(?:\{|=>))/g,
      (parameter) => /(\w+)\s*(?:=[^]*)?$/.exec(parameter)?.[1] ?? '',
    ),
  followsHelpers: true,
  loops: (identifier) => new RegExp(`\\bforeach\\s*\\(\\s*(?:var|string)\\s+${identifier}\\s+in\\s+`, 'g'),
};

const VARIABLE = /(?<![\w])Environment\s{0,8}\.\s{0,8}(Get|Set|Expand)EnvironmentVariables?\s{0,4}\(/g;

function readVariables(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(VARIABLE)) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const [name] = parts;
    const end = endOfBrackets(code, open) + 1;
    if (match[1] === 'Set') declareArgument(found, name, valueIn(found.code, parts[1]));
    else if (match[1] === 'Expand') readExpanded(found, name);
    else if (name) {
      const start =
        code.masked.slice(Math.max(0, match.index - 7), match.index) === 'System.'
          ? match.index - 7
          : match.index;
      const fallback = fallbackBehind(code, end);
      const need = fallback ? 'optional' : needOf(code, start, end);
      found.read({ start, end, name, through: 'Environment.GetEnvironmentVariable', need, fallback });
    } else if (
      /^\s*(?:\.|$)/.test(codeAfter(code, end, 4)) ||
      /\bin\s+$/.test(lineBefore(code, match.index).replace(/System\.$/, ''))
    ) {
      found.dynamic({ start: match.index, end }, '');
    }
  }
}

/** `Environment.ExpandEnvironmentVariables("%HOME%/x")` */
function readExpanded(found: Found, argument: TextRange | undefined): void {
  const content = stringIn(found.code, argument);
  for (const match of (contentOf(found.code, content) ?? '').matchAll(/%([A-Za-z_]\w{0,99})%/g)) {
    const start = (content?.start ?? 0) + match.index + 1;
    const name = match[1] ?? '';
    found.use(
      { name, through: 'ExpandEnvironmentVariables', need: 'optional' },
      { start, end: start + name.length },
    );
  }
}

const THROWS = /^\s{0,60}\)?\s{0,8}\?\?\s{0,60}throw\b/;

function fallbackBehind(code: Code, end: number): EnvValue | undefined {
  const after = codeAfter(code, end, 160);
  const or = /^(?:\?\.[\w.()]{1,60}){0,3}\s{0,60}\?\?\s{0,60}/.exec(after);
  if (!or || THROWS.test(after)) return undefined;
  const start = end + or[0].length;
  const literal = code.stringAt(start);
  const isWhole = literal && /^\s{0,8}[;,)\r\n]/.test(codeAfter(code, literal.end, 10));
  return isWhole
    ? (valueIn(code, { start, end: literal.end }) ?? { state: 'unknown' })
    : { state: 'unknown' };
}

/** It gives null: needed where the code throws then, asserts that it is there, or hands it to what takes no null. */
function needOf(code: Code, start: number, end: number): Need {
  const after = codeAfter(code, end, 160);
  const head = lineBefore(code, start);
  if (THROWS.test(after) || /^\s{0,8}![\s;,).]/.test(after)) return 'required';
  if (/(?:ThrowIfNull(?:OrEmpty|OrWhiteSpace)?|Guard\.\w{1,20}(?:\.\w{1,20})?)\(\s*$/.test(head))
    return 'required';
  if (/\b(?:if|while)\s*\([^"]{0,80}$|IsNullOr\w{1,12}\(\s*$|&&\s*$|\|\|\s*$/.test(head)) return 'optional';
  if (
    /(?:\b(?:int|long|double|decimal|bool|Guid|TimeSpan|Uri)\.Parse|new Uri|Convert\.FromBase64String)\(\s*$/.test(
      head,
    )
  )
    return 'required';
  if (/^\s{0,8}\.\s{0,4}[A-Z]\w*/.test(after) && !/^\s{0,8}\.\s{0,4}(?:Equals|IsNull)/.test(after))
    return 'required';
  const target = assignedTo(code, start);
  if (target === undefined) return 'optional';
  const name = escaped(target);
  const near = code.masked.slice(end, end + 800);
  const check = new RegExp(
    `(?:IsNullOr\\w{1,12}\\(\\s*${name}\\s*\\)|(?<![\\w.])${name}\\s*(?:==|is)\\s*null)[^;{]{0,80}\\{?\\s*(?:throw|Environment\\.(?:Exit|FailFast))|ThrowIfNull(?:OrEmpty|OrWhiteSpace)?\\(\\s*${name}\\b|(?<![\\w.])${name}\\s*\\?\\?\\s*throw`,
  );
  return check.test(near) ? 'required' : 'optional';
}

const INDEXED =
  /(?<![\w])((?:\w{1,40}\.){0,3}_?(?:[cC]onfig|[cC]onfiguration|Configuration|appSettings))\??\s{0,4}\[\s{0,4}(?=["])/g;
const METHOD =
  /(?<![\w])(?:\w{1,40}\.){0,3}_?(?:[cC]onfig|[cC]onfiguration|Configuration|appSettings)\??\s{0,8}\.\s{0,8}(GetValue|GetSection|GetRequiredSection|GetConnectionString)(?:<[^<>\n]{1,60}>)?\(/g;

/** `Configuration["A:B"]` is what the variable A__B overrides; appsettings.json may have it too. */
function readConfiguration(found: Found): void {
  const { code } = found;
  if (!/\bI?Configuration\b/.test(code.masked)) return;
  for (const match of code.masked.matchAll(INDEXED)) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].trimEnd().length - 1;
    addKey(found, argumentsAt(code, open)[0], 'Configuration', '');
  }
  for (const match of code.masked.matchAll(METHOD)) {
    if (isInString(code, match.index)) continue;
    const parts = argumentsAt(code, match.index + match[0].length - 1);
    const method = match[1] ?? '';
    if (method === 'GetValue') addKey(found, parts[0], 'GetValue', '', valueIn(code, parts[1]));
    else if (method === 'GetConnectionString')
      addKey(found, parts[0], 'GetConnectionString', 'ConnectionStrings__');
    else addSection(found, parts[0]);
  }
  for (const match of code.masked.matchAll(/\.AddEnvironmentVariables\(\s{0,20}(?=[^)\s])/g)) {
    const parts = argumentsAt(code, match.index + match[0].trimEnd().length - 1);
    const at = stringIn(code, namedArgument(code, parts, /^prefix$/) ?? parts[0]);
    if (at) found.dynamic(at, contentOf(code, at) ?? '');
  }
}

function addKey(
  found: Found,
  argument: TextRange | undefined,
  through: string,
  prefix: string,
  fallback?: EnvValue,
): void {
  const at = stringIn(found.code, argument);
  const key = contentOf(found.code, at);
  if (!at || key === undefined || !/^[A-Za-z_][\w:]{0,120}$/.test(key)) return;
  if (prefix === '' && !key.includes(':') && !/^[A-Z][A-Z0-9_]+$/.test(key)) return;
  const name = prefix + key.replaceAll(':', '__');
  found.use({ name, through, need: 'optional', ...(fallback && { fallback }) }, at);
}

function addSection(found: Found, argument: TextRange | undefined): void {
  const at = stringIn(found.code, argument);
  const key = contentOf(found.code, at);
  if (at && key !== undefined && /^\w[\w:]{0,100}$/.test(key))
    found.dynamic(at, `${key.replaceAll(':', '__')}__`);
}

/** DotNetEnv and dotenv.net */
function readDotenv(found: Found): void {
  const { code } = found;
  if (!/\b(?:DotNetEnv|dotenv\.net|DotEnv)\b/.test(code.masked)) return;
  for (const match of code.masked.matchAll(
    /(?<![\w])(?:DotNetEnv\.)?(?:Env|DotEnv)\.(Load|TraversePath|NoClobber|GetString|GetInt|GetBool|GetDouble)\w{0,8}\(/g,
  )) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const at = stringIn(code, parts[0]);
    const text = contentOf(code, at);
    if ((match[1] ?? '').startsWith('Get')) {
      const fallback = valueIn(code, parts[1]);
      if (at && text !== undefined && isName(text))
        found.use({ name: text, through: 'DotNetEnv', need: 'optional', ...(fallback && { fallback }) }, at);
    } else if (match[1] === 'Load') {
      found.load(text ?? '.env', at ?? { start: match.index, end: open }, 'dotenv-expand');
    } else if (!codeBefore(code, match.index, 1).endsWith('.')) {
      found.load('.env', { start: match.index, end: open }, 'dotenv-expand');
    }
  }
}
