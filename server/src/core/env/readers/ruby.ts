import { blanked, lineStartAt } from '../../lines.ts';
import { argumentsAt, codeOf, codeOfText, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { declareArgument } from '../code/declareArgument.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { endedFunctions } from '../code/functions.ts';
import {
  assignedTo,
  codeAfter,
  contentOf,
  endOfOperand,
  escaped,
  lineBefore,
  stringIn,
  withoutBlanks,
} from '../code/lookups.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import { readDotenv, readFigaro } from './ruby/gems.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['env[', 'env.', 'env::', 'dotenv'];
const TEMPLATE = /\.(?:ya?ml|erb)$/i;

/** Ruby, and the Ruby in templates: `<%= ENV["X"] %>` in config/*.yml. */
const rubyReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (path, language) =>
    language === 'ruby' || TEMPLATE.test(path) || /\.(?:ru|gemspec|jbuilder|thor)$/.test(path),
  read: readRuby,
};
export default rubyReader;

function readRuby(document: Document): EnvFacts | undefined {
  const { path, text } = document;
  const isTemplate = TEMPLATE.test(path);
  if (!/\bENV(?:\[|\.|::|\s)|Figaro\.|Dotenv|dotenv/.test(text)) return undefined;
  if (isTemplate && !text.includes('<%')) return undefined;
  const code = isTemplate
    ? codeOfText('template.rb', rubyOfTemplate(text))
    : document.language === 'ruby'
      ? codeOf(document)
      : codeOfText('file.rb', text);
  const found = createFound(document, code, RUBY);
  readEnvironment(found);
  readFigaro(found);
  readDotenv(found);
  return found.facts();
}

const RUBY: Language = {
  followsHelpers: true,
  functions: (code) =>
    endedFunctions(
      code,
      /(?<=^|\n|private )[^\S\n]{0,80}def (?:self\.)?(\w{1,80}[!?]?)\s{0,2}\(/g,
      (parameter) => (/^[*&]{0,2}\w*/.exec(parameter)?.[0] ?? '').replace(/^[*&]+/, ''),
    ).filter(({ start }) => !isInString(code, start)),
  loops: (identifier) =>
    new RegExp(
      `(?:^|[\\s(=])(?=(?:%w[\\[({][^\\n]{0,400}|\\[[^\\]]{0,2000}\\]|[A-Z_]{2,60})\\s*\\.(?:each|map|select|reject|all\\?|any\\?|filter|filter_map|find|each_with_object|to_h|index_with)\\b[^|\\n]{0,40}\\|\\s*${identifier}\\b)`,
      'g',
    ),
};

/** The same text with everything blanked that is not between `<%` and `%>`; lines that YAML comments out are blanked too. */
function rubyOfTemplate(text: string): string {
  let ruby = '';
  let at = 0;
  for (let open = text.indexOf('<%'); open !== -1; open = text.indexOf('<%', at)) {
    const close = text.indexOf('%>', open);
    const end = close === -1 ? text.length : close;
    const lead = /^<%[=-]?/.exec(text.slice(open, open + 3))?.[0].length ?? 2;
    const lineStart = lineStartAt(text, open, 400);
    const isComment = text[open + 2] === '#' || /^\s*#/.test(text.slice(Math.max(lineStart, at), open));
    ruby += blanked(text.slice(at, open + lead));
    ruby += isComment ? blanked(text.slice(open + lead, end)) : text.slice(open + lead, end);
    ruby += end < text.length ? ' ;' : '';
    at = Math.min(text.length, end + 2);
  }
  return ruby + blanked(text.slice(at));
}

const ENVIRONMENT = /(?<![\w.:@$])(?:::)?ENV\b\s{0,8}(?:(\[)|\.\s{0,8}([a-z_]{1,30}[!?]?))?/g;

function readEnvironment(found: Found): void {
  const { code } = found;
  const tests = testedNames(code);
  for (const match of code.masked.matchAll(ENVIRONMENT)) {
    if (isInString(code, match.index)) continue;
    const end = match.index + match[0].length;
    if (match[1] !== undefined) readItem(found, tests, match.index, end - 1);
    else if (match[2] !== undefined) readMethod(found, tests, match.index, end, match[2]);
  }
}

/** `ENV["X"]`: a read, or an assignment. */
function readItem(found: Found, tests: Tests, start: number, open: number): void {
  const { code } = found;
  const name = argumentsAt(code, open)[0];
  if (!name) return;
  const end = endOfBrackets(code, open) + 1;
  const assigned = /^[ \t]{0,20}(?:\|\|)?=(?![=~>])\s{0,20}/.exec(codeAfter(code, end, 60));
  const text = contentOf(code, stringIn(code, name));
  if (assigned) {
    const value = { start: end + assigned[0].length, end: endOfExpression(code, end + assigned[0].length) };
    return declareArgument(found, name, valueIn(code, value));
  }
  const fallback = fallbackBehind(code, end);
  found.read({
    start,
    end,
    name,
    through: 'ENV',
    need: fallback ? 'optional' : needOf(code, tests, text, start, end),
    fallback,
  });
}

function readMethod(found: Found, tests: Tests, start: number, behind: number, method: string): void {
  const { code } = found;
  const list = argumentList(code, behind);
  if (!list) {
    if (/^(?:each|each_pair|select|filter|map|keys|find|reject|any\?|each_key)$/.test(method))
      readAll(found, start, behind);
    return;
  }
  const [name] = list.parts;
  switch (method) {
    case 'fetch':
      return name && readFetch(found, tests, start, list, name);
    case 'key?':
    case 'has_key?':
    case 'include?':
    case 'member?': {
      const need: Need =
        tests.get(contentOf(code, stringIn(code, name)) ?? '') === 'fatal' ? 'required' : 'optional';
      return name && found.read({ start, end: list.end, name, through: `ENV.${method}`, need });
    }
    case 'dig':
    case 'delete':
      return name && method === 'dig'
        ? found.read({ start, end: list.end, name, through: 'ENV', need: 'optional' })
        : undefined;
    case 'values_at':
    case 'slice':
    case 'fetch_values':
      for (const part of list.parts) {
        const need = method === 'fetch_values' ? 'required' : 'optional';
        if (stringIn(code, part))
          found.read({ start, end: list.end, name: part, through: `ENV.${method}`, need });
      }
      return undefined;
    case 'store':
      return declareArgument(found, name, valueIn(code, list.parts[1]));
    case 'update':
    case 'merge!':
      return declareAll(found, list.parts);
    default:
  }
}

interface ArgumentList {
  readonly parts: readonly TextRange[];
  readonly end: number;
}

/** With brackets, or on the rest of the line without. */
function argumentList(code: Code, behind: number): ArgumentList | undefined {
  const open = code.masked[behind] === '(' ? behind : undefined;
  if (open !== undefined) return { parts: argumentsAt(code, open), end: endOfBrackets(code, open) + 1 };
  const bare = /^[ \t]{1,8}(?=["'A-Za-z])/.exec(codeAfter(code, behind, 20));
  const start = bare ? behind + bare[0].length : -1;
  const literal = start >= 0 ? code.stringAt(start) : undefined;
  if (!literal) return undefined;
  const parts: TextRange[] = [{ start, end: literal.end }];
  const comma = /^[ \t]{0,8},\s{0,40}/.exec(codeAfter(code, literal.end, 60));
  if (!comma) return { parts, end: literal.end };
  const next = literal.end + comma[0].length;
  const end = endOfExpression(code, next);
  return { parts: [...parts, { start: next, end }], end };
}

function readFetch(found: Found, tests: Tests, start: number, list: ArgumentList, name: TextRange): void {
  const { code } = found;
  const block = /^\s{0,4}(?:\{\s{0,20}(?:\|\w{0,20}\|)?\s{0,20}|do\b)/.exec(codeAfter(code, list.end, 80));
  const given = list.parts[1];
  const text = contentOf(code, stringIn(code, name));
  let need: Need = given || block ? 'optional' : 'required';
  let fallback = given && valueIn(code, given);
  if (block) {
    const bodyStart = list.end + block[0].length;
    const body = codeAfter(code, bodyStart, 200);
    if (/^\s*(?:raise|abort|fail|exit)\b/.test(body)) need = 'required';
    else if (block[0].includes('{')) {
      const open = code.masked.indexOf('{', list.end);
      const close = code.partnerOf(open);
      if (close > bodyStart)
        fallback = valueIn(code, { start: bodyStart, end: withoutBlanks(code, bodyStart, close) });
    }
  } else if (!given && text !== undefined) {
    const test = tests.get(text);
    if (test === 'guard' || isGuarded(code, start, list.end)) need = 'optional';
  }
  found.read({ start, end: list.end, name, through: 'ENV.fetch', need, fallback });
}

/** `|| "default"`, `.presence || "default"`, `.to_s.empty? ? …` */
function fallbackBehind(code: Code, end: number): EnvValue | undefined {
  const or =
    /^(?:&?\.(?:presence|to_s|strip|to_i|to_sym|downcase)(?:\(\))?){0,3}\s{0,4}(?:\)\s{0,4})?(?:\|\||\bor\b)(?!=)\s{0,40}/.exec(
      codeAfter(code, end, 120),
    );
  if (!or) return undefined;
  const start = end + or[0].length;
  if (/^(?:raise|abort|fail|exit|\(?\s*raise)\b/.test(codeAfter(code, start, 20))) return undefined;
  return valueIn(code, { start, end: endOfExpression(code, start) });
}

const ENDS =
  /^(?:&?\.(?:presence|to_s|strip)(?:\(\))?){0,3}\s{0,4}(?:\|\||\bor\b)\s{0,40}\(?\s{0,8}(?:raise|abort|fail|exit)\b/;
/** Methods that `nil` has too. */
const NIL_SAFE =
  /^(?:to_s|to_i|to_f|to_a|to_h|to_json|as_json|to_param|to_query|present\?|blank\?|presence|presence_in|nil\?|try!?|inspect|is_a\?|kind_of\?|in\?|then|yield_self|tap|dup|freeze|class|respond_to\?|eql\?|equal\?|hash|instance_of\?|itself|send|public_send|to_bool|truthy\?|falsy\?)/;

/** Of `ENV["X"]`, which gives nil where the variable is not set. */
function needOf(code: Code, tests: Tests, name: string | undefined, start: number, end: number): Need {
  const after = codeAfter(code, end, 160);
  if (ENDS.test(after)) return 'required';
  if (name !== undefined && tests.has(name)) return tests.get(name) === 'fatal' ? 'required' : 'optional';
  const target = assignedTo(code, start);
  if (target !== undefined && isRequiredLater(code, target, end)) return 'required';
  if (isGuarded(code, start, end)) return 'optional';
  const method = /^\s{0,4}\.\s{0,4}(\w{1,40}[?!]?)/.exec(after)?.[1];
  if (method !== undefined) return NIL_SAFE.test(method) ? 'optional' : 'required';
  if (/^\s{0,4}\[/.test(after)) return 'required';
  return /(?:^|[^\w.])(?:Integer|Float|URI|URI\.parse|JSON\.parse|Base64\.\w{1,20}decode64|File\.read)\(\s*$/.test(
    lineBefore(code, start),
  ) && /^\s{0,4}\)/.test(after)
    ? 'required'
    : 'optional';
}

/** In a condition, or on a line that ends with one. */
function isGuarded(code: Code, start: number, end: number): boolean {
  const head = lineBefore(code, start);
  const tail = codeAfter(code, end, 200).split('\n', 1)[0] ?? '';
  if (/(?:^\s*|[;=(]\s*)(?:if|unless|elsif|while|until|return\s+(?:if|unless)|case|when)\b/.test(head))
    return true;
  if (
    /\b(?:if|unless|and|or|not)\s+[^"']*$|&&\s*[^"']*$|\|\|\s*$|!\s*$|\?\s[^"']*:\s*$|defined\?\s*\(?\s*$/.test(
      head,
    )
  )
    return true;
  return /\s(?:if|unless)\s|^[^"'#]{0,80}\s\?\s|^\s*(?:&&|\|\||==|!=|=~)|^\s*rescue\b/.test(tail);
}

type Tests = ReadonlyMap<string, 'guard' | 'fatal'>;

const TEST =
  /(?<![\w.:])ENV(?:\[\s{0,4}(["'])(\w{1,100})\1\s{0,4}\]|\.(?:key|has_key|include|member)\?[( ]\s{0,4}(["'])(\w{1,100})\3)/g;

/** `raise "…" unless ENV["X"]`, `if ENV.key?("X")` */
function testedNames(code: Code): Tests {
  const tests = new Map<string, 'guard' | 'fatal'>();
  for (const match of code.masked.matchAll(TEST)) {
    const name = match[2] ?? match[4] ?? '';
    const head = lineBefore(code, match.index);
    const condition = /(?:^|\s|;)(if|unless|elsif)\s[^\n]{0,150}$/.exec(head);
    if (!condition || isInString(code, match.index)) continue;
    const before = head.slice(0, condition.index);
    const after = codeAfter(code, match.index + match[0].length, 200);
    const absent =
      condition[1] === 'unless' ||
      /^\)?\.(?:blank\?|nil\?|to_s\.(?:strip\.)?empty\?)/.test(after) ||
      /!\s*$/.test(head);
    const inline = /^\s*(?:raise|abort|fail|exit)\b/.test(before);
    const block = before.trim() === '' && /^[^\n]{0,200}\n\s*(?:raise|abort|fail|exit)\b/.test(after);
    const fatal = absent && (inline || block);
    if (fatal || !tests.has(name)) tests.set(name, fatal ? 'fatal' : 'guard');
  }
  return tests;
}

function isRequiredLater(code: Code, target: string, end: number): boolean {
  const name = escaped(target);
  const near = code.masked.slice(end, end + 800);
  return new RegExp(
    `(?:raise|abort|fail|exit)\\b[^\\n]{0,150}\\b(?:unless\\s+${name}\\b(?!\\s*[=!]=)|if\\s+${name}\\.(?:blank|nil|empty)\\?|if\\s+!${name}\\b)|\\n\\s*(?:unless\\s+${name}|if\\s+${name}\\.(?:blank|nil)\\?)\\s*\\n\\s*(?:raise|abort|fail|exit)\\b`,
  ).test(near);
}

/** `ENV.each { |key, _| key.start_with?("APP_") }` */
function readAll(found: Found, start: number, end: number): void {
  const prefix = /\.start_with\?\(?\s*(["'])(\w{1,80})\1|\/(?:\^|\\A)(\w{2,80})/.exec(
    found.code.text.slice(end, end + 300),
  );
  found.dynamic({ start, end }, prefix?.[2] ?? prefix?.[3] ?? '');
}

/** `ENV.update("X" => "1")` */
function declareAll(found: Found, parts: readonly TextRange[]): void {
  for (const part of parts) {
    const literal = found.code.stringAt(part.start);
    if (!literal || !/^\s{0,8}=>/.test(codeAfter(found.code, literal.end, 20))) continue;
    declareArgument(found, { start: literal.start, end: literal.end }, { state: 'unknown' });
  }
}

/** Where an expression without brackets ends: with its line, or what closes what is round it. */
function endOfExpression(code: Code, start: number): number {
  return endOfOperand(
    code,
    start,
    (character, at) =>
      ',)]};\n\r'.includes(character) ||
      (character === ' ' && /^ (?:if|unless|rescue|do)\b/.test(codeAfter(code, at, 8))),
  );
}
