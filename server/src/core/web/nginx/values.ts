/** What a header's text comes to, as one value: a list of origins, a choice, or what it is. */
import type { NginxWord } from '../../parsers/nginx.ts';
import type { Span } from '../../span.ts';
import type { Condition, Value } from '../values.ts';
import { spanOfWord } from './block.ts';
import { branchesOf, type Branch, type NginxCondition, type Place, type Variables } from './variables.ts';

export interface NginxValue {
  readonly value: Value;
  /** Where there is one way only. */
  readonly when: readonly NginxCondition[];
}

export function valueOf(variables: Variables, word: NginxWord, place: Place): NginxValue {
  const at = spanOfWord(variables.document, word);
  return valueOfBranches(branchesOf(variables, word, place), at);
}

export function valueOfBranches(branches: readonly Branch[], at: Span): NginxValue {
  const giving = branches.filter(({ gives }) => !isEmpty(gives));
  const [only] = giving;
  if (!only) return { value: { kind: 'text', text: '', at }, when: [] };
  const isOrigin = giving.some(({ when, gives }) => asksOrigin(when) && givesOrigin(when, gives));
  if (isOrigin) {
    const items = giving.map((branch) => allowed(branch)).filter(isNew());
    return { value: { kind: 'list', items, open: false, at }, when: [] };
  }
  if (branches.length === 1) return { value: placed(only.gives, at), when: only.when };
  const options = branches.map(({ gives }): { when: 'unknown'; value: Value } => ({
    when: 'unknown',
    value: isEmpty(gives) ? { kind: 'nothing', at: gives.at } : gives,
  }));
  const isSame = options.every(({ value }) => JSON.stringify(value) === JSON.stringify(options[0]?.value));
  if (isSame && options[0]) return { value: placed(options[0].value, at), when: [] };
  return { value: { kind: 'choice', options, at }, when: [] };
}

/** What the client sends stands where it is used: a request has no other place. */
function placed(value: Value, at: Span): Value {
  return value.kind === 'request' ? { ...value, at } : value;
}

export function isEmpty(value: Value): boolean {
  return value.kind === 'nothing' || (value.kind === 'text' && value.text === '');
}

function asksOrigin(when: readonly NginxCondition[]): boolean {
  return when.some((condition) => originOf(condition) !== undefined);
}

/** The origin itself, or the text that it was compared with. */
function givesOrigin(when: readonly NginxCondition[], gives: Value): boolean {
  if (gives.kind === 'request') return gives.what === 'origin';
  if (gives.kind !== 'text') return false;
  return (
    /^https?:\/\//i.test(gives.text) ||
    when.some((condition) => {
      const origin = originOf(condition);
      return origin?.kind === 'text' && origin.text.toLowerCase() === gives.text.toLowerCase();
    })
  );
}

/** The origin that a branch lets in: the text or the pattern that it was compared with, or what it gives instead. */
function allowed({ when, gives }: Branch): Value {
  if (gives.kind !== 'request' || gives.what !== 'origin') return gives;
  const tests = when.map(originOf).filter((origin) => origin !== undefined);
  return tests.length === 1 && tests[0] ? tests[0] : gives;
}

/** What an origin is compared with, where that is all. */
function originOf(condition: Condition | NginxCondition): Value | undefined {
  if (condition.kind !== 'origin' || condition.negated) return undefined;
  if (condition.test.kind === 'equals') return condition.test.value;
  if (condition.test.kind === 'matches') return condition.test.pattern;
  return undefined;
}

function isNew(): (value: Value) => boolean {
  const known = new Set<string>();
  return (value) => {
    const key = `${value.at.start}:${value.at.end}`;
    const isKnown = known.has(key);
    known.add(key);
    return !isKnown;
  };
}
