import type { TextRange } from '../../finding.ts';
import { readInline, readQuoted, type ReadValue } from './values.ts';

/** What is used where a variable isn't set. */
export interface Fallback {
  readonly value: ReadValue;
  /** The variable's name, or the expression that comes first. */
  readonly variable: string;
}

const QUOTE = /(?:\\{0,3}["'`])/.source;
/** `process.env.X ?? "…"`, `ENV["X"] || "…"`, `getenv('X') ?: '…'`, `os.environ.get("X") or "…"` */
const OR = new RegExp(
  `(?:${QUOTE})?[\\])!]{0,3}(?:\\.unwrap_or(?:_else)?\\((?:\\|\\|\\s?)?|\\.orElse\\(|\\.or\\(|\\s{0,40}(?:\\?\\?|\\|\\||\\?:|\\bor\\b)\\s{0,40}\\(?)`,
  'y',
);
/** `os.getenv("X", "…")`, `ENV.fetch("X", "…")`, `config("X", default="…")` */
const SECOND = new RegExp(
  `${QUOTE}\\s{0,4}(?:,|\\)\\s?\\{|\\)\\s?do)\\s{0,40}(?:default\\s?[=:]\\s?|defaultValue:\\s?|cast=\\w+,\\s?default=)?`,
  'y',
);
const ENVIRONMENT_CALL =
  /(?:env\w*|ENV\.fetch|environ\.get|environ\.setdefault|config|fetch|get|getOrElse|getOrDefault|getProperty|getValue|str|string|value|viper\.SetDefault|env\.str|Env\.get\w*)[([]\s{0,8}["'`]$/i;
/** `${X:-…}`, `${X:=…}`, `${X-…}`, Spring's `${x.y:…}` */
const IN_BRACES = /:?[-=]|:(?!\?)/y;

/** The default of the environment variable whose name stands at `name`. */
export function readEnvironmentDefault(text: string, name: TextRange): Fallback | undefined {
  const variable = variableAt(text, name);
  if (text.startsWith('${', name.start - 2)) {
    IN_BRACES.lastIndex = name.end;
    if (!IN_BRACES.test(text)) return undefined;
    const at = IN_BRACES.lastIndex;
    const value = readQuoted(text, at) ?? readInline(text, at, 'text');
    return value && text[value.end + (value.quoted ? 1 : 0)] === '}' ? { value, variable } : undefined;
  }
  OR.lastIndex = name.end;
  if (OR.test(text)) {
    const value = readQuoted(text, OR.lastIndex);
    if (value) return { value, variable };
  }
  SECOND.lastIndex = name.end;
  if (SECOND.test(text) && ENVIRONMENT_CALL.test(text.slice(Math.max(0, name.start - 40), name.start))) {
    const value = readQuoted(text, SECOND.lastIndex);
    if (value) return { value, variable };
  }
  return undefined;
}

/** An expression and what is used instead: `config.session.cookie || "…"`. */
const EXPRESSION =
  /((?:await )?[$A-Za-z_][\w$.?!]{0,80}(?:(?:\(|\[)[\w$."'`: -]{0,60}(?:\)|\]))?[\w$.?!]{0,40}?)\s{0,40}(?:\?\?|\|\||\?:|\bor\b)\s{0,40}\(?/y;

export function fallbackAfter(text: string, at: number): Fallback | undefined {
  EXPRESSION.lastIndex = at;
  const expression = EXPRESSION.exec(text)?.[1];
  if (expression === undefined) return undefined;
  const value = readQuoted(text, EXPRESSION.lastIndex);
  return value && { value, variable: variableOf(expression) };
}

/** "JWT_SECRET" of `process.env.JWT_SECRET`, `import.meta.env["JWT_SECRET"]` and `ENV.fetch("JWT_SECRET")`. */
function variableOf(expression: string): string {
  return (
    /\benv(?:iron)?\b[^A-Za-z]{0,4}(?:get|fetch)?[^\w]{0,3}([A-Za-z_]\w*)/i.exec(expression)?.[1] ??
    expression
  );
}

function variableAt(text: string, { start, end }: TextRange): string {
  return text.slice(start, end).replace(/^(?:process\.env|import\.meta\.env|Bun\.env|ENV|env)\./, '');
}
