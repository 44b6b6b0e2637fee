import { blanked, lineStartAt } from '../../lines.ts';
import { argumentsAt, codeOf, codeOfText, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import { declareArgument } from '../code/declareArgument.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { bracedFunctions } from '../code/functions.ts';
import {
  assignedTo,
  codeAfter,
  contentOf,
  endOfOperand,
  escaped,
  lineBefore,
  literalsIn,
  namedArgument,
  plainArguments,
  stringIn,
} from '../code/lookups.ts';
import { isName, nameIn } from '../code/names.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['env(', 'env:', 'env::', '$_env', '$_server', 'dotenv'];
const CONFIGURATION = /\.(?:ya?ml|xml|neon)$/i;

/** PHP, Blade templates, and Symfony's configuration with `%env(X)%`. */
const phpReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (path, language) => language === 'php' || path.endsWith('.phtml') || CONFIGURATION.test(path),
  read: readPhp,
};
export default phpReader;

function readPhp(document: Document): EnvFacts | undefined {
  const { path, text } = document;
  if (!/env\s*\(|env:|Env::|\$_(?:ENV|SERVER)|dotenv/i.test(text)) return undefined;
  if (CONFIGURATION.test(path)) {
    if (!text.includes('env(')) return undefined;
    const found = createFound(document, codeOf(document), NO_FUNCTIONS);
    readPlaceholders(found, true);
    return found.facts();
  }
  const isBlade = path.endsWith('.blade.php');
  const code = isBlade ? codeOfText('view.php', phpOfBlade(text)) : codeOf(document);
  const found = createFound(document, code, isBlade ? NO_FUNCTIONS : PHP);
  readCalls(found);
  readGlobals(found);
  readPlaceholders(found, false);
  readLoads(found);
  return found.facts();
}

const PHP: Language = {
  followsHelpers: true,
  functions: (code) =>
    bracedFunctions(
      code,
      /\bfunction\s{1,10}&?(\w{1,80})\s{0,10}\(/g,
      (parameter) => /\$(\w+)/.exec(parameter)?.[1] ?? '',
    ),
  loops: (identifier) =>
    new RegExp(
      `\\bforeach\\s*\\(\\s*(?=(?:\\[|array\\(|\\$\\w+|self::\\w+)[^{]{0,2000}?\\bas\\s+\\$${identifier}\\b)`,
      'g',
    ),
};
const NO_FUNCTIONS: Language = { functions: () => [] };

/** The same text as PHP: what stands in `{{ }}`, `{!! !!}`, and the arguments of directives. */
function phpOfBlade(text: string): string {
  const parts =
    /\{\{--[\s\S]{0,20000}?--\}\}|\{\{([^{}]{1,2000})\}\}|\{!!([^{}]{1,2000})!!\}|@(?:if|elseif|php|unless|json|includeWhen|env)\s{0,4}\(([^\n]{1,1000})/g;
  let php = '<?php';
  let at = 0;
  for (const match of text.matchAll(parts)) {
    const inside = match[1] ?? match[2] ?? match[3];
    if (inside === undefined || match.index < 5) continue;
    const start = match.index + match[0].indexOf(inside);
    if (start < Math.max(at, php.length)) continue;
    php += blanked(text.slice(php.length, start)) + inside.replace(/[`]/g, ' ');
    at = start + inside.length;
  }
  return php.length > text.length ? '' : php + blanked(text.slice(php.length));
}

const CALL =
  /(?<![\w>$])(?<!function )\\?((?:\w{1,40}\\){0,6}Env::(?:get|getOrFail)|env|getenv|putenv)\s{0,4}\(/gi;

function readCalls(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(CALL)) {
    if (
      isInString(code, match.index) ||
      /(?:->|[^:]::)$/.test(code.masked.slice(Math.max(0, match.index - 3), match.index))
    )
      continue;
    const open = match.index + match[0].length - 1;
    const callee = (match[1] ?? '').replace(/^.*\\/, '');
    const parts = argumentsAt(code, open);
    const name = plainArguments(code, parts)[0] ?? namedArgument(code, parts, /^(?:key|name)$/);
    if (!name) continue;
    if (callee === 'putenv') declareAssignment(found, name);
    else readCall(found, match.index, open, callee, name, parts);
  }
}

function readCall(
  found: Found,
  start: number,
  open: number,
  callee: string,
  name: TextRange,
  parts: readonly TextRange[],
): void {
  const { code } = found;
  const end = endOfBrackets(code, open) + 1;
  const hasDefault = /^env$/i.test(callee) || callee.startsWith('Env');
  const given = hasDefault
    ? (plainArguments(code, parts)[1] ?? namedArgument(code, parts, /^default$/))
    : undefined;
  const fallback = valueIn(code, given) ?? fallbackBehind(code, end);
  const dynamicName = nameIn(code, name);
  // Symfony's configuration in PHP has `env('X')` with methods, and other functions are called env too.
  if (dynamicName.kind === 'literal' && !/^[A-Za-z_]\w*$/.test(dynamicName.name)) return;
  let need = fallback ? 'optional' : needOf(code, start, end);
  if (callee.endsWith('getOrFail')) need = 'required';
  const text = contentOf(code, stringIn(code, name));
  if (!fallback && text === 'APP_KEY' && /(?:^|\/)config\/app\.php$/.test(found.document.path))
    need = 'required';
  found.read({ start, end, name, through: callee, need, fallback });
}

/** `putenv("X=1")` */
function declareAssignment(found: Found, argument: TextRange): void {
  const literal = found.code.stringAt(argument.start);
  if (!literal) return;
  const content = found.code.text.slice(literal.content.start, literal.content.end);
  const name = /^(\w{1,100})(=?)/.exec(content);
  if (!name || !isName(name[1] ?? '')) return;
  const { start } = literal.content;
  const length = (name[1] ?? '').length;
  const isWhole = literal.end === argument.end && literal.holes.length === 0 && name[2] === '=';
  const value: EnvValue = isWhole ? describeValue(content.slice(length + 1)) : { state: 'unknown' };
  found.declare(name[1] ?? '', { start, end: start + length }, value);
}

const GLOBAL = /\$_(ENV|SERVER)\s{0,4}\[/g;
/** What web servers and PHP put into `$_SERVER`. */
const OF_REQUESTS =
  /^(?:HTTP_|REQUEST_|SERVER_|REMOTE_|PHP_|SCRIPT_|DOCUMENT_|QUERY_|PATH_|ORIG_|AUTH_TYPE|CONTENT_|GATEWAY_|REDIRECT_|SSL_|CONTEXT_|UNIQUE_ID|argv|argc|HTTPS$|FCGI_|LOCAL_)/i;

function readGlobals(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(GLOBAL)) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const name = argumentsAt(code, open)[0];
    if (!name) continue;
    const isServer = match[1] === 'SERVER';
    const text = contentOf(code, stringIn(code, name));
    if (isServer && (text === undefined || !text.includes('_') || OF_REQUESTS.test(text))) continue;
    const end = endOfBrackets(code, open) + 1;
    const after = codeAfter(code, end, 80);
    const assigned = /^\s{0,8}(?:\?\?)?=(?![=>])\s{0,20}/.exec(after);
    if (assigned) {
      const start = end + assigned[0].length;
      declareArgument(found, name, valueIn(code, { start, end: endOfExpression(code, start) }));
      continue;
    }
    const fallback = fallbackBehind(code, end);
    const isGuarded = isGuardedAccess(code, match.index, end);
    const need =
      fallback || isGuarded ? 'optional' : isServer ? 'optional' : needOfItem(code, text, match.index, end);
    found.read({ start: match.index, end, name, through: `$_${match[1]}`, need, fallback });
  }
}

const THROWS = /^\s{0,40}(?:\?\?|\?:|\|\||or\b)\s{0,20}(?:throw|die|exit|abort)\b/;

function fallbackBehind(code: Code, end: number): EnvValue | undefined {
  const after = codeAfter(code, end, 120);
  const or = /^\s{0,40}(?:\)\s{0,4})?(?:\?\?|\?:)\s{0,40}/.exec(after);
  if (!or || THROWS.test(after)) return undefined;
  const start = end + or[0].length;
  return valueIn(code, { start, end: endOfExpression(code, start) });
}

/** Of `env("X")` and `getenv("X")`, which give null or false where it is not set. */
function needOf(code: Code, start: number, end: number): Need {
  if (THROWS.test(codeAfter(code, end, 80))) return 'required';
  const head = lineBefore(code, start);
  if (/\bthrow_if\s*\(\s*(?:!\s*|empty\(|is_null\(|blank\()|\bthrow_unless\s*\(\s*$/.test(head))
    return 'required';
  if (
    /\bif\s*\(\s*(?:!\s*|empty\(\s*|is_null\(\s*|false\s*===\s*|null\s*===\s*)$/.test(head) &&
    endsProgram(code, end)
  )
    return 'required';
  if (
    /\bif\s*\(\s*$/.test(head) &&
    /^\s*===?\s*(?:false|null|['"]{2})\s*\)/.test(codeAfter(code, end, 30)) &&
    endsProgram(code, end)
  )
    return 'required';
  const target = assignedTo(code, start);
  return target !== undefined && isRequiredLater(code, target, end) ? 'required' : 'optional';
}

/** Of `$_ENV["X"]`, which warns and gives null. */
function needOfItem(code: Code, name: string | undefined, start: number, end: number): Need {
  if (THROWS.test(codeAfter(code, end, 80))) return 'required';
  if (name === undefined) return 'optional';
  const isAsked = new RegExp(
    `(?:isset|empty)\\(\\s*\\$_(?:ENV|SERVER)\\[\\s*["']${name}["']|array_key_exists\\(\\s*["']${name}["']`,
  ).test(code.masked);
  return isAsked || isGuardedAccess(code, start, end) ? 'optional' : 'required';
}

function isGuardedAccess(code: Code, start: number, end: number): boolean {
  const head = lineBefore(code, start);
  return (
    /(?:isset|empty|unset|array_key_exists)\s*\([^)]*$|@$|(?:\bif|\bwhile|elseif)\s*\(\s*!?\s*$|&&\s*!?\s*$/.test(
      head,
    ) || /^\s{0,8}(?:\?\?|\?|&&|\|\|)/.test(codeAfter(code, end, 20))
  );
}

function endsProgram(code: Code, from: number): boolean {
  return /^[^\n;{]{0,120}\{?\s{0,80}(?:throw|die|exit|abort)\b/.test(codeAfter(code, from, 300));
}

function isRequiredLater(code: Code, target: string, end: number): boolean {
  const name = escaped(target);
  const near = code.masked.slice(end, end + 800);
  const match = new RegExp(
    `\\bif\\s*\\(\\s*(?:!\\s*${name}\\b|empty\\(\\s*${name}|is_null\\(\\s*${name}|${name}\\s*===?\\s*(?:false|null|['"]{2})|(?:false|null)\\s*===?\\s*${name}\\b)`,
  ).exec(near);
  return match !== null && endsProgram(code, end + match.index + match[0].length);
}

function endOfExpression(code: Code, start: number): number {
  return endOfOperand(code, start, (character) => ',)]};'.includes(character));
}

const PLACEHOLDER = /%env\(((?:[\w.\\]{1,60}:){0,6})([A-Za-z_]\w{0,99})\)%/g;
const PARAMETER =
  /(^|\n)([^\S\n]{0,40})(["']?)env\((\w{1,100})\)\3[ \t]{0,20}(?::|=>)[ \t]{0,20}([^\n]{0,300})/g;
const ATTRIBUTE = /#\[Autowire\([^\]\n]{0,200}?\benv:\s{0,8}(["'])((?:[\w.]{1,40}:){0,6})(\w{1,100})\1/g;

/** Symfony: `%env(int:X)%`, the defaults `env(X): value`, `#[Autowire(env: "X")]`. */
function readPlaceholders(found: Found, isConfiguration: boolean): void {
  const { code } = found;
  const { text } = code;
  const defaults = new Set<string>();
  for (const match of text.matchAll(PARAMETER)) {
    const [all, , , , name = '', rest = ''] = match;
    const start = match.index + all.indexOf('env(') + 4;
    if (isCommentedOut(text, start)) continue;
    defaults.add(name);
    const value = rest
      .replace(/\s+#.*$/, '')
      .replace(/,\s*$/, '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    found.declare(name, { start, end: start + name.length }, describeValue(value));
  }
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [all, processors = '', name = ''] = match;
    const start = match.index + all.length - 2 - name.length;
    if (isConfiguration ? isCommentedOut(text, match.index) : code.masked[match.index] === ' ') continue;
    const need: Need = defaults.has(name) || /(?:^|:)default:/.test(processors) ? 'optional' : 'required';
    found.use({ name, through: '%env()%', need }, { start, end: start + name.length });
  }
  if (isConfiguration) return;
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [all, , processors = '', name = ''] = match;
    const start = match.index + all.length - 1 - name.length;
    const need: Need = /(?:^|:)default:/.test(processors) ? 'optional' : 'required';
    found.use({ name, through: '#[Autowire]', need }, { start, end: start + name.length });
  }
}

function isCommentedOut(text: string, offset: number): boolean {
  const start = lineStartAt(text, offset, 400);
  return /(?:^|\s)#|^\s*(?:\/\/|\*|<!--)/.test(text.slice(start, offset));
}

/** `Dotenv::createImmutable(__DIR__, ".env.x")`, `(new Dotenv())->load(__DIR__."/.env")`, `->required("X")` */
function readLoads(found: Found): void {
  const { code } = found;
  if (!/Dotenv/.test(code.masked)) return;
  for (const match of code.masked.matchAll(
    /Dotenv::create\w{0,40}\(|->(loadEnv|bootEnv|load|overload|usePutenv|required|ifPresent)\(/g,
  )) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const range = { start: open + 1, end: endOfBrackets(code, open) };
    const at = { start: match.index, end: open };
    if (match[1] === 'required' || match[1] === 'ifPresent') {
      requireAll(found, range, match[1] === 'required');
    } else if (match[1] === undefined || match[1] !== 'usePutenv') {
      const file = literalsIn(code, range).at(-1);
      const name = file && code.text.slice(file.content.start, file.content.end).replace(/^\//, '');
      if (file && name !== undefined && /env/.test(name)) found.load(name, file.content, 'dotenv-expand');
      else if (match[1] === undefined) found.load('.env', at, 'dotenv-expand');
    }
  }
}

function requireAll(found: Found, range: TextRange, isRequired: boolean): void {
  const { code } = found;
  for (const { content } of literalsIn(code, range)) {
    const name = code.text.slice(content.start, content.end);
    if (!/^[A-Z][A-Z0-9_]{2,}$/.test(name)) continue;
    found.use({ name, through: 'Dotenv', need: isRequired ? 'required' : 'optional' }, content);
    if (isRequired) found.validate('phpdotenv', content);
  }
}
