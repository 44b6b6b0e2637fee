/** Collects what a file of a server's code says about headers, CORS and routes. */
import type { TextRange } from '../../finding.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { spanOnLine, type Span } from '../../span.ts';
import { bracedFunctions, endedFunctions, functionAt, type FunctionAt } from '../../env/code/functions.ts';
import type {
  CorsSetting,
  DataCache,
  Guard,
  Handler,
  HeaderSetting,
  Scope,
  UserRead,
  WebFacts,
} from '../types.ts';
import type { Condition, Value } from '../values.ts';
import { statementStart } from './brackets.ts';
import { evaluatingOf } from './evaluating.ts';
import type { Family } from './family.ts';

export interface Found {
  readonly document: Document;
  readonly code: Code;
  readonly family: Family;
  readonly functions: readonly FunctionAt[];
  span(range: TextRange): Span;
  value(range: TextRange): Value;
  when(offset: number): readonly Condition[];
  callback(at: FunctionAt): Value;
  header(setting: NewHeader): void;
  cors(
    setting: Omit<CorsSetting, 'at' | 'scope' | 'handler'> & {
      at: TextRange;
      scope?: Scope;
      ownerAt?: number | undefined;
    },
  ): void;
  handler(handler: NewHandler): void;
  guard(guard: Omit<Guard, 'at' | 'scope'> & { at: TextRange; scope?: Scope }): void;
  dataCache(
    cache: Omit<DataCache, 'at' | 'reads' | 'handler'> & { at: TextRange; ownerAt?: number | undefined },
  ): void;
  /** Reads of the user in a range. */
  readsIn(range: TextRange): readonly UserRead[];
  facts(): WebFacts | undefined;
}

export interface NewHeader {
  readonly header: string;
  readonly nameAt: TextRange;
  readonly value: Value;
  readonly mode?: HeaderSetting['mode'];
  readonly scope?: Scope;
  readonly setBy?: HeaderSetting['setBy'];
  /** Settings of one object; otherwise those of one function belong together. */
  readonly groupAt?: number;
  /** A place in the handler that it is for, where it stands outside: an attribute, an annotation. */
  readonly ownerAt?: number | undefined;
}

export type NewHandler = Omit<
  Handler,
  'at' | 'start' | 'end' | 'reads' | 'setsCookie' | 'framework' | 'kind'
> & {
  readonly at: TextRange;
  readonly body: TextRange;
  readonly framework?: string;
  readonly kind?: Handler['kind'];
  readonly reads?: readonly UserRead[];
};

export const EVERYWHERE: Scope = { syntax: 'all' };

export function createFound(document: Document, family: Family, code: Code = codeOf(document)): Found {
  const headers: (NewHeader & { readonly when: readonly Condition[] })[] = [];
  const cors: { readonly setting: CorsSetting; readonly offset: number }[] = [];
  const handlers: Handler[] = [];
  const guards: Guard[] = [];
  const dataCaches: (Omit<DataCache, 'reads'> & { readonly offset: number })[] = [];
  let functions: readonly FunctionAt[] | undefined;
  let reads: readonly UserRead[] | undefined;
  let cookies: readonly TextRange[] | undefined;

  const span = (range: TextRange): Span => spanOnLine(document, range);
  const functionsOf = (): readonly FunctionAt[] =>
    (functions ??= apart(
      code,
      (family.ending ? endedFunctions : bracedFunctions)(code, family.functions, (text) => text.trim()),
    ));
  let asked = 0;
  const evaluating = evaluatingOf(document, code, functionsOf);
  const readsIn = (range: TextRange, most = MOST_READS): readonly UserRead[] => {
    reads ??= readsOf(code, family, span);
    return reads.filter(({ at }) => at.start >= range.start && at.end <= range.end).slice(0, most);
  };
  const handlerOf = ({ at, body, framework, kind, reads: more = [], ...rest }: NewHandler): Handler => {
    cookies ??= rangesOf(code, family.cookies);
    const cookie = cookies.find(({ start, end }) => start >= body.start && end <= body.end);
    const text = code.masked.slice(body.start, Math.min(body.end, body.start + 20_000));
    const guard = rest.guarded ? undefined : family.guards?.exec(text);
    const guardAt = guard && {
      start: body.start + guard.index,
      end: body.start + guard.index + guard[0].trimEnd().length,
    };
    return {
      ...rest,
      at: span(at),
      start: body.start,
      end: body.end,
      framework: framework ?? family.framework,
      kind: kind ?? kindOf(rest.path),
      reads: [...more, ...readsIn(body)],
      ...(cookie && { setsCookie: span(cookie) }),
      ...(guardAt && { guarded: { by: code.text.slice(guardAt.start, guardAt.end), at: span(guardAt) } }),
      ...(family.machine?.test(text) && { machine: true }),
    };
  };

  return {
    document,
    code,
    family,
    get functions() {
      return functionsOf();
    },
    span,
    value: (range) => evaluating.value(range),
    when: (offset) => (++asked > MOST_QUESTIONS ? [] : evaluating.conditions(offset)),
    callback: (at) => evaluating.callback(at),
    header(setting) {
      if (headers.length >= MOST_SETTINGS) return;
      const offset = statementStart(code, setting.nameAt.start);
      headers.push({
        ...setting,
        when: headers.length < MOST_CONDITIONS ? evaluating.conditions(offset) : [],
      });
    },
    cors({ at, scope, when, ownerAt, ...setting }) {
      if (cors.length >= MOST_CONDITIONS) return;
      const conditions = when ?? evaluating.conditions(at.start);
      const made = {
        ...setting,
        at: span(at),
        scope: scope ?? EVERYWHERE,
        ...(conditions.length > 0 && { when: conditions }),
      };
      cors.push({ setting: made, offset: ownerAt ?? at.start });
    },
    handler(handler) {
      if (handlers.length < MOST_HANDLERS) handlers.push(handlerOf(handler));
    },
    guard: ({ at, scope, ...guard }) =>
      void guards.push({ ...guard, at: span(at), scope: scope ?? EVERYWHERE }),
    dataCache: ({ at, ownerAt, ...cache }) =>
      void dataCaches.push({ ...cache, at: span(at), offset: ownerAt ?? at.start }),
    readsIn: (range) => readsIn(range),
    facts() {
      addUnrouted();
      const settings = headerSettings();
      const facts: WebFacts = {
        ...(settings.length > 0 && { headers: settings }),
        ...(cors.length > 0 && { cors: cors.map(({ setting, offset }) => withHandler(setting, offset)) }),
        ...(handlers.length > 0 && { handlers }),
        ...(guards.length > 0 && { guards }),
        ...(dataCaches.length > 0 && {
          dataCaches: dataCaches.map(({ offset, ...cache }) => {
            const handler = handlerAt(offset);
            return {
              ...cache,
              reads: handler === undefined ? [] : (handlers[handler]?.reads ?? []),
              ...(handler !== undefined && { handler }),
            };
          }),
        }),
      };
      return Object.keys(facts).length > 0 ? facts : undefined;
    },
  };

  /** Functions that set headers, and whose path another file says; code outside of functions answers as a whole. */
  function addUnrouted(): void {
    const outside: TextRange[] = [];
    const places = [
      ...headers.flatMap(({ nameAt, ownerAt, scope }) =>
        scope ? [] : [{ offset: ownerAt ?? nameAt.start, nameAt }],
      ),
      ...dataCaches.map(({ offset, at }) => ({ offset, nameAt: at })),
    ];
    for (const { offset, nameAt } of places) {
      if (handlerAt(offset) !== undefined) continue;
      const at = outermostOf(functionsOf(), offset);
      if (!at) {
        outside.push(nameAt);
        continue;
      }
      const head = code.masked.slice(at.start, Math.min(at.end, at.start + 600));
      const kind = family.middleware.test(head) ? 'middleware' : 'unknown';
      handlers.push(handlerOf({ at: nameOf(code, at), body: at, kind }));
    }
    const [first] = outside;
    if (family.isScript && first) handlers.push(scriptHandler(first));
  }

  function scriptHandler(at: TextRange): Handler {
    const isOutside = ({ start }: TextRange): boolean => !outermostOf(functionsOf(), start);
    const handler = handlerOf({ at, body: { start: 0, end: code.text.length } });
    const { setsCookie, guarded, ...rest } = handler;
    const cookie = cookies?.find(isOutside);
    return {
      ...rest,
      reads: readsIn(handler, MOST_PLACES)
        .filter((read) => isOutside(read.at))
        .slice(0, MOST_READS),
      ...(setsCookie && cookie && { setsCookie: span(cookie) }),
      ...(guarded && isOutside(guarded.at) && { guarded }),
    };
  }

  function headerSettings(): HeaderSetting[] {
    const groups = new Map<number, number>();
    return headers.map(({ header, nameAt, value, mode, scope, setBy, groupAt, ownerAt, when }) => {
      const offset = ownerAt ?? nameAt.start;
      const handler = handlerAt(offset);
      const key =
        groupAt ??
        (handler === undefined ? undefined : handlers[handler]?.start) ??
        functionAt(functionsOf(), offset)?.start ??
        -1;
      const group = groups.get(key) ?? groups.size;
      groups.set(key, group);
      return withHandler(
        {
          setBy: setBy ?? 'code',
          header,
          nameAt: span(nameAt),
          value,
          scope: scope ?? EVERYWHERE,
          mode: mode ?? 'set',
          group,
          ...(when.length > 0 && { when }),
        },
        offset,
      );
    });
  }

  function withHandler<T extends object>(setting: T, offset: number): T & { handler?: number } {
    const handler = handlerAt(offset);
    return handler === undefined ? setting : { ...setting, handler };
  }

  function handlerAt(offset: number): number | undefined {
    let best: number | undefined;
    for (const [index, { start, end }] of handlers.entries()) {
      if (start > offset || offset >= end) continue;
      const other = best === undefined ? undefined : handlers[best];
      if (!other || end - start < other.end - other.start) best = index;
    }
    return best;
  }
}

const MOST_READS = 8;
const MOST_SETTINGS = 400;
const MOST_CONDITIONS = 100;
const MOST_QUESTIONS = 300;
const MOST_HANDLERS = 1_500;

/** A function without braces ends before the next one starts, if not sooner. */
function apart(code: Code, functions: readonly FunctionAt[]): readonly FunctionAt[] {
  return functions.map((one, index) => {
    const next = functions[index + 1];
    const isBraced = code.masked[one.end] === '}';
    return next && !isBraced && next.start < one.end ? { ...one, end: next.start } : one;
  });
}

/** Where a function's name stands. */
function nameOf(code: Code, { name, start, open }: FunctionAt): TextRange {
  const at = name === '' ? start : start + Math.max(0, code.masked.slice(start, open).lastIndexOf(name));
  return { start: at, end: at + Math.max(1, name.length) };
}

function outermostOf(functions: readonly FunctionAt[], offset: number): FunctionAt | undefined {
  return functions.find(({ start, end }) => start <= offset && offset < end);
}

function readsOf(code: Code, family: Family, span: (range: TextRange) => Span): UserRead[] {
  const reads: UserRead[] = [];
  for (const { what, pattern } of family.reads)
    for (const range of rangesOf(code, pattern)) {
      const isCall = code.masked[range.end] === '(' && code.partnerOf(range.end) !== -1;
      const how = `${code.text.slice(range.start, range.end)}${isCall ? '()' : ''}`;
      reads.push({ what, how, at: span(range) });
    }
  return reads.toSorted((first, second) => first.at.start - second.at.start);
}

/** Places of a pattern, without the brackets of a call that the pattern does not close. */
function rangesOf(code: Code, pattern: RegExp): TextRange[] {
  const ranges: TextRange[] = [];
  for (const match of code.masked.matchAll(pattern)) {
    if (ranges.length >= MOST_PLACES) break;
    const text = match[0].trimEnd();
    const start = match.index + (/^[\s>.-]*/.exec(text)?.[0].length ?? 0);
    const open = openIn(code, match.index, text);
    ranges.push({ start, end: match.index + (open === -1 ? text.length : open) });
  }
  return ranges;
}

/** The first bracket that is closed behind the text; -1 where all are closed in it. */
function openIn(code: Code, at: number, text: string): number {
  for (let place = text.indexOf('('); place !== -1; place = text.indexOf('(', place + 1)) {
    const partner = code.partnerOf(at + place);
    if (partner === -1 || partner >= at + text.length) return place;
  }
  return -1;
}

const MOST_PLACES = 1_000;

export function kindOf(path: string | undefined): Handler['kind'] {
  if (path === undefined) return 'unknown';
  return /(?:^|\/)(?:api|rest|graphql|v\d{1,2})(?:\/|$)/i.test(path) ? 'api' : 'unknown';
}
