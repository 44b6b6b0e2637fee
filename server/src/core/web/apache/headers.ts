/**
 * `Header` of mod_headers and what mod_expires sends: https://httpd.apache.org/docs/2.4/mod/mod_headers.html. Without `always` a
 * header is left out of Apache's own error pages only; what the application answers has it, whatever the status.
 */
import type { ApacheDirective, ApacheWord } from '../../parsers/apache.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { withJoinedCaching } from '../servers/joinedCaching.ts';
import type { HeaderSetting, Scope } from '../types.ts';
import type { Condition, Value } from '../values.ts';
import type { Environment } from './environment.ts';
import { conditionOf, ORIGIN_TEXT } from './expressions.ts';
import { spanOfWord, type ApacheSection } from './sections.ts';

export interface Reading {
  readonly document: Document;
  readonly environment: Environment;
  /** `Define NAME value` */
  readonly defined: ReadonlyMap<string, string>;
  /** Groups with `ExpiresByType`: `ExpiresDefault` is for what they leave. */
  readonly typed: ReadonlySet<number>;
}

export function headersIn(reading: Reading, section: ApacheSection): HeaderSetting[] {
  const isExpiring = section.directives.findLast(({ name }) => name.text.toLowerCase() === 'expiresactive');
  const expires = isExpiring?.args[0]?.text.toLowerCase() !== 'off';
  const settings = section.directives.flatMap((directive) => {
    const name = directive.name.text.toLowerCase();
    if (name === 'header') return readHeader(reading, directive, section);
    if (expires && (name === 'expiresdefault' || name === 'expiresbytype'))
      return readExpires(
        reading.document,
        directive,
        section,
        name === 'expiresbytype',
        reading.typed.has(section.group),
      );
    return [];
  });
  // What is set takes the place of what mod_expires wrote; what is appended joins it.
  const isSet = settings.some(({ header, mode }) => header === 'cache-control' && mode === 'set');
  return isSet ? settings : [...withJoinedCaching(settings)];
}

const MODES: Readonly<Record<string, HeaderSetting['mode']>> = {
  set: 'set',
  append: 'add',
  merge: 'add',
  add: 'add',
  setifempty: 'default',
  unset: 'remove',
  echo: 'set',
};

function readHeader(reading: Reading, { args }: ApacheDirective, section: ApacheSection): HeaderSetting[] {
  const { document } = reading;
  const [action, header, ...rest] = /^(?:always|onsuccess)$/i.test(args[0]?.text ?? '')
    ? args.slice(1)
    : args;
  const mode = MODES[action?.text.toLowerCase() ?? ''];
  if (!action || !header || !mode) return [];
  // "X-Name:" is taken for "X-Name".
  const name = header.text.replace(/:$/, '');
  const nameAt = spanOf(document, header.start, Math.min(header.end, header.start + name.length));
  const isEcho = action.text.toLowerCase() === 'echo';
  const hasValue = mode !== 'remove' && !isEcho;
  const value: Value = hasValue
    ? valueOf(reading, rest[0])
    : { kind: isEcho ? 'unknown' : 'nothing', at: spanOfWord(document, header) };
  if (hasValue && !rest[0]) return [];
  const condition = hasValue ? rest[1] : rest[0];
  const asked = condition ? askedBy(reading, condition) : undefined;
  const fromValue = hasValue ? valueConditions(reading, rest[0]) : [];
  const when = unique([...section.when, ...(asked?.when ?? []), ...fromValue]);
  const scope: Scope = asked?.scope ? { ...asked.scope, ...narrowed(section.scope) } : section.scope;
  return [
    {
      setBy: 'apache',
      header: name.toLowerCase(),
      nameAt,
      value,
      scope: { ...scope, ...(when.some(({ kind }) => kind === 'other') && { conditional: true as const }) },
      mode,
      group: section.group,
      ...(when.length > 0 && { when }),
    },
  ];
}

function narrowed(outer: Scope): { conditional?: true } {
  return outer.syntax === 'all' && outer.conditional !== true ? {} : { conditional: true };
}

function unique(conditions: readonly Condition[]): Condition[] {
  if (conditions.length < 2) return [...conditions];
  const known = new Set<unknown>();
  return conditions.filter((condition) => {
    if (known.has(condition)) return false;
    known.add(condition);
    return true;
  });
}

/** `env=NAME`, `env=!NAME`, `expr=…` behind the value. */
function askedBy(
  { document, environment }: Reading,
  word: ApacheWord,
): { readonly when: readonly Condition[]; readonly scope?: Scope } | undefined {
  const at = spanOfWord(document, word);
  const other: Condition = { kind: 'other', at };
  const env = /^env=(!?)(.+)$/i.exec(word.text);
  if (env) {
    if (env[1] === '!') return { when: [other] };
    const name = env[2] ?? '';
    if (name === CGI_ORIGIN && !environment.has(name))
      return { when: [{ kind: 'origin', negated: false, at, test: { kind: 'present' } }] };
    return { when: environment.get(name)?.when ?? [other] };
  }
  const expr = /^expr=/i.exec(word.text)?.[0];
  if (expr === undefined) return undefined;
  const start = word.start + expr.length;
  const asked = conditionOf(document, { ...word, text: word.text.slice(expr.length), start });
  return asked.kind === 'type' ? { when: [], scope: asked.scope } : { when: [asked.condition] };
}

const PIECES = /%\{([\w-]{1,100})\}([es])|%%|%[a-zA-Z]|\$\{(\w{1,100})\}/g;

function valueOf({ document, environment, defined }: Reading, word: ApacheWord | undefined): Value {
  const at = spanOfWord(document, word ?? { start: 0, end: 0 });
  if (!word) return { kind: 'nothing', at };
  if (ORIGIN_TEXT.test(word.text)) return { kind: 'request', what: 'origin', at };
  if (/^expr=/i.test(word.text) || /\{\{|<%/.test(word.text)) return { kind: 'unknown', at };
  const parts: Value[] = [];
  let from = 0;
  const textUntil = (to: number): void => {
    if (to > from) parts.push({ kind: 'text', text: word.text.slice(from, to), at: piece(from, to) });
  };
  const piece = (start: number, end: number): Value['at'] =>
    spanOf(document, word.start + start, Math.min(word.start + end, word.end));
  for (const match of word.text.matchAll(PIECES)) {
    const [found, name = '', kind, constant] = match;
    textUntil(match.index);
    from = match.index + found.length;
    const foundAt = piece(match.index, from);
    if (found === '%%') parts.push({ kind: 'text', text: '%', at: foundAt });
    else if (constant !== undefined) parts.push(constantOf(constant, defined, foundAt));
    else if (kind === 'e') parts.push(givenBy(environment, name, foundAt));
    else parts.push({ kind: 'unknown', at: foundAt });
  }
  textUntil(word.text.length);
  const [only] = parts;
  if (!only) return { kind: 'text', text: '', at };
  return parts.length === 1 ? { ...only, at } : { kind: 'joined', parts, at };
}

/** The variable of CGI, which Apache sets for programs that answer: https://httpd.apache.org/docs/2.4/env.html#standard */
const CGI_ORIGIN = 'HTTP_ORIGIN';

function givenBy(environment: Environment, name: string, at: Value['at']): Value {
  const variable = environment.get(name);
  if (variable) return { ...variable.gives, at };
  return name === CGI_ORIGIN ? { kind: 'request', what: 'origin', at } : { kind: 'unknown', at };
}

/** Apache also takes these from the environment that it was started in. */
function constantOf(name: string, defined: ReadonlyMap<string, string>, at: Value['at']): Value {
  const text = defined.get(name);
  return text === undefined ? { kind: 'variable', name, mayBeUnset: true, at } : { kind: 'text', text, at };
}

/** What holds where the variables of a text are set. */
function valueConditions({ environment }: Reading, word: ApacheWord | undefined): readonly Condition[] {
  if (!word) return [];
  return [...word.text.matchAll(PIECES)].flatMap(([, name, kind]) =>
    kind === 'e' && name !== undefined ? (environment.get(name)?.when ?? []) : [],
  );
}

/** mod_expires steps back where the application has an Expires header of its own, and leaves errors alone. */
function readExpires(
  document: Document,
  { name, args }: ApacheDirective,
  section: ApacheSection,
  isByType: boolean,
  isDefaultOfTypes: boolean,
): HeaderSetting[] {
  const [type] = args;
  const times = isByType ? args.slice(1) : args;
  const first = times[0];
  const last = times.at(-1);
  if (!type || !first || !last || (isByType && !/^[\w.+*-]+\/[\w.+*-]+$/.test(type.text))) return [];
  const at = spanOf(document, first.start, Math.min(last.end, document.lineAt(first.start).end));
  const seconds = expirySeconds(times.map(({ text }) => text).join(' '));
  const scope: Scope = isByType
    ? { pattern: type.text, syntax: 'type', at: spanOfWord(document, type), ...narrowed(section.scope) }
    : isDefaultOfTypes
      ? { ...section.scope, conditional: true }
      : section.scope;
  return [
    {
      setBy: 'apache',
      header: 'cache-control',
      nameAt: spanOf(document, name.start, name.end),
      value:
        seconds === undefined ? { kind: 'unknown', at } : { kind: 'text', text: `max-age=${seconds}`, at },
      scope,
      mode: 'default',
      group: section.group,
      ...(section.when.length > 0 && { when: section.when }),
    },
  ];
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/** `access plus 1 month 15 days`, `A2592000`; undefined where it is counted from the file's own time. */
function expirySeconds(text: string): number | undefined {
  const short = /^A(\d+)$/i.exec(text)?.[1];
  if (short !== undefined) return Number(short);
  if (text.length > 200 || !/^(?:access|now)\b/i.test(text)) return undefined;
  let seconds = /^(?:access|now)\s*$/i.test(text) ? 0 : undefined;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)\s+(second|minute|hour|day|week|month|year)s?\b/gi))
    seconds = (seconds ?? 0) + Number(count) * (UNITS[unit.toLowerCase()] ?? 0);
  return seconds;
}
