import { lineStartAt } from '../../lines.ts';
import { argumentsAt, codeOf, codeOfText, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { bracedFunctions } from '../code/functions.ts';
import { assignedTo, codeAfter, contentOf, escaped, lineBefore, stringIn } from '../code/lookups.ts';
import { isName } from '../code/names.ts';
import { valueIn } from '../code/values.ts';
import { describeValue } from '../describeValue.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['getenv', '${', 'getproperty', 'getrequiredproperty', 'dotenv', 'environmentvariable'];
const PROPERTIES =
  /(?:^|\/)(?:application|bootstrap|microprofile-config|logback(?:-spring)?|log4j2?(?:-spring)?|hibernate|persistence)(?:[-.][\w.-]{1,60})?\.(?:ya?ml|properties|conf|xml)$/;
const GRADLE = /\.gradle(?:\.kts)?$/;

/** Java and Kotlin, Spring's and Quarkus' properties, and Gradle scripts. */
const jvmReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (path, language) =>
    language === 'java' || language === 'kotlin' || PROPERTIES.test(path) || GRADLE.test(path),
  always: (path) => PROPERTIES.test(path),
  read: readJvm,
};
export default jvmReader;

function readJvm(document: Document): EnvFacts | undefined {
  const { path, text } = document;
  if (PROPERTIES.test(path)) return readProperties(document);
  if (!/getenv|\$\{|getProperty|getRequiredProperty|Dotenv|environmentVariable/i.test(text)) return undefined;
  const isGradle = GRADLE.test(path);
  const code = isGradle && document.language === 'text' ? codeOfText('build.js', text) : codeOf(document);
  const found = createFound(document, code, JVM);
  readGetenv(found, isGradle);
  readLookups(found);
  readAnnotations(found);
  return found.facts();
}

const JVM: Language = {
  functions: (code) =>
    bracedFunctions(
      code,
      /(?:\bfun\s{1,4}(?:<[^<>\n]{0,60}>\s{0,4})?|[\w>\]]\s{1,4})(?!(?:if|for|while|switch|catch|new)\b)(\w{1,80})\s{0,4}\((?=[^()]{0,400}\)[^;{=]{0,120}[{=])/g,
      (parameter) => /^(\w+)\s*:/.exec(parameter)?.[1] ?? /(\w+)\s*$/.exec(parameter)?.[1] ?? '',
    ),
  followsHelpers: true,
};

const GETENV = /(?<![\w.])(?:java\.lang\.)?System\s{0,20}\.\s{0,20}getenv\s{0,4}\(/g;

function readGetenv(found: Found, isGradle: boolean): void {
  const { code } = found;
  const phase = isGradle ? ('build' as const) : undefined;
  const asked = namesAskedFor(code);
  for (const match of code.masked.matchAll(GETENV)) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const end = endOfBrackets(code, open) + 1;
    const [name] = argumentsAt(code, open);
    if (name) {
      read(found, asked, match.index, end, name, undefined, phase);
      continue;
    }
    const next =
      /^\s{0,40}(?:\.\s{0,4}(get|getOrDefault|containsKey)\(|(\[)|\.\s{0,4}(entrySet|forEach|keySet|filter|filterKeys)\b)/.exec(
        codeAfter(code, end, 80),
      );
    if (!next) continue;
    if (next[3] !== undefined) {
      const prefix = /\.startsWith\(\s*"(\w{1,60})"/.exec(codeAfter(code, end, 400))?.[1];
      found.dynamic({ start: match.index, end }, prefix ?? '');
      continue;
    }
    const bracket = end + next[0].length - 1;
    const parts = argumentsAt(code, bracket);
    if (!parts[0]) continue;
    const close = endOfBrackets(code, bracket) + 1;
    const given =
      next[1] === 'getOrDefault' ? (valueIn(code, parts[1]) ?? { state: 'unknown' as const }) : undefined;
    read(
      found,
      asked,
      match.index,
      close,
      parts[0],
      next[1] === 'containsKey' ? { state: 'unknown' } : given,
      phase,
    );
  }
  for (const match of code.masked.matchAll(/\bproviders\s{0,4}\.\s{0,4}environmentVariable\(/g)) {
    const at = stringIn(code, argumentsAt(code, match.index + match[0].length - 1)[0]);
    const name = contentOf(code, at);
    if (at && name !== undefined && isName(name))
      found.use({ name, through: 'environmentVariable', need: 'optional', phase: 'build' }, at);
  }
}

function read(
  found: Found,
  asked: ReadonlySet<string>,
  start: number,
  end: number,
  name: TextRange,
  given: EnvValue | undefined,
  phase: 'build' | undefined,
): void {
  const { code } = found;
  const text = contentOf(code, stringIn(code, name));
  const fallback = given ?? fallbackBehind(code, end);
  // Scripts of developers' machines: what a build lacks, its author sees.
  const need = fallback || phase ? 'optional' : needOf(code, asked, text, start, end);
  found.read({
    start,
    end,
    name,
    through: 'System.getenv',
    need,
    fallback: fallback?.state === 'unknown' && given ? undefined : fallback,
    phase,
  });
}

const THROWS = /^\s{0,40}\)?\s{0,8}\?:\s{0,40}(?:throw|error\(|exitProcess\(|fail\()/;

/** Kotlin's `?: "default"`, and `orElse("default")` of Java's Optional. */
function fallbackBehind(code: Code, end: number): EnvValue | undefined {
  const after = codeAfter(code, end, 120);
  if (THROWS.test(after)) return undefined;
  const elvis = /^(?:\s{0,40}\?\.[\w.()]{1,60}){0,3}\s{0,40}\?:\s{0,40}/.exec(after);
  if (elvis) {
    const start = end + elvis[0].length;
    const literal = code.stringAt(start);
    return literal ? valueIn(code, { start, end: literal.end }) : { state: 'unknown' };
  }
  const orElse =
    /^\s{0,8}\)\s{0,40}(?:\.\s{0,4}(?:map|filter)\([^()\n]{0,80}\)\s{0,40}){0,2}\.\s{0,4}orElse\(/.exec(
      after,
    );
  if (!orElse) return undefined;
  return valueIn(code, argumentsAt(code, end + orElse[0].length - 1)[0]) ?? { state: 'unknown' };
}

/** `System.getenv` gives null: what breaks then needs the variable, unless the code asks. */
function needOf(
  code: Code,
  asked: ReadonlySet<string>,
  name: string | undefined,
  start: number,
  end: number,
): Need {
  const after = codeAfter(code, end, 160);
  const head = lineBefore(code, start);
  if (THROWS.test(after) || /^\s{0,8}!!/.test(after)) return 'required';
  if (/(?:requireNonNull|requireNotNull|checkNotNull|checkState|Assert\.\w{1,20})\(\s*$/.test(head))
    return 'required';
  if (/\bOptional\.ofNullable\(\s*$/.test(head))
    return /^\s{0,8}\)\s{0,40}\.\s{0,4}orElseThrow/.test(after) ? 'required' : 'optional';
  if (isGuarded(head, after)) return 'optional';
  if (name !== undefined && asked.has(name)) return 'optional';
  const target = assignedTo(code, start);
  if (target !== undefined) return checkOf(code, target, end);
  return 'required';
}

function isGuarded(head: string, after: string): boolean {
  if (/^\s{0,8}\)?\s{0,8}(?:[!=]=|\?\.|\?:|\?\s|&&|\|\||instanceof)/.test(after)) return true;
  if (/^\s{0,8}\.\s{0,4}(?:isNullOrBlank|isNullOrEmpty|orEmpty|let|toBoolean)\b/.test(after)) return true;
  if (
    /(?:equals|equalsIgnoreCase|parseBoolean|isEmpty|isBlank|isNotBlank|isNotEmpty|hasText|hasLength|isNull|nonNull|firstNonNull|valueOf|println|requireNonNullElse|defaultIfBlank|defaultString|ofNullable|getenvOrDefault|isNullOrEmpty|contains|toBoolean|info|debug|log|warn)\(\s*(?:[^"()]{0,40},\s*)?$/i.test(
      head,
    )
  )
    return true;
  return /\b(?:if|while)\s*\([^"]{0,80}$|\?[^"?]{0,80}:\s*$|[!=]=\s*$|&&\s*$|\|\|\s*$/.test(head);
}

/** Variables that are compared somewhere in the file. */
function namesAskedFor(code: Code): ReadonlySet<string> {
  const pattern =
    /getenv\(\s{0,20}"(\w{1,100})"\s{0,20}\)\s{0,20}(?:[!=]=|\?|\.\s{0,4}is)|containsKey\(\s{0,20}"(\w{1,100})"/g;
  return new Set([...code.masked.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''));
}

/** What the lines behind an assignment say of the variable. */
function checkOf(code: Code, target: string, end: number): Need {
  const name = escaped(target);
  const near = code.masked.slice(end, end + 1_500);
  const asked = new RegExp(
    `(?<![\\w.])${name}\\s*(?:[!=]=\\s*null|\\?\\.|\\?:|\\.\\s*is(?:Empty|Blank|NullOr\\w+)\\b)|null\\s*[!=]=\\s*${name}\\b|(?:isNull|nonNull|isEmpty|isBlank|isNotBlank|isNotEmpty|hasText|hasLength|isNullOrEmpty|ofNullable|requireNonNullElse|toBoolean|parseBoolean|equals|equalsIgnoreCase)\\(\\s*${name}\\b|\\.equals\\(\\s*${name}\\b`,
  ).exec(near);
  if (!asked) return 'required';
  const body = near.slice(asked.index, asked.index + 300);
  const isAbsent =
    /^\S+\s*(?:==\s*null|\.\s*is(?:Empty|Blank))|^null\s*==|^(?:isNull|isEmpty|isBlank|isNullOrEmpty)/.test(
      body,
    );
  return isAbsent && /^[^{}\n]{0,120}\{?\s*(?:throw|System\.exit|exitProcess|error\()/.test(body)
    ? 'required'
    : 'optional';
}

const LOOKUP = /(?<![\w])(\w{0,40})\s{0,4}\.\s{0,4}(getProperty|getRequiredProperty|get)\(\s{0,20}(?=")/g;

/** Spring's Environment with names in capitals, and dotenv-java. */
function readLookups(found: Found): void {
  const { code } = found;
  const usesDotenv = /\bio\.github\.cdimascio\b/.test(code.masked);
  for (const match of code.masked.matchAll(LOOKUP)) {
    const [all, object = '', method = ''] = match;
    const isDotenv = usesDotenv && /dotenv|^env$/i.test(object);
    if (!isDotenv && !(method !== 'get' && /env/i.test(object))) continue;
    if (isInString(code, match.index)) continue;
    const open = match.index + all.indexOf('(');
    const parts = argumentsAt(code, open);
    const at = stringIn(code, parts[0]);
    const name = contentOf(code, at);
    if (!at || name === undefined || !CAPITALS.test(name) || !(isDotenv || name.includes('_'))) continue;
    const fallback = valueIn(code, parts[1]);
    const need: Need = method === 'getRequiredProperty' ? 'required' : 'optional';
    found.use(
      { name, through: isDotenv ? 'Dotenv' : `Environment.${method}`, need, ...(fallback && { fallback }) },
      at,
    );
  }
  for (const match of code.masked.matchAll(
    /\bDotenv\s{0,20}\.\s{0,4}(?:load|configure)\(\)|(?<![\w.])dotenv\s{0,4}[{(]/g,
  )) {
    if (!usesDotenv || isInString(code, match.index)) continue;
    const near = code.masked.slice(match.index, match.index + 400);
    const file = /\.filename\(\s*"|\bfilename\s*=\s*"/.exec(near.split(/\.load\(\)/, 1)[0] ?? '');
    const literal = file ? code.stringAt(match.index + file.index + file[0].length - 1) : undefined;
    if (literal) found.load(contentOf(code, literal.content) ?? '', literal.content, 'dotenv');
    else found.load('.env', { start: match.index, end: match.index + match[0].search(/[({]/) }, 'dotenv');
  }
}

const CAPITALS = /^[A-Z][A-Z0-9_]{1,99}$/;

/** `@Value("${X:default}")`, and the like in other annotations. */
function readAnnotations(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /@(?:\w{1,20}:)?(?:Value|Scheduled|ConfigProperty|KafkaListener|RabbitListener|FeignClient|RequestMapping|Property)\s{0,4}\(/g,
  )) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const close = endOfBrackets(code, open);
    addPlaceholders(found, open, Math.min(close, open + 1_000), '@Value', () => false);
  }
}

const PLACEHOLDER = /(?<![$\w])\\?\$\{(\??)([A-Z][A-Z0-9_]{1,99})(?:(:-?)([^}]{0,300}))?\}/g;

function addPlaceholders(
  found: Found,
  start: number,
  end: number,
  through: string,
  isSkipped: (offset: number) => boolean,
): void {
  const text = found.document.text.slice(start, end);
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [all, mark = '', name = '', colon, value = ''] = match;
    if (isSkipped(start + match.index)) continue;
    const from = start + match.index + all.indexOf(name);
    const need: Need = colon !== undefined || mark === '?' ? 'optional' : 'required';
    const fallback =
      colon === undefined
        ? undefined
        : value.includes('${')
          ? ({ state: 'reference' } as const)
          : describeValue(value);
    found.use(
      { name, through, need, ...(fallback && { fallback }) },
      { start: from, end: from + name.length },
    );
  }
  // A default that is a placeholder itself: ${A:${B:c}}
  for (const match of text.matchAll(/\$\{[\w.-]{1,100}:-?(?=\$\{)/g)) {
    const inner = /^\$\{([A-Z][A-Z0-9_]{1,99})(?=[:}])/.exec(
      text.slice(match.index + match[0].length, match.index + match[0].length + 120),
    );
    if (!inner || isSkipped(start + match.index)) continue;
    const from = start + match.index + match[0].length + 2;
    const name = inner[1] ?? '';
    const hasDefault = text[from - start + name.length] === ':';
    found.use(
      { name, through, need: hasDefault ? 'optional' : 'required' },
      { start: from, end: from + name.length },
    );
  }
}

/** `${X:default}` in application.yml, application.properties, application.conf. */
function readProperties(document: Document): EnvFacts | undefined {
  const { text, path } = document;
  const found = createFound(document, codeOfText('empty.java', ''), JVM);
  const isLogging = /log(?:back|4j)/.test(path);
  const isCommentedOut = (offset: number): boolean => {
    const start = lineStartAt(text, offset, 300);
    return /^\s*(?:#|!|\/\/|<!--)|\s#\s/.test(text.slice(start, offset));
  };
  addPlaceholders(
    found,
    0,
    text.length,
    '${}',
    (offset) => isCommentedOut(offset) || (isLogging && isLocal(text, offset)),
  );
  if (!isLogging) declareProperties(found);
  if (/(?:^|\/)(?:application|bootstrap)[\w.-]*$/.test(path)) replaceable(found);
  return found.facts();
}

/** `NAME=value` and `NAME: value` at the first level: a property that stands in where no variable is set. */
function declareProperties(found: Found): void {
  for (const match of found.document.text.matchAll(
    /(?<=^|\n)([A-Z][A-Z0-9_]{1,99})[ \t]*[=:][ \t]*([^\r\n]{0,300})/g,
  )) {
    const [, name = '', value = ''] = match;
    const at = { start: match.index, end: match.index + name.length };
    found.declare(name, at, value.includes('${') ? { state: 'reference' } : describeValue(value.trim()));
  }
}

/** Each property can be replaced by a variable: `app.page-size` by APP_PAGESIZE. Nested ones are known by their first word. */
function replaceable(found: Found): void {
  const groups = new Set<string>();
  for (const match of found.document.text.matchAll(
    /(?<=^|\n)([a-z][a-z0-9-]{1,60})(?=\.[a-z][\w.[\]-]{0,200}[ \t]*=|:[ \t]*(?:#[^\n]{0,200})?\r?\n[ \t])/g,
  )) {
    const [, name = ''] = match;
    if (groups.has(name) || groups.size >= 100) continue;
    groups.add(name);
    const at = { start: match.index, end: match.index + name.length };
    found.dynamic(at, `${name.replaceAll('-', '').toUpperCase()}_`);
  }
}

/** Logging files define properties of their own: `<property name="X" …>`. */
function isLocal(text: string, offset: number): boolean {
  const name = /^\\?\$\{([A-Z0-9_]+)/.exec(text.slice(offset, offset + 120))?.[1] ?? '';
  return (
    name !== '' && (text.includes(`name="${name}"`) || /^(?:LOG_|CONSOLE_LOG|FILE_LOG|PID|PORT$)/.test(name))
  );
}
