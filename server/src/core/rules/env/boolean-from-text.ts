import {
  AND,
  CLOSE_PAREN,
  DOT,
  OPEN_PAREN,
  OR,
  QUESTION,
  WORD,
  DIFFERS,
  EQUALS,
  OPTIONAL_DOT,
  SEMICOLON,
} from '../../parsers/script/codes.ts';
import { calleeOf, codeAt, isWord, parentOf, textOf, wordAt } from '../../parsers/script/walk.ts';
import { evidenceOfLocals } from '../../env/readers/script/locals.ts';
import { isNegated } from '../../env/readers/script/evidence.ts';
import { readScript } from '../../env/readers/script/readScript.ts';
import type { Read, Reading } from '../../env/readers/script/reading.ts';
import type { RawFinding } from '../../finding.ts';
import { SCRIPT_LANGUAGES } from '../../language.ts';
import { pythonSwitches } from '../../env/judging/pythonSwitches.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'env/boolean-from-text',
  impact: 'medium',
  stage: 'deployment',
  title: 'Switch that "false" turns on',
  why: 'Variables are texts, and every text but the empty one counts as yes. Whoever sets the variable to false or 0 to switch something off switches it on.',
  triggers: ['process.env', 'import.meta.env', 'deno.env', 'bun.env', 'coerce.boolean', 'environ', 'getenv'],
  appliesTo: [...SCRIPT_LANGUAGES, 'python'],
  *check(document) {
    if (placeOf(document.path) !== 'product') return;
    if (document.language === 'python') return yield* inPython(document);
    const reading = readScript(document);
    const compared = comparedNames(reading);
    const seen = new Set<string>();
    for (const read of reading.reads) {
      if (seen.has(read.name) || compared.has(read.name)) continue;
      const way = read.schema ? wayOfSchema(reading, read) : wayOfRead(reading, read);
      if (way === undefined) continue;
      seen.add(read.name);
      yield finding(read, way);
    }
  },
});

function* inPython(document: Document): Iterable<RawFinding> {
  const seen = new Set<string>();
  for (const { name, nameAt } of pythonSwitches(document)) {
    if (seen.has(name)) continue;
    seen.add(name);
    yield {
      range: nameAt,
      kind: name,
      message: `${name} is a text, and the text "False" counts as yes here: ${name}=False does not switch this off. Compare with a text: os.environ.get("${name}", "").lower() == "true".`,
    };
  }
}

type Way = 'default' | 'condition' | 'coerced';

function finding({ name, start, end }: Read, way: Way): RawFinding {
  const advice =
    way === 'coerced'
      ? 'Use z.stringbool() or compare with the text "true".'
      : `Compare with a text: ${name} === "true".`;
  return {
    range: { start, end },
    kind: name,
    ...(way === 'condition' && { impact: 'low' as const }),
    message: `${name} is a text, and the text "false" counts as yes here: ${name}=false does not switch this off. ${advice}`,
  };
}

/** Names that the file compares with a text, or asks a schema for: somebody has thought of it. */
function comparedNames(reading: Reading): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, evidence, schema } of reading.reads) {
    if (evidence?.kind === 'matched') names.add(name);
    if (schema && schema.type !== 'boolean') names.add(name);
  }
  for (const { name, kind, token } of evidenceOfLocals(reading))
    if (kind === 'matched' || isDotted(reading, token)) names.add(name);
  return names;
}

/** `flag.toLowerCase()`: it is looked at as a text. */
function isDotted({ script }: Reading, token: number): boolean {
  return codeAt(script, token + 1) === DOT || codeAt(script, token + 1) === OPTIONAL_DOT;
}

/** `z.coerce.boolean()` makes true of "false". */
function wayOfSchema({ script }: Reading, read: Read): Way | undefined {
  if (read.schema?.library !== 'zod' && read.schema?.library !== '@t3-oss/env') return undefined;
  const following = script.text.slice(read.end, read.end + 60);
  return /^["']?\s{0,10}:\s{0,20}z\s{0,20}\.coerce\s{0,20}\.boolean\(/.test(following)
    ? 'coerced'
    : undefined;
}

function wayOfRead(reading: Reading, { name, evidence, start }: Read): Way | undefined {
  if (!evidence || evidence.first < 0 || SET_BY_HOSTS.test(name)) return undefined;
  const { script } = reading;
  // `Deno.env.has("X")` asks whether it is there, and not what it says.
  if (/\.has\(\s{0,10}["'`]$/.test(script.text.slice(Math.max(0, start - 20), start))) return undefined;
  const { first, last } = evidence;
  if (evidence.fallback !== undefined && /^(?:true|false)$/.test(textOf(script, evidence.fallback))) {
    return isTakenAsText(reading, evidence.fallback) ? undefined : 'default';
  }
  return isSwitch(name) && isCondition(reading, first, last) ? 'condition' : undefined;
}

/** `String(process.env.X ?? false)`, `(process.env.X ?? true) === "true"`, `JSON.parse(process.env.X ?? false)` */
function isTakenAsText({ script }: Reading, fallback: number): boolean {
  const open = parentOf(script, fallback);
  if (codeAt(script, fallback + 1) !== CLOSE_PAREN || codeAt(script, open) !== OPEN_PAREN) return false;
  const next = codeAt(script, fallback + 2);
  if (next === EQUALS || next === DIFFERS || next === DOT) return true;
  return (
    codeAt(script, open - 1) === WORD &&
    /^(?:String|parse|JSON|yn|boolean|toBoolean|parse\w*|to\w*|is\w*)$/.test(calleeOf(script, open))
  );
}

/** Set by hosts and tools to a text that is never "false". */
const SET_BY_HOSTS =
  /^(?:CI|VERCEL|NETLIFY|RENDER|DEBUG|ANALYZE|TURBOPACK|STORYBOOK|VITEST|JEST_WORKER_ID|NODE_\w+|npm_\w+)$/;

/** Its name promises yes or no. */
function isSwitch(name: string): boolean {
  return (
    (/(?:^|_)(?:ENABLE|DISABLE|IS|USE|ALLOW|FORCE|SHOW|HIDE|SHOULD)_[A-Z]/.test(name) ||
      /_(?:ENABLED|DISABLED|ALLOWED|FLAG)$/.test(name)) &&
    !/_(?:URL|PATH|KEY|FILE|DIR|LIST|IDS?|HOSTS?|DOMAINS?|EMAILS?|ORIGINS?|IPS?|USERS?|TOKEN|SECRET|NAME)$/.test(
      name,
    )
  );
}

/** `if (x)`, `x ? … : …`, `!x`, `x && …`, `Boolean(x)`: asked as it stands. */
function isCondition({ script }: Reading, first: number, last: number): boolean {
  const next = codeAt(script, last + 1);
  if (next === DOT || next === OPTIONAL_DOT || next === EQUALS || next === DIFFERS) return false;
  if (isNegated(script, first) || next === AND || next === QUESTION) return true;
  if (codeAt(script, first - 1) === AND) return next === CLOSE_PAREN || next === OR || next === SEMICOLON;
  const open = parentOf(script, first);
  if (codeAt(script, open) !== OPEN_PAREN || first !== open + 1 || next !== CLOSE_PAREN) return false;
  return isWord(script, open - 1, 'if') || wordAt(script, open - 1) === 'Boolean';
}
