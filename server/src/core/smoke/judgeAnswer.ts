import { hasStatus } from '../observations/uptime.ts';
import { holdsLogin } from '../uptime/headers.ts';
import { latencyText } from '../uptime/duration.ts';
import { isSame, jsonPath, valueAt } from './jsonPath.ts';
import type { Json } from './references.ts';
import type { SavedFrom, SmokeExpectation } from './smokeConfig.ts';
import { fill, fillJson, type Saved, type Values } from './references.ts';

/** What came back, as plain data. */
export interface StepAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where a redirect leads, resolved. */
  readonly location?: string;
  /** "https://host[:port]" */
  readonly origin: string;
  readonly body: string;
  readonly isCut: boolean;
  /** Until the whole answer was there. */
  readonly milliseconds: number;
}

/** One expectation that did not hold. */
export interface Miss {
  readonly what: 'status' | 'header' | 'body' | 'json' | 'redirect' | 'latency' | 'save' | 'request';
  readonly expected: string;
  readonly came: string;
}

export interface Judging {
  readonly values: Values;
  readonly matches: (pattern: string, text: string) => boolean | 'slow' | 'invalid';
  /** A text of the server as it may be shown: masked, printable, short. */
  readonly shown: (text: string) => string;
  /** The whole text, masked alone. */
  readonly masked: (text: string) => string;
}

/** What of the expectations did not hold; none: all is well. */
export function judgeAnswer(answer: StepAnswer, expect: SmokeExpectation, judging: Judging): readonly Miss[] {
  const { values, shown } = judging;
  const misses: Miss[] = [];
  const miss = (what: Miss['what'], expected: string, came: string): void => {
    misses.push({ what, expected, came });
  };
  if (!hasStatus(answer.status, expect.status))
    miss('status', `status ${expect.status.join(' or ')}`, cameStatus(answer, judging));
  for (const [name, wanted] of expect.headers) {
    const found = answer.headers.filter(([key]) => key === name).map(([, value]) => value);
    const value = typeof wanted === 'string' ? fill(wanted, values) : wanted;
    if (!holdsHeader(name, value, found))
      miss('header', headerExpected(name, value, shown), headerCame(name, found, shown));
  }
  if (expect.redirect !== undefined) {
    const wanted = absolute(fill(expect.redirect, values), answer.origin);
    if (answer.location !== wanted)
      miss(
        'redirect',
        `a redirect to ${shown(wanted)}`,
        answer.location === undefined ? `no redirect (status ${answer.status})` : shown(answer.location),
      );
  }
  judgeBody(answer, expect, judging, miss);
  if (expect.latency !== undefined && answer.milliseconds > expect.latency)
    miss('latency', `an answer within ${latencyText(expect.latency)}`, latencyText(answer.milliseconds));
  return misses;
}

/** The value that later steps may use; undefined: it is not there. */
export function savedValue(
  { from, at }: SavedFrom,
  answer: StepAnswer,
  cookieOf: (name: string) => string | undefined,
): Saved | undefined {
  if (from === 'cookie') return cookieOf(at);
  if (from === 'header') return answer.headers.findLast(([name]) => name === at)?.[1];
  const json = jsonOf(answer.body);
  const value = json && valueAt(json.value, jsonPath(at) ?? []);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

type Told = (what: Miss['what'], expected: string, came: string) => void;

function judgeBody(
  answer: StepAnswer,
  { contains, notContains, matches: pattern, json }: SmokeExpectation,
  { values, matches, shown }: Judging,
  miss: Told,
): void {
  const { body, isCut } = answer;
  const part = isCut ? `the first ${size(body)} of the answer do not have it` : 'the answer does not have it';
  for (const text of contains) {
    const wanted = fill(text, values);
    if (!body.includes(wanted))
      miss('body', `“${shown(wanted)}” in the answer`, body === '' ? 'the answer is empty' : part);
  }
  for (const text of notContains) {
    const unwanted = fill(text, values);
    if (body.includes(unwanted)) miss('body', `no “${shown(unwanted)}” in the answer`, 'the answer has it');
  }
  if (pattern !== undefined) {
    const result = matches(pattern, body);
    if (result !== true) miss('body', `an answer that matches /${shown(pattern)}/`, matchCame(result));
  }
  if (json.length === 0) return;
  const parsed = jsonOf(body);
  if (!parsed) {
    miss('json', 'JSON', body === '' ? 'the answer is empty' : 'the answer is no JSON');
    return;
  }
  for (const [path, wanted] of json) {
    const steps = jsonPath(path) ?? [];
    const value = fillJson(wanted, values);
    const found = valueAt(parsed.value, steps);
    if (found === undefined || !isSame(found, value))
      miss('json', `${path} is ${jsonText(value, steps, shown)}`, jsonText(found, steps, shown));
  }
}

function matchCame(result: false | 'slow' | 'invalid'): string {
  if (result === 'slow')
    return 'the pattern takes too long on this answer: write one that does not go back and forth';
  return result === 'invalid' ? 'the pattern is no regular expression' : 'the answer does not match';
}

/** Status, and the first words of the answer: they often say why. */
function cameStatus({ status, body, location }: StepAnswer, { shown, masked }: Judging): string {
  if (location !== undefined) return `${status}, which leads to ${shown(location)}`;
  const words = masked(body.slice(0, 200_000)).slice(0, 4_000).replaceAll(MARKUP, ' ');
  const said = shown(words.replaceAll(/ {2,}/g, ' ').trim());
  return said === '' ? String(status) : `${status}: ${said}`;
}

const MARKUP = /<(?:style|script)\b[^]{0,2000}?<\/|<[^<>]{0,500}>|\s+/g;

/** The whole value; of a media type also what stands before its parameters. */
function holdsHeader(name: string, wanted: string | boolean, found: readonly string[]): boolean {
  if (typeof wanted === 'boolean') return wanted === found.length > 0;
  const isType = name === 'content-type';
  return found.some(
    (value) =>
      value === wanted ||
      (isType &&
        [value, value.replace(/\s*;[^]*$/, '')].some((each) => each.toLowerCase() === wanted.toLowerCase())),
  );
}

function headerExpected(name: string, wanted: string | boolean, shown: Judging['shown']): string {
  if (typeof wanted === 'boolean') return wanted ? `a header ${name}` : `no header ${name}`;
  return isPrivate(name) ? `another ${name}` : `${name}: ${shown(wanted)}`;
}

function headerCame(name: string, found: readonly string[], shown: Judging['shown']): string {
  const [first] = found;
  if (first === undefined) return `no header ${name}`;
  return isPrivate(name) ? `a ${name} that is not shown` : `${name}: ${shown(first)}`;
}

function isPrivate(name: string): boolean {
  return name === 'set-cookie' || holdsLogin(name);
}

function jsonText(value: Json | undefined, steps: readonly string[], shown: Judging['shown']): string {
  if (value === undefined) return 'not there';
  if (typeof value === 'string')
    return holdsLogin(steps.at(-1) ?? '') ? 'a text that is not shown' : `“${shown(value)}”`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
}

function jsonOf(body: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(body) as Json };
  } catch {
    return undefined;
  }
}

function absolute(to: string, origin: string): string {
  if (to.startsWith('/')) return `${origin}${to}`;
  // As the URL standard writes an address without a path.
  return /^https?:\/\/[^/?#]+$/i.test(to) ? `${to}/` : to;
}

function size(body: string): string {
  return `${Math.round(body.length / 1_024)} KB`;
}
