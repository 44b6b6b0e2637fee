/** Settings that a class of Python names with their defaults, and that the environment may say otherwise: pydantic's. */
import { argumentOf, expressionAt, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import { spanOf, type Span } from '../../span.ts';
import type { MapEntry, Value } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';

/** `Settings()` of `class Settings(BaseSettings)` as a map of its fields; undefined for all else. */
export function settingsOf(call: CallExpr, context: EvaluateContext, at: Span): Value | undefined {
  const { code, language } = context.scope;
  if (language !== 'python' || call.callee.kind !== 'name') return undefined;
  const { masked } = code;
  const head = new RegExp(
    `(?<=^|\\n)class ${call.callee.name.replace(/\W/g, '\\$&')}\\([^()\\n]{0,80}Settings[^()\\n]{0,80}\\):[^\\n]{0,200}\\n`,
  ).exec(masked);
  if (!head) return undefined;
  const from = head.index + head[0].length;
  const end = /\n(?=[^\s#])/.exec(masked.slice(from, from + LONGEST));
  const body = masked.slice(from, from + (end?.index ?? LONGEST));
  const entries: MapEntry[] = [];
  for (const match of body.matchAll(FIELD)) {
    if (entries.length >= MOST_FIELDS) break;
    const key = match[1] ?? '';
    const start = from + match.index + match[0].indexOf(key);
    const keyAt = spanOf(context.document, start, start + key.length);
    const written = expressionAt(code, language, from + match.index + match[0].length, from + body.length);
    entries.push({
      key,
      keyAt,
      value: {
        kind: 'variable',
        name: key.toUpperCase(),
        mayBeUnset: false,
        fallback: evaluate(defaultOf(written), context),
        at: keyAt,
      },
    });
  }
  return entries.length > 0 ? { kind: 'map', entries, open: true, at } : undefined;
}

const LONGEST = 20_000;
const MOST_FIELDS = 200;
const FIELD = /(?<=^|\n)(?:[ ]{4}|[ ]{2}|\t)(\w{2,60})[ \t]{0,4}:[ \t]{0,4}[^=\n#]{1,120}=[ \t]{0,8}/g;

/** `Field(["*"], …)`, `Field(default=["*"])` */
function defaultOf(written: Expr): Expr {
  if (written.kind !== 'call' || lastName(written.callee) !== 'Field') return written;
  return argumentOf(written, 'default') ?? argumentOf(written, 0) ?? written;
}
