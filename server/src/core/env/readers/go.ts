import {
  argumentsAt,
  codeOf,
  endOfBrackets,
  indexWithin,
  isInString,
  type Code,
} from '../../parsers/code.ts';
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
  stringIn,
} from '../code/lookups.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, Need } from '../types.ts';
import { readFlags, readViper } from './go/libraries.ts';
import { readStructTags } from './go/structTags.ts';

const TRIGGERS = ['env', 'envconfig', 'viper'];

/** Go: os.Getenv, struct tags, viper, and flags that fall back to a variable. */
const goReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (_path, language) => language === 'go',
  read: readGo,
};
export default goReader;

function readGo(document: Document): EnvFacts | undefined {
  if (!/env|viper/i.test(document.text)) return undefined;
  const code = codeOf(document);
  const found = createFound(document, code, GO);
  readCalls(found);
  readEnviron(found);
  readStructTags(found);
  readViper(found);
  readFlags(found);
  readLoads(found);
  return found.facts();
}

const GO: Language = {
  followsHelpers: true,
  functions: (code) =>
    namedParameters(
      bracedFunctions(
        code,
        /\bfunc\s{1,4}(?:\([^()\n]{0,80}\)\s{0,4})?(\w{1,80})(?:\[[^\]\n]{0,80}\])?\(/g,
        (parameter) => parameter,
      ),
    ),
  loops: (identifier) => new RegExp(`\\bfor\\s+(?:\\w+,\\s*)?${identifier}\\s*:=\\s*range\\s+`, 'g'),
};

/** `a, b string`: the name is the first word of each. */
function namedParameters(functions: ReturnType<typeof bracedFunctions>): ReturnType<typeof bracedFunctions> {
  return functions.map((found) => ({
    ...found,
    parameters: found.parameters.map((parameter) => /^\w+/.exec(parameter)?.[0] ?? ''),
  }));
}

const CALL =
  /(?<![\w.])(?:(os|syscall|t|b|tb|s\.T\(\)|suite\.T\(\))\.)?(Getenv|LookupEnv|Setenv|ExpandEnv)\(/g;

function readCalls(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(CALL)) {
    if (match[1] === undefined || isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const [name] = parts;
    if (!name) continue;
    const end = endOfBrackets(code, open) + 1;
    const isForAll = match[1] === 'os' || match[1] === 'syscall';
    if (match[2] === 'Setenv')
      declareArgument(found, name, valueIn(code, parts[1]), isForAll ? {} : { scope: 'test' });
    else if (match[2] === 'ExpandEnv') readExpanded(found, name);
    else {
      const isLookup = match[2] === 'LookupEnv';
      const through = `os.${match[2] ?? ''}`;
      found.read({ start: match.index, end, name, through, need: needOf(code, match.index, end, isLookup) });
    }
  }
}

/** `os.ExpandEnv("${HOST}/path")` */
function readExpanded(found: Found, argument: TextRange): void {
  const content = stringIn(found.code, argument);
  if (!content) return;
  for (const match of (contentOf(found.code, content) ?? '').matchAll(/\$\{?([A-Za-z_]\w{0,99})/g)) {
    const start = content.start + match.index + match[0].length - (match[1] ?? '').length;
    found.use(
      { name: match[1] ?? '', through: 'os.ExpandEnv', need: 'optional' },
      { start, end: start + (match[1] ?? '').length },
    );
  }
}

const FATAL =
  /(?:\bpanic|\bos\.Exit|\blog\w{0,10}\.(?:Fatal|Panic)\w{0,4}|\b\w{0,30}[lL]og\w{0,10}(?:\(\))?\.(?:Fatal|Panic)\w{0,4}|\.(?:Fatal|Panic)(?:f|ln)?|\bmust\w{0,20}|\bfatal\w{0,10})\(|\breturn\b[^\n]{0,120}(?:errors\.New|errors\.Errorf|fmt\.Errorf|xerrors\.\w+|\b[Ee]rr(?!\w{0,40}(?:NotFound|NotExist|NoSuch))[A-Z]\w*)/;

/** `os.Getenv` gives an empty string: it is needed only where the code ends or fails then. */
function needOf(code: Code, start: number, end: number, isLookup: boolean): Need {
  const after = codeAfter(code, end, 200);
  const head = lineBefore(code, start);
  const direct = isLookup ? undefined : /^\s*==\s*""\s*(?:\|\||\{)/.exec(after);
  if (direct && /\bif\b[^&]*$/.test(head)) return endsIn(code, end) ? 'required' : 'optional';
  const names = isLookup ? /(\w{1,60}),\s*(\w{1,60})\s*:?=\s*$/.exec(codeBefore(code, start, 140)) : null;
  const target = isLookup ? names?.[2] : assignedTo(code, start)?.replace(/^,\s*/, '');
  if (target === undefined) return 'optional';
  const near = code.masked.slice(end, end + 700);
  const own = escaped(target);
  const absent = isLookup
    ? `!${own}\\b`
    : `(?:(?<![\\w.])${own}\\s*==\\s*""|len\\(${own}\\)\\s*==\\s*0)(?!\\s*&&)`;
  const match = new RegExp(
    `^\\s*;\\s*${absent}|\\n\\s*if\\s+(?:[^\\n{]{0,120}(?:\\|\\||;)\\s*)?${absent}`,
  ).exec(near);
  return match && endsIn(code, end + match.index + match[0].length) ? 'required' : 'optional';
}

/** Whether the block that opens on this line ends the program or fails: looks at its first lines. */
function endsIn(code: Code, from: number): boolean {
  const open = indexWithin(code.masked, '{', from, 200);
  if (open === -1) return false;
  const close = endOfBrackets(code, open);
  const body = code.masked.slice(open, Math.min(close, open + 500));
  return FATAL.test(body) && !/\bt\.Skip/.test(body);
}

/** `for _, e := range os.Environ()` */
function readEnviron(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/\brange\s+(os\.Environ\(\))/g)) {
    const start = match.index + match[0].length - (match[1] ?? '').length;
    const near = code.masked.slice(start, start + 500);
    const prefix = /\b(?:HasPrefix|CutPrefix|TrimPrefix)\([^,\n]{1,60},\s*["`](\w{1,80})["`]/.exec(near)?.[1];
    found.dynamic({ start, end: start + (match[1] ?? '').length }, prefix ?? '');
  }
}

/** `godotenv.Load(".env.local")` */
function readLoads(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /(?<![\w.])(?:godotenv|gotenv)\.(?:Load|Overload|Read|MustLoad|OverLoad)\(/g,
  )) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    if (parts.length === 0) found.load('.env', { start: match.index, end: open }, 'dotenv-expand');
    for (const part of parts) {
      const at = stringIn(code, part);
      if (at) found.load(contentOf(code, at) ?? '', at, 'dotenv-expand');
    }
  }
}
