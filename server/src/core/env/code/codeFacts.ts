/** Collects what a file of code says about environment variables. */
import type { Code } from '../../parsers/code.ts';
import { argumentsAt } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type {
  Dialect,
  EnvCall,
  EnvDeclaration,
  EnvDynamic,
  EnvFacts,
  EnvHelper,
  EnvLoad,
  EnvSchema,
  EnvUse,
  EnvValidation,
  EnvValue,
  Need,
} from '../types.ts';
import { isConditional } from './conditions.ts';
import { functionAt, type FunctionAt } from './functions.ts';
import { listedNames, nameIn, type Loops } from './names.ts';

/** A place that reads a variable, whatever its name is made of. */
export interface Reading {
  /** The whole expression. */
  readonly start: number;
  readonly end: number;
  /** The argument that says the name. */
  readonly name: TextRange;
  readonly through: string;
  readonly need: Need;
  readonly fallback?: EnvValue | undefined;
  readonly schema?: EnvSchema | undefined;
  readonly phase?: 'build' | undefined;
  /** What the name gets in front. */
  readonly prefix?: string | undefined;
}

export interface Found {
  readonly document: Document;
  readonly code: Code;
  /** Adds a use, several of them, a helper or a dynamic access, depending on what the name is made of. */
  read(reading: Reading): void;
  use(use: Omit<EnvUse, 'at'>, at: TextRange): void;
  declare(name: string, at: TextRange, value: EnvValue, more?: Partial<EnvDeclaration>): void;
  dynamic(at: TextRange, prefix?: string, suffix?: string): void;
  load(file: string, at: TextRange, dialect: Dialect): void;
  validate(library: string, at: TextRange): void;
  call(call: Omit<EnvCall, 'at'>, at: TextRange): void;
  /** Turns what was found into facts, with the calls of helpers; undefined where nothing was found. */
  facts(): EnvFacts | undefined;
}

export interface Language {
  functions(code: Code): readonly FunctionAt[];
  readonly loops?: Loops;
  /** Whether functions of the language are worth following. */
  readonly followsHelpers?: true;
}

/** A parameter that says what happens without the variable: who calls it with the name alone accepts that. */
const SAYS_WITHOUT = /^(?:default|fallback|required|optional|otherwise|if_?missing)(?:_?value)?$|^default_/i;

/** A file with more than that many is made by a machine, or hostile. */
const MOST = 5_000;

export function createFound(document: Document, code: Code, language: Language): Found {
  const uses = new Map<number, EnvUse>();
  const declarations: EnvDeclaration[] = [];
  const dynamics: EnvDynamic[] = [];
  const helpers = new Map<string, EnvHelper>();
  const calls = new Map<number, EnvCall>();
  const loads: EnvLoad[] = [];
  const validations: EnvValidation[] = [];
  let functions: readonly FunctionAt[] | undefined;
  const span = (range: TextRange) => spanOf(document, range.start, range.end);

  const found: Found = {
    document,
    code,
    read(reading) {
      if (uses.size >= MOST) return undefined;
      const { prefix = '' } = reading;
      const name = nameIn(code, reading.name);
      if (name.kind === 'literal') return addUse(prefix + name.name, name.at, reading);
      if (name.kind === 'pattern') return found.dynamic(reading.name, prefix + name.prefix, name.suffix);
      functions ??= language.functions(code);
      const around = functionAt(functions, reading.start);
      const parameter = around?.parameters.indexOf(name.identifier) ?? -1;
      if (around && parameter >= 0) {
        if (prefix !== '') return found.dynamic(reading.name, prefix);
        const need = around.parameters.some((other) => SAYS_WITHOUT.test(other)) ? 'optional' : reading.need;
        return addHelper({ name: around.name, parameter, need });
      }
      const listed = listedNames(code, name.identifier, reading.start, language.loops);
      if (listed.length === 0) return found.dynamic(reading.name, prefix);
      for (const one of listed) addUse(prefix + one.name, one.at, reading);
    },
    use(use, at) {
      const known = uses.get(at.start);
      if (uses.size < MOST && (!known || (known.need === 'optional' && use.need === 'required'))) {
        uses.set(at.start, { ...use, at: span(at) });
      }
    },
    declare(name, at, value, more = {}) {
      if (declarations.length < MOST) declarations.push({ name, at: span(at), value, by: 'code', ...more });
    },
    dynamic(at, prefix = '', suffix = '') {
      const end = Math.min(at.end, at.start + 200);
      if (dynamics.length < 200) dynamics.push({ at: span({ start: at.start, end }), prefix, suffix });
    },
    load(file, at, dialect) {
      loads.push({ file, at: span(at), dialect });
    },
    validate(library, at) {
      validations.push({ library, at: span(at) });
    },
    call(call, at) {
      if (calls.size < MOST) calls.set(at.start, { ...call, at: span(at) });
    },
    facts() {
      if (language.followsHelpers) {
        followHelpers();
        findCalls(found, uses);
      }
      const facts = {
        uses: [...uses.values()].map(settledBefore),
        declarations,
        dynamics,
        helpers: [...helpers.values()],
      };
      const rest = { calls: [...calls.values()], loads, validations };
      const lists = Object.entries({ ...facts, ...rest }).filter(([, list]) => list.length > 0);
      return lists.length === 0 ? undefined : Object.fromEntries(lists);
    },
  };
  return found;

  /** What the file itself sets before is there. */
  function settledBefore(use: EnvUse): EnvUse {
    if (use.need === 'optional') return use;
    const isSet = declarations.some(
      ({ name, at, scope }) => name === use.name && at.start < use.at.start && scope === undefined,
    );
    return isSet ? { ...use, need: 'optional' } : use;
  }

  function addUse(name: string, at: TextRange, reading: Reading): void {
    const { through, fallback, schema, phase } = reading;
    const need = reading.need === 'required' && !isConditional(code, reading.start) ? 'required' : 'optional';
    found.use(
      {
        name,
        through,
        need,
        ...(fallback && { fallback }),
        ...(schema && { schema }),
        ...(phase && { phase }),
      },
      at,
    );
  }

  function addHelper(helper: EnvHelper): void {
    const known = helpers.get(helper.name);
    if (!known || (known.need === 'optional' && helper.need === 'required')) {
      helpers.set(helper.name, helper);
    }
  }

  /** Helpers of helpers, and calls of helpers with names that are worked out. */
  function followHelpers(): void {
    const done = new Set<string>();
    const definitions = new Set(functions?.map(({ open }) => open));
    for (let round = 0; round < 4; round++) {
      const next = [...helpers.values()].filter(({ name }) => !done.has(name)).slice(0, 20);
      if (next.length === 0) return;
      for (const helper of next) {
        done.add(helper.name);
        for (const { open, start } of callsOf(code, helper.name, definitions)) {
          const parts = argumentsAt(code, open);
          const argument = parts[helper.parameter];
          if (!argument || nameIn(code, argument).kind === 'literal') continue;
          const need = parts.length > helper.parameter + 1 ? 'optional' : helper.need;
          found.read({ start, end: open, name: argument, through: helper.name, need });
        }
      }
    }
  }
}

/** Calls of a function of this file, but not its definition. */
function callsOf(
  code: Code,
  name: string,
  definitions: ReadonlySet<number>,
): { start: number; open: number }[] {
  const calls: { start: number; open: number }[] = [];
  const pattern = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, '\\$&')}[ \\t]{0,4}\\(`, 'g');
  for (
    let match = pattern.exec(code.masked);
    match && calls.length < 300;
    match = pattern.exec(code.masked)
  ) {
    if (definitions.has(pattern.lastIndex - 1)) continue;
    calls.push({ start: match.index, open: pattern.lastIndex - 1 });
  }
  return calls;
}

const CALL =
  /(?<![\w$])([A-Za-z_]\w{1,60}[!?]?)(?:\[\w{1,40}\])?\(\s{0,80}(?:([&*\w$.]{1,60})\s{0,20},\s{0,80})?(["'])([A-Z][A-Z0-9_]{1,98}[A-Z0-9])\3(?=\s{0,80}([,)]|\w+[:=]))/g;
/** Readers that the language's reader knows itself. */
const KNOWN =
  /^(?:getenv|get|fetch|Getenv|LookupEnv|Setenv|pop|setdefault|key\?|has_key\?|include\?|putenv|define|defined|setenv|delenv)$/;
/** Go's own are in capitals: `getenv(key, fallback)` is a helper that somebody wrote. */
const KNOWN_TO_GO = /^(?:Getenv|LookupEnv|Setenv|Unsetenv)$/;

/** Calls of functions with what looks like a variable's name. Whether they are helpers is known when all files are. */
function findCalls(found: Found, uses: ReadonlyMap<number, EnvUse>): void {
  const { masked } = found.code;
  const known = found.document.language === 'go' ? KNOWN_TO_GO : KNOWN;
  CALL.lastIndex = 0;
  for (let match = CALL.exec(masked); match; match = CALL.exec(masked)) {
    const [all, helper = '', first, , name = '', next] = match;
    if (known.test(helper)) continue;
    if (!name.includes('_') && !/env|config|setting|secret/i.test(helper)) continue;
    const start = match.index + all.length - name.length - 1;
    if (uses.has(start)) continue;
    const parameter = first === undefined ? 0 : 1;
    // Where only some cases need it, it is as if there were a default.
    const hasFallback = next === ',' || isConditional(found.code, start);
    found.call({ helper, parameter, name, hasFallback }, { start, end: start + name.length });
  }
}
