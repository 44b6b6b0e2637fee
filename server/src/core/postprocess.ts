import type { Config } from './config.ts';
import { compareImpact, type Finding, type Impact, type RawFinding, type Suppression } from './finding.ts';
import { hash64 } from './hash.ts';
import { maskIn, maskSecret } from './mask.ts';
import { areaOf, type Rule } from './rule.ts';
import { docsUrl } from './product.ts';
import type { Document } from './source.ts';
import { suppressionReason } from './suppressions.ts';

export interface RuleFinding {
  readonly rule: Rule;
  readonly raw: RawFinding;
}

/**
 * The one way from what rules yield to what anyone sees: overlapping reports become one, secrets are masked,
 * suppressions and deferrals are honoured, the order is by impact and then by place.
 * `today` is an ISO date (YYYY-MM-DD): deferrals end on it.
 */
export function postprocess(
  found: readonly RuleFinding[],
  document: Document,
  config: Config,
  today: string,
): readonly Finding[] {
  const ordinals = new Map<string, number>();
  return withoutDuplicates(found, config)
    .sort((a, b) => a.raw.range.start - b.raw.range.start)
    .map((item) => finish(item, document, config, today, ordinals))
    .sort(compareFindings);
}

/** By impact, then file, then place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareImpact(a.impact, b.impact) ||
    compareText(a.file ?? '', b.file ?? '') ||
    (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
    (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0) ||
    compareText(a.ruleId, b.ruleId)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two rules that report the same secret report one thing: the more severe stays, else the earlier rule's. */
function withoutDuplicates(found: readonly RuleFinding[], config: Config): RuleFinding[] {
  const kept: RuleFinding[] = [];
  const bySeverity = [...found].sort((a, b) => compareImpact(impactOf(a, config), impactOf(b, config)));
  for (const item of bySeverity) if (!kept.some((other) => saysTheSame(item, other))) kept.push(item);
  return kept;
}

function saysTheSame(a: RuleFinding, b: RuleFinding): boolean {
  if (
    a.rule.id === b.rule.id &&
    a.raw.range.start === b.raw.range.start &&
    a.raw.range.end === b.raw.range.end
  )
    return true;
  const [one, other] = [a.raw.secret, b.raw.secret];
  return one !== undefined && other !== undefined && one.start < other.end && other.start < one.end;
}

function impactOf({ rule, raw }: RuleFinding, config: Config): Impact {
  const configured = config.impactOf(rule.id);
  return configured && configured !== 'off' ? configured : (raw.impact ?? rule.impact);
}

function finish(
  { rule, raw }: RuleFinding,
  document: Document,
  config: Config,
  today: string,
  ordinals: Map<string, number>,
): Finding {
  const secret = raw.secret && document.text.slice(raw.secret.start, raw.secret.end);
  const message = secret ? maskIn(raw.message, secret) : raw.message;
  // The masked form, never the value: a fingerprint must not help anyone to guess a short password.
  const identity = [rule.id, document.path, raw.kind ?? '', secret ? maskSecret(secret) : message].join('\0');
  const ordinal = ordinals.get(identity) ?? 0;
  ordinals.set(identity, ordinal + 1);
  const fingerprint = hash64(`${identity}\0${ordinal}`);
  return {
    ruleId: rule.id,
    area: areaOf(rule.id),
    impact: impactOf({ rule, raw }, config),
    message,
    file: document.path,
    range: { start: document.positionAt(raw.range.start), end: document.positionAt(raw.range.end) },
    offsets: raw.range,
    fingerprint,
    ...(raw.help ? { help: raw.help } : {}),
    fixes: raw.fix ? [raw.fix] : [],
    docs: docsUrl(rule.id),
    suppressed: suppressionOf(rule.id, raw, document, config, today, fingerprint),
  };
}

function suppressionOf(
  ruleId: string,
  raw: RawFinding,
  document: Document,
  config: Config,
  today: string,
  fingerprint: string,
): Suppression | null {
  const comment = suppressionReason(document, ruleId, raw.range.start);
  if (comment !== undefined) return { by: 'comment', reason: comment };
  const ignored = config.ignored(document.path, ruleId);
  if (ignored !== undefined) return { by: 'config', reason: ignored };
  const deferral = config.deferred.find(
    ({ rule, finding, until }) =>
      today < until && (finding === fingerprint || (finding === undefined && rule === ruleId)),
  );
  return deferral
    ? { by: 'config', owner: deferral.owner, until: deferral.until, reason: deferral.reason }
    : null;
}
