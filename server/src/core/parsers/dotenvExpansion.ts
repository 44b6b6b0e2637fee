import type { Dialect } from '../env/types.ts';
import { substituteAsCompose } from './dotenvComposeTemplate.ts';
import { LONGEST_VALUE, valueOf, type Environment } from './dotenvEnvironment.ts';
import { expandAsNext, expandAsNpm } from './dotenvNpmExpansion.ts';
import { readAs, type DotenvFailure, type DotenvReading } from './dotenvReadings.ts';
import { readShell } from './dotenvShell.ts';

/** Next.js has a replacement of references of its own. */
export type Expander = Dialect | 'next';

export interface ExpandedFile {
  /** By name; the last entry of a name wins. Undefined: a name without a value that the environment doesn't have either. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** What the loader complains about; nothing is loaded of a file that it rejects. */
  readonly failures: readonly DotenvFailure[];
  /** Names whose value holds a command that this loader would run. It stays as it is written. */
  readonly runs: ReadonlySet<string>;
}

export interface ExpandOptions {
  /** References take the file's own values before those of the environment, where the loader leaves the choice (python-dotenv). */
  readonly fileFirst?: boolean;
}

/** What a loader gives to the program, references replaced, when this is already in the environment. Nothing is run. */
export function expandedIn(
  text: string,
  expander: Expander,
  environment: Environment = {},
  { fileFirst = true }: ExpandOptions = {},
): ExpandedFile {
  if (expander === 'shell') return expandAsShell(text, environment);
  const { readings, failures } = readAs(text, expander === 'next' ? 'dotenv' : expander);
  const runs = new Set(readings.flatMap(({ name, runs: isRun }) => (isRun ? [name] : [])));
  const rejected = (at: DotenvReading): ExpandedFile => ({
    values: new Map(),
    failures: [...failures, { start: at.nameAt, end: at.nameAt + at.name.length, effect: 'rejects' }],
    runs: new Set(),
  });
  if (failures.some(({ effect }) => effect === 'rejects'))
    return { values: new Map(), failures, runs: new Set() };
  if (expander === 'next') {
    const expanded = expandAsNext(readings, environment);
    const whole: DotenvFailure = { start: 0, end: text.length, effect: 'rejects' };
    return expanded ? { values: expanded, failures, runs } : { values: new Map(), failures: [whole], runs };
  }
  if (expander === 'dotenv-expand') return { values: expandAsNpm(readings, environment), failures, runs };
  const values = new Map<string, string | undefined>();
  for (const reading of readings) {
    const value = expandReading(reading, expander, values, environment, fileFirst);
    if (value === REJECTED) return rejected(reading);
    if (value === undefined && expander === 'compose') continue;
    values.set(reading.name, value);
  }
  return { values, failures, runs };
}

const REJECTED = Symbol('a reference that the loader rejects the file for');

function expandReading(
  { name, value, template }: DotenvReading,
  dialect: Dialect,
  values: ReadonlyMap<string, string | undefined>,
  environment: Environment,
  fileFirst: boolean,
): string | undefined | typeof REJECTED {
  const fromFile = (key: string): string | undefined => values.get(key);
  const fromBoth = (key: string): string | undefined => valueOf(environment, key) ?? fromFile(key);
  if (dialect === 'compose') {
    if (value === undefined) return fromBoth(name);
    return template === undefined ? value : (substituteAsCompose(template, fromBoth) ?? REJECTED);
  }
  if (dialect === 'ruby') {
    const existing = valueOf(environment, name);
    if (existing !== undefined) return existing;
    return template === undefined
      ? value
      : expandAsRuby(template, (key) => fromFile(key) ?? valueOf(environment, key));
  }
  if (dialect === 'python' && template !== undefined)
    return expandAsPython(template, (key) => {
      const outer = valueOf(environment, key);
      // A name without a value is there all the same: its references get no default.
      return values.has(key) && (fileFirst || outer === undefined) ? (fromFile(key) ?? '') : outer;
    });
  return value;
}

function expandAsShell(text: string, environment: Environment): ExpandedFile {
  const values = new Map<string, string | undefined>();
  const lookup = (name: string): string | undefined =>
    values.has(name) ? values.get(name) : valueOf(environment, name);
  const { readings, failures } = readShell(text, lookup, (name, value) => {
    values.set(name, value.slice(0, LONGEST_VALUE));
  });
  const runs = new Set(readings.flatMap(({ name, runs: isRun }) => (isRun ? [name] : [])));
  return { values, failures, runs };
}

/** `${NAME}` and `${NAME:-default}`; neither braces nor colons in a name, no nested defaults, no escape. */
function expandAsPython(template: string, lookup: (name: string) => string | undefined): string {
  let expanded = '';
  let from = 0;
  let colon = -1;
  for (let at = template.indexOf('${'); at !== -1; at = template.indexOf('${', at)) {
    const brace = template.indexOf('}', at);
    if (brace === -1) break;
    if (colon < at && colon !== Infinity) {
      const next = template.indexOf(':', at);
      colon = next === -1 ? Infinity : next;
    }
    const nameEnd = Math.min(brace, colon);
    const hasDefault = nameEnd < brace;
    if (hasDefault && template[nameEnd + 1] !== '-') {
      at += 2;
      continue;
    }
    const words = hasDefault ? template.slice(nameEnd + 2, brace) : '';
    expanded += template.slice(from, at) + (lookup(template.slice(at + 2, nameEnd)) ?? words);
    at = from = brace + 1;
    if (expanded.length > LONGEST_VALUE) return expanded.slice(0, LONGEST_VALUE);
  }
  return expanded + template.slice(from);
}

/** `$NAME` and `${NAME}`, whatever else stands in the braces; a backslash keeps the dollar sign. Commands are left alone. */
function expandAsRuby(template: string, lookup: (name: string) => string | undefined): string {
  const ends = commandEnds(template);
  let expanded = '';
  for (let at = 0; at < template.length;) {
    const dollar = template.indexOf('$', at);
    if (dollar === -1) return expanded + template.slice(at);
    const isEscaped = dollar > at && template[dollar - 1] === '\\';
    expanded += template.slice(at, isEscaped ? dollar - 1 : dollar);
    const command = ends.get(dollar + 1);
    if (command !== undefined) {
      expanded += template.slice(dollar, command);
      at = command;
      continue;
    }
    RUBY_NAME.lastIndex = dollar + 1;
    const [whole = '', name] = template[dollar + 1] === '(' ? [] : (RUBY_NAME.exec(template) ?? []);
    at = dollar + 1 + whole.length;
    expanded += isEscaped || name === undefined ? `$${whole}` : (lookup(name) ?? '');
    if (expanded.length > LONGEST_VALUE) return expanded.slice(0, LONGEST_VALUE);
  }
  return expanded;
}

const RUBY_NAME = /\{?([A-Za-z0-9_]+)?\}?/y;

/** Where commands end, by the place of their first bracket. Something has to stand in each pair of brackets. */
function commandEnds(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: { readonly start: number; isWhole: boolean }[] = [];
  for (let at = text.includes('$(') ? 0 : text.length; at < text.length; at++) {
    if (text[at] === '(') open.push({ start: at, isWhole: true });
    const pair = text[at] === ')' ? open.pop() : undefined;
    if (!pair) continue;
    if (pair.isWhole && pair.start + 1 < at) ends.set(pair.start, at + 1);
    else {
      const outer = open.at(-1);
      if (outer) outer.isWhole = false;
    }
  }
  return ends;
}
