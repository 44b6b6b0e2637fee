import type { Problem } from './check.ts';
import type { Config } from './config.ts';
import { deferralOf, isOver, raised } from './deferrals.ts';
import {
  compareImpact,
  type Finding,
  type Impact,
  type RawFinding,
  type Suppression,
  type TextRange,
} from './finding.ts';
import { printable } from './printable.ts';
import { linesOf } from './span.ts';
import { hash64 } from './hash.ts';
import { masker, maskIn, maskSecret } from './mask.ts';
import { areaOf, type Rule, type RuleInfo } from './rule.ts';
import { docsUrl } from './product.ts';
import type { Document } from './source.ts';
import { suppressionReason } from './suppressions.ts';
import type { PlacedFinding } from './workspaceRule.ts';

export interface RuleFinding {
  readonly rule: Rule;
  readonly raw: RawFinding;
}

/**
 * The one way from what rules yield to what anyone sees: overlapping reports become one, secrets are masked,
 * suppressions and deferrals are honoured, the order is by impact and then by place.
 */
export function postprocess(
  found: readonly RuleFinding[],
  document: Document,
  settings: PostprocessSettings,
): readonly Finding[] {
  const { config } = settings;
  const secrets = found.map(({ raw }) => textOf(document, raw.secret));
  const judged: Judged = { ...settings, document, mask: masker(secrets), ordinals: new Map() };
  return withoutDuplicates(found, config)
    .sort((a, b) => a.raw.range.start - b.raw.range.start)
    .map((item) => finish(item, judged))
    .sort(compareFindings);
}

export interface PostprocessSettings {
  readonly config: Config;
  /** ISO date (YYYY-MM-DD): deferrals end on it. */
  readonly today: string;
  /** Random: see `Finding.valueId`. */
  readonly salt: string;
}

/** What all findings of one document share on their way out. */
interface Judged extends PostprocessSettings {
  readonly document: Document;
  /** Takes the secrets of the whole document out of a text: a rule may quote a line in which another rule found one. */
  readonly mask: (text: string) => string;
  /** How many findings of one identity there have been. */
  readonly ordinals: Map<string, number>;
}

function textOf({ text }: Document, range: TextRange | undefined): string {
  return range ? text.slice(range.start, range.end) : '';
}

/** See `Finding.valueId`. */
export function valueIdOf(secret: string, salt: string): string {
  return hash64(`${salt}\0${secret}`);
}

/** Of sorted findings, the first of each rule; those that somebody silenced make room for those that stand. */
export function mostSevere(
  findings: readonly Finding[],
  most: number,
): {
  readonly kept: readonly Finding[];
  /** How many of a rule's findings are not among them. */
  readonly leftOut: ReadonlyMap<string, number>;
} {
  const kept = new Set<Finding>();
  const counts = new Map<string, number>();
  const byWeight = [...findings].sort(
    (a, b) => Number(a.suppressed !== null) - Number(b.suppressed !== null),
  );
  for (const finding of byWeight) {
    const count = (counts.get(finding.ruleId) ?? 0) + 1;
    counts.set(finding.ruleId, count);
    if (count <= most) kept.add(finding);
  }
  const leftOut = [...counts].flatMap(([ruleId, count]) =>
    count > most ? [[ruleId, count - most] as const] : [],
  );
  return { kept: findings.filter((finding) => kept.has(finding)), leftOut: new Map(leftOut) };
}

/** What is said of those that are left out. */
export function tooMuch(where: string, most: number, leftOut: number): string {
  return `found too much ${where}: the ${most} most severe findings are shown, ${leftOut} left out`;
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
  const places = new Set<string>();
  const secrets = disjointRanges();
  return [...found]
    .sort((a, b) => compareImpact(impactOf(a, config), impactOf(b, config)))
    .filter(({ rule, raw }) => {
      const place = `${rule.id} ${raw.range.start} ${raw.range.end}`;
      if (places.has(place) || (raw.secret && !secrets.add(raw.secret))) return false;
      places.add(place);
      return true;
    });
}

/** Ranges of which none overlaps another, found by halving: a file may have thousands. */
function disjointRanges(): { add(range: TextRange): boolean } {
  const kept: TextRange[] = [];
  return {
    add(range) {
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((kept[middle]?.start ?? 0) < range.end) low = middle + 1;
        else high = middle;
      }
      // The last one that starts before this one ends reaches the farthest of those.
      if ((kept[low - 1]?.end ?? 0) > range.start) return false;
      kept.splice(low, 0, range);
      return true;
    },
  };
}

function impactOf({ rule, raw }: RuleFinding, config: Config): Impact {
  return weigh(rule, raw.impact, config);
}

function weigh(rule: RuleInfo, own: Impact | undefined, config: Config): Impact {
  const configured = config.impactOf(rule.id);
  return configured && configured !== 'off' ? configured : (own ?? rule.impact);
}

/** The same way out for what is found over all files together, when no text is at hand. Its messages hold no value. */
export function finishPlaced(
  rule: RuleInfo,
  { file, at, message, impact, past, kind, related = [], help, fix }: PlacedFinding,
  settings: Pick<PostprocessSettings, 'config' | 'today'> & {
    readonly ordinals: Map<string, number>;
    readonly comment: Suppression | null;
  },
): Finding {
  const { config, ordinals } = settings;
  const fingerprint = fingerprintOf([rule.id, file, kind].join('\0'), ordinals);
  return {
    ruleId: rule.id,
    area: areaOf(rule.id),
    message,
    file,
    range: linesOf(at),
    offsets: { start: at.start, end: at.end },
    fingerprint,
    kind,
    related: related.map((place) => ({ file: place.file, range: linesOf(place.at), message: place.message })),
    ...(help ? { help } : {}),
    fixes: fix ? [fix] : [],
    docs: docsUrl(rule.id),
    ...(past ? { past } : {}),
    ...stateOf({ ruleId: rule.id, file, fingerprint, impact: weigh(rule, impact, config) }, settings),
  };
}

/** The same way out for what is wrong with a running product. Where the workspace has a line for it, the finding stands there. */
export function finishLive(
  rule: RuleInfo,
  domain: string,
  { problem, impact, kind = '', host, evidence = [], mend, declaredAt }: Problem,
  settings: Pick<PostprocessSettings, 'config' | 'today'> & { readonly ordinals: Map<string, number> },
): Finding {
  const { config, ordinals } = settings;
  const fingerprint = fingerprintOf([rule.id, domain, host ?? '', kind].join('\0'), ordinals);
  return {
    ruleId: rule.id,
    area: areaOf(rule.id),
    message: printable(problem),
    file: declaredAt?.file ?? null,
    range: declaredAt ? linesOf(declaredAt.at) : null,
    offsets: declaredAt ? { start: declaredAt.at.start, end: declaredAt.at.end } : null,
    fingerprint,
    ...(kind === '' ? {} : { kind }),
    related: [],
    live: {
      domain,
      host: host ?? domain,
      evidence: evidence.map((line) => printable(line)),
      ...(mend ? { mend } : {}),
    },
    fixes: [],
    docs: docsUrl(rule.id),
    ...stateOf(
      {
        ruleId: rule.id,
        file: declaredAt?.file ?? '',
        fingerprint,
        impact: weigh(rule, impact, config),
      },
      { ...settings, comment: null },
    ),
  };
}

function fingerprintOf(identity: string, ordinals: Map<string, number>): string {
  const ordinal = ordinals.get(identity) ?? 0;
  ordinals.set(identity, ordinal + 1);
  return hash64(`${identity}\0${ordinal}`);
}

function finish({ rule, raw }: RuleFinding, judged: Judged): Finding {
  const { document, config, mask, ordinals, salt } = judged;
  const secret = textOf(document, raw.secret);
  const message = mask(maskIn(raw.message, secret));
  // The masked form, never the value: a fingerprint must not help anyone to guess a short password.
  const identity = [
    rule.id,
    document.path,
    raw.kind ?? '',
    secret === '' ? message : maskSecret(secret),
  ].join('\0');
  const fingerprint = fingerprintOf(identity, ordinals);
  return {
    ruleId: rule.id,
    area: areaOf(rule.id),
    message,
    file: document.path,
    range: { start: document.positionAt(raw.range.start), end: document.positionAt(raw.range.end) },
    offsets: raw.range,
    fingerprint,
    ...(raw.kind === undefined ? {} : { kind: raw.kind }),
    ...(secret === '' ? {} : { valueId: valueIdOf(secret, salt) }),
    related: [],
    ...(raw.help ? { help: raw.help } : {}),
    fixes: raw.fix ? [raw.fix] : [],
    docs: docsUrl(rule.id),
    ...stateOf(
      { ruleId: rule.id, file: document.path, fingerprint, impact: impactOf({ rule, raw }, config) },
      { ...judged, comment: commentOf(rule.id, raw, judged) },
    ),
  };
}

function commentOf(ruleId: string, raw: RawFinding, { document, mask }: Judged): Suppression | null {
  const reason = suppressionReason(document, ruleId, raw.range.start);
  return reason === undefined ? null : { by: 'comment', reason: mask(reason) };
}

/** How much a finding matters now: silenced by somebody, put off, or back from that and one impact higher. */
function stateOf(
  {
    ruleId,
    file,
    fingerprint,
    impact,
  }: Pick<Finding, 'ruleId' | 'fingerprint' | 'impact'> & { readonly file: string },
  {
    config,
    today,
    comment,
  }: Pick<PostprocessSettings, 'config' | 'today'> & { readonly comment: Suppression | null },
): Pick<Finding, 'impact' | 'suppressed' | 'overdue'> {
  if (comment) return { impact, suppressed: comment };
  const ignored = config.ignored(file, ruleId);
  if (ignored !== undefined) return { impact, suppressed: { by: 'config', reason: ignored } };
  if (config.baseline.has(fingerprint))
    return { impact, suppressed: { by: 'baseline', reason: 'accepted in the baseline' } };
  const deferral = deferralOf(ruleId, fingerprint, config.deferred);
  if (!deferral) return { impact, suppressed: null };
  const { owner, until, reason } = deferral;
  return isOver(until, today)
    ? { impact: raised(impact), suppressed: null, overdue: { owner, until, reason } }
    : { impact, suppressed: { by: 'config', owner, until, reason } };
}
