import { compareImpact, isApplicable, isToDo, type Finding, type HelpLink, type Impact } from './finding.ts';
import { compareFindings } from './postprocess.ts';
import { adviceOf } from './risks/advice.ts';
import { EFFORTS, estimate, type Estimate } from './risks/effort.ts';
import { PHASES, phasesOf, type Phase } from './risks/fixOrder.ts';
import { areaOf, type RuleInfo } from './rule.ts';
import { mergeSameSecrets, SAME_VALUE } from './sameSecrets.ts';

/** What stands between a product and its launch, as a person would write it down. */
export interface RiskList {
  /** Blockers and high impact: the worst first, of those the quickest. */
  readonly mustFix: readonly Risk[];
  /** Medium and low, in the same order. */
  readonly canWait: readonly Risk[];
  /** About what has happened already, so that nothing is left to do: migrations that have run. */
  readonly lessons: readonly Risk[];
  /** In the order in which they have to be done, what must be fixed first. */
  readonly steps: readonly Step[];
  /** Until a date, with an owner and a reason; the earliest date first. */
  readonly putOff: readonly Finding[];
  /** How many somebody has accepted for good, in a comment, the configuration or a baseline. */
  readonly accepted: number;
}

/** One thing that is wrong, in one or more ways. */
export interface Risk {
  readonly ruleId: string;
  /** Of the worst cause. */
  readonly impact: Impact;
  readonly title: string;
  /** Why it matters; "" for a rule that this version does not know. */
  readonly why: string;
  readonly docs: string;
  /** One for each secret, variable or message: what is mended at once. */
  readonly causes: readonly Cause[];
  readonly places: number;
  readonly estimate: Estimate;
  /** Numbers of its steps. */
  readonly steps: readonly number[];
}

/** What is mended at once, wherever it stands. */
export interface Cause {
  /** What it is about, where that has a name: a variable, a kind of key. */
  readonly name?: string;
  readonly impact: Impact;
  readonly what: string;
  /** What to do; "" where only the rule's page says it. */
  readonly fix: string;
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly places: readonly RiskPlace[];
  readonly help?: HelpLink;
  /** Titles of quick fixes. */
  readonly quickFixes: readonly string[];
  readonly overdue?: Finding['overdue'];
}

/** Of a live finding the finding alone says where. */
export interface RiskPlace {
  readonly finding: Finding;
  readonly file: string | null;
  readonly line: number | null;
}

export interface Step {
  /** From 1, over the whole list. */
  readonly number: number;
  readonly phase: Phase;
  readonly isMust: boolean;
  readonly risk: Risk;
}

/** The same findings always give the same list. */
export function riskList(
  findings: readonly Finding[],
  ruleInfoOf: (id: string) => RuleInfo | undefined,
): RiskList {
  const merged = mergeSameSecrets(findings);
  const standing = merged.filter(({ suppressed }) => !suppressed);
  const present = standing.filter(isToDo);
  const drafts = {
    mustFix: draftsOf(present.filter(isMust), ruleInfoOf),
    canWait: draftsOf(
      present.filter((finding) => !isMust(finding)),
      ruleInfoOf,
    ),
  };
  const order = [...inOrder(drafts.mustFix, true), ...inOrder(drafts.canWait, false)];
  const numbered = new Map<Draft, Risk>(
    [...drafts.mustFix, ...drafts.canWait].map((draft) => [
      draft,
      { ...draft, steps: order.flatMap((item, index) => (item.draft === draft ? [index + 1] : [])) },
    ]),
  );
  const risksOf = (all: readonly Draft[]): readonly Risk[] =>
    all.flatMap((draft) => numbered.get(draft) ?? []);
  const silenced = merged.filter(({ suppressed }) => suppressed);
  const putOff = silenced.filter(({ suppressed }) => suppressed?.until !== undefined);
  return {
    mustFix: risksOf(drafts.mustFix),
    canWait: risksOf(drafts.canWait),
    lessons: draftsOf(
      standing.filter(({ past }) => past),
      ruleInfoOf,
    ).toSorted((a, b) => b.places - a.places),
    steps: order.flatMap(({ draft, phase, must }, index) => {
      const risk = numbered.get(draft);
      return risk ? [{ number: index + 1, phase, isMust: must, risk }] : [];
    }),
    putOff: putOff.sort(
      (a, b) => compareText(a.suppressed?.until ?? '', b.suppressed?.until ?? '') || compareFindings(a, b),
    ),
    accepted: silenced.length - putOff.length,
  };
}

/** Its steps are not numbered yet. */
type Draft = Risk;

function isMust({ impact }: Finding): boolean {
  return impact === 'blocker' || impact === 'high';
}

interface Ordered {
  readonly draft: Draft;
  readonly phase: Phase;
  readonly must: boolean;
}

function inOrder(drafts: readonly Draft[], must: boolean): readonly Ordered[] {
  return PHASES.flatMap((phase) =>
    drafts.filter((draft) => phases(draft).includes(phase)).map((draft) => ({ draft, phase, must })),
  );
}

function phases({ ruleId, causes }: Draft): readonly Phase[] {
  return phasesOf(
    ruleId,
    causes.flatMap(({ findings }) => findings),
  );
}

function draftsOf(
  findings: readonly Finding[],
  ruleInfoOf: (id: string) => RuleInfo | undefined,
): readonly Draft[] {
  return [...grouped(findings, ({ ruleId }) => ruleId)]
    .map(([ruleId, ofRule]) => draftOf(ruleId, ofRule, ruleInfoOf(ruleId)))
    .sort(compareDrafts);
}

function draftOf(ruleId: string, findings: readonly Finding[], info: RuleInfo | undefined): Draft {
  const causes = [...grouped(findings, causeKey).values()].map(causeOf).sort(compareCauses);
  const places = causes.reduce((sum, cause) => sum + cause.places.length, 0);
  return {
    ruleId,
    impact: causes[0]?.impact ?? 'low',
    title: info?.title ?? ruleId,
    why: info?.why ?? '',
    docs: findings[0]?.docs ?? '',
    causes,
    places,
    estimate: estimate(ruleId, findings, places),
    steps: [],
  };
}

/** The same secret, the same variable, or else the same words. */
function causeKey({ ruleId, kind, valueId, message }: Finding): string {
  if (valueId !== undefined) return `value ${kind ?? ''} ${valueId}`;
  return areaOf(ruleId) === 'env' && kind !== undefined ? `name ${kind}` : `message ${message}`;
}

function causeOf(group: readonly Finding[]): Cause {
  const findings = [...group].sort(compareFindings);
  const worst = findings[0] as Finding; // a group has at least one
  const { help, overdue } = worst;
  const titles = findings.flatMap(({ fixes }) => fixes.filter(isApplicable).map(({ title }) => title));
  return {
    ...nameOf(worst),
    impact: worst.impact,
    ...adviceOf(worst.message),
    findings,
    places: findings.flatMap(placesOf),
    ...(help ? { help } : {}),
    quickFixes: [...new Set(titles)],
    ...(overdue ? { overdue } : {}),
  };
}

function nameOf({ area, ruleId, kind = '' }: Finding): { readonly name?: string } {
  if (ruleId === 'env/no-validation') return {}; // it is about many
  const isName =
    area === 'env' ? /^\w{1,80}$/.test(kind) : area === 'secrets' && /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(kind);
  if (isName) return { name: kind };
  return ruleId === 'secrets/provider-token' && kind !== '' ? { name: kind.replaceAll('-', ' ') } : {};
}

function placesOf(finding: Finding): readonly RiskPlace[] {
  const { file, range, related } = finding;
  const others = related.filter(({ message }) => message === SAME_VALUE);
  return [
    { finding, file, line: range?.start.line ?? null },
    ...others.map((place) => ({ finding, file: place.file, line: place.range.start.line })),
  ];
}

function grouped(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string,
): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}

/** The worst first; of those what is done soonest, what stands in the most places, and then by name. */
function compareDrafts(a: Draft, b: Draft): number {
  return (
    compareImpact(a.impact, b.impact) ||
    EFFORTS.indexOf(a.estimate.effort) - EFFORTS.indexOf(b.estimate.effort) ||
    b.places - a.places ||
    compareText(a.ruleId, b.ruleId)
  );
}

function compareCauses(a: Cause, b: Cause): number {
  const [first, second] = [a.findings[0], b.findings[0]];
  return first && second ? compareFindings(first, second) : 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
