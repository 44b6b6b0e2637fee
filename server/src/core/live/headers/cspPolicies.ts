/** The content security policies that a page is under, and what is weak or wrong about them. */
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Type } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { headerValues } from '../headerValues.ts';

export interface CspPolicies {
  readonly enforced: readonly string[];
  readonly reported: readonly string[];
}

/** Commas separate policies. Those of `<meta>` count as well, but can't speak of frames. */
export function cspPolicies(answer: HttpAnswer, { http }: DomainObservation): CspPolicies {
  const metas = (http?.page?.metas ?? [])
    .filter(({ kind, name }) => kind === 'http-equiv' && name === 'content-security-policy')
    .map(({ content }) =>
      content.replaceAll(/(?:^|;)\s*(?:frame-ancestors|report-uri|sandbox)\b[^;]*/gi, ''),
    );
  return {
    enforced: split([...headerValues(answer, 'content-security-policy'), ...metas]),
    reported: split(headerValues(answer, 'content-security-policy-report-only')),
  };
}

/** Sources of a directive in each policy of the headers that has it. */
export function directiveSources(
  policies: readonly string[],
  directive: string,
): readonly (readonly string[])[] {
  return policies.flatMap((policy) =>
    policy
      .split(';')
      .map((part) => part.trim().toLowerCase().split(/\s+/))
      .filter(([name]) => name === directive)
      .slice(0, 1)
      .map(([, ...sources]) => sources),
  );
}

export interface CspWeakness {
  readonly kind: string;
  readonly impact: Impact;
  /** A whole clause: "script-src allows 'unsafe-inline', so injected scripts run". */
  readonly says: string;
}

/** What an attacker can still do. With several policies a thing has to be allowed by all of them. */
export function cspWeaknesses(policies: readonly string[]): readonly CspWeakness[] {
  const [first = [], ...others] = policies.map(weaknessesOf);
  return first.filter(({ kind }) => others.every((other) => other.some((one) => one.kind === kind)));
}

/** What browsers don't understand, and so ignore. */
export function cspMistakes(policies: readonly string[]): readonly string[] {
  return [...new Set(policies.flatMap(mistakesOf))];
}

function split(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((policy) => policy.trim())
    .filter((policy) => /[a-z]/i.test(policy));
}

function evaluate(policy: string): CspEvaluator['findings'] {
  return new CspEvaluator(new CspParser(policy).csp).evaluate();
}

function weaknessesOf(policy: string): readonly CspWeakness[] {
  return evaluate(policy).flatMap(({ type, directive, value = '' }) => {
    const weakness = WEAKNESSES.get(type)?.(directive, value);
    return weakness ? [weakness] : [];
  });
}

const anyServer = (directive: string, value: string): CspWeakness => ({
  kind: `any ${directive}`,
  impact: directive === 'base-uri' ? 'low' : 'medium',
  says: `${directive} allows ${value}, which is ${value === 'data:' ? 'whatever stands in an address itself' : 'any server'}`,
});

const WEAKNESSES: ReadonlyMap<Type, (directive: string, value: string) => CspWeakness | undefined> = new Map([
  [
    Type.SCRIPT_UNSAFE_INLINE,
    (directive: string, value: string): CspWeakness => ({
      kind: 'inline',
      impact: 'medium',
      says: `${directive} allows ${value}, so injected scripts run`,
    }),
  ],
  [Type.PLAIN_WILDCARD, anyServer],
  [Type.PLAIN_URL_SCHEMES, anyServer],
  [
    Type.SCRIPT_UNSAFE_EVAL,
    (directive: string, value: string): CspWeakness => ({
      kind: 'eval',
      impact: 'low',
      says: `${directive} allows ${value}, so text can be made to run`,
    }),
  ],
  [
    Type.SCRIPT_ALLOWLIST_BYPASS,
    (directive: string, value: string): CspWeakness | undefined =>
      // Of the site's own scripts nobody knows.
      value.startsWith("'")
        ? undefined
        : {
            kind: `bypass ${value}`,
            impact: 'low',
            says: `${directive} allows ${value}, where anybody finds scripts that run what they are told`,
          },
  ],
  [
    Type.MISSING_DIRECTIVES,
    (directive: string): CspWeakness =>
      directive === 'script-src'
        ? { kind: 'no script-src', impact: 'medium', says: 'it does not limit scripts (script-src)' }
        : { kind: `no ${directive}`, impact: 'low', says: `it does not limit ${directive}` },
  ],
  [
    Type.SRC_HTTP,
    (directive: string, value: string): CspWeakness | undefined =>
      directive === 'report-uri'
        ? undefined
        : {
            kind: `http ${directive}`,
            impact: 'low',
            says: `${directive} allows ${value} without encryption`,
          },
  ],
]);

function mistakesOf(policy: string): readonly string[] {
  return evaluate(policy).flatMap(({ type, directive, value = '' }) => {
    const mistake = MISTAKES.get(type)?.(directive, value);
    return mistake === undefined ? [] : [mistake];
  });
}

const MISTAKES: ReadonlyMap<Type, (directive: string, value: string) => string | undefined> = new Map([
  [
    Type.UNKNOWN_DIRECTIVE,
    (directive: string) =>
      NEWER_DIRECTIVES.has(directive) ? undefined : `there is no directive “${directive}”`,
  ],
  [Type.MISSING_SEMICOLON, (_: string, value: string) => `a semicolon is missing before “${value}”`],
  [
    Type.INVALID_KEYWORD,
    (directive: string, value: string) => {
      if (NEWER_KEYWORDS.test(value)) return undefined;
      return value.startsWith("'")
        ? `${directive} has the unknown keyword ${value}`
        : `${directive} has ${value} without the quotes of a keyword`;
    },
  ],
]);

/** Younger than the library's list (MDN, Content-Security-Policy). */
const NEWER_DIRECTIVES: ReadonlySet<string> = new Set(['fenced-frame-src', 'speculation-rules-src']);
const NEWER_KEYWORDS =
  /^'(?:trusted-types-eval|allow-duplicates|report-sha(?:256|384|512)|unsafe-webtransport-hashes|unsafe-allow-redirects)'$/;
