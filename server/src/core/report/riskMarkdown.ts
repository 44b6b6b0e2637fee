import { lastStepOf, PHASE_TEXTS, type Phase } from '../risks/fixOrder.ts';
import type { Cause, Risk, RiskList, RiskPlace, Step } from '../riskList.ts';
import { code, escaped, linked, table } from './markdownText.ts';
import { placeOf } from './place.ts';
import { plural } from './text.ts';

/** The address of a line (1-based) of a file; undefined where there is none. */
export type LinkTo = (file: string, line: number | null) => string | undefined;

/** How much is said. */
export interface Detail {
  /** Of one risk. */
  readonly causes: number;
  /** Of one cause. */
  readonly places: number;
  readonly showWaiting: boolean;
  readonly linkTo: LinkTo | undefined;
}

/** One row for each risk. */
export function overviewOf(risks: readonly Risk[], detail: Detail): string {
  return table(
    // Paths don't wrap: in a narrow window the last column is the one that is scrolled to.
    ['Risk', 'Impact', 'Effort', 'Step', 'Where'],
    risks.map((risk) => [
      linked(escaped(risk.title), risk.docs),
      risk.impact,
      risk.estimate.effort,
      risk.steps.join(' and '),
      whereOf(risk, detail),
    ]),
  );
}

function whereOf({ causes, places }: Risk, detail: Detail): string {
  const first = causes[0]?.places[0];
  if (!first) return '';
  const rest = places - 1;
  return `${placeText(first, detail)}${rest > 0 ? ` and ${plural(rest, 'other place')}` : ''}`;
}

/** What is wrong, why it matters, where it stands and what to do: a heading and some paragraphs for each. */
export function risksInDetail(risks: readonly Risk[], detail: Detail): readonly string[] {
  return risks.flatMap((risk) => riskInDetail(risk, detail));
}

function riskInDetail(risk: Risk, detail: Detail): readonly string[] {
  const { causes, why, estimate, ruleId, docs, steps } = risk;
  const common = causes.every(({ fix }) => fix === causes[0]?.fix) ? (causes[0]?.fix ?? '') : undefined;
  const shown = causes.slice(0, detail.causes);
  const rest = causes.length - shown.length;
  return [
    `### ${escaped(risk.title)}`,
    ...(why === '' ? [] : [`**Why it matters:** ${escaped(why)}`]),
    [
      ...shown.map((cause) =>
        causeText(cause, risk, { ...detail, fix: common === undefined ? cause.fix : '' }),
      ),
      ...(rest > 0 ? [`- and ${rest} more: \`launch-ready check --only ${ruleId}\` lists them`] : []),
    ].join('\n'),
    [
      ...(common === undefined || common === '' ? [] : [`**How to fix:** ${escaped(common)}  `]),
      `**Effort:** ${estimate.effort} (${estimate.because}). **Step** ${steps.join(' and ')}. **Rule:** ${linked(escaped(ruleId), docs)}`,
    ].join('\n'),
  ];
}

function causeText(
  { what, places, impact, quickFixes, help, overdue, name }: Cause,
  risk: Risk,
  { fix, ...detail }: Detail & { readonly fix: string },
): string {
  const marks = [...(impact === risk.impact ? [] : [impact]), ...(name === undefined ? [] : [code(name)])];
  const label = marks.length === 0 ? '' : `**${marks.join(', ')}:** `;
  const [first = '', ...others] = places.slice(0, detail.places).map((place) => placeText(place, detail));
  const rest = places.length - 1 - others.length;
  const also = [...others, ...(rest > 0 ? [plural(rest, 'other place')] : [])].join(', ');
  const [quickFix] = quickFixes;
  return [
    `- ${label}${first}: ${escaped(what)}`,
    ...(also === '' ? [] : [`  - Also in ${also}`]),
    ...(fix === '' ? [] : [`  - Fix: ${escaped(fix)}`]),
    ...(help ? [`  - ${linked(escaped(help.label), help.url)}`] : []),
    ...(quickFix === undefined ? [] : [`  - Quick fix in the editor: ${escaped(quickFix)}`]),
    ...(overdue
      ? [
          `  - Put off until ${escaped(overdue.until)} by ${escaped(overdue.owner)}, and that day has passed: ${escaped(overdue.reason)}`,
        ]
      : []),
  ].join('\n');
}

function placeText({ finding, file, line }: RiskPlace, { linkTo }: Detail): string {
  const isOwn = file === finding.file;
  if (file === null || finding.commit) return code(isOwn ? placeOf(finding) : `${file}:${line}`);
  const text = code(line === null ? file : `${file}:${line}`);
  const address = linkTo?.(file, line);
  return address === undefined ? text : linked(text, address);
}

/** What to do first, over the whole list: numbered, with a reason wherever the kind of work changes. */
export function stepsOf({ steps, mustFix }: RiskList, detail: Detail): readonly string[] {
  if (steps.length === 0) return [];
  const must = byPhase(steps.filter(({ isMust }) => isMust));
  const wait = byPhase(steps.filter(({ isMust }) => !isMust));
  const between = mustFix.length > 0 && wait.size > 0 ? ['After the launch, or when there is time:'] : [];
  return [
    '## In which order',
    ...[...must].flatMap(([phase, group]) => [reasonOf(phase), numbered(group, detail)]),
    ...between,
    // Why that comes then may have been said above.
    ...[...wait].flatMap(([phase, group]) => [
      must.has(phase) ? `**${PHASE_TEXTS[phase].title}.**` : reasonOf(phase),
      numbered(group, detail),
    ]),
  ];
}

function byPhase(steps: readonly Step[]): ReadonlyMap<Phase, readonly Step[]> {
  const groups = new Map<Phase, Step[]>();
  for (const step of steps) {
    const group = groups.get(step.phase);
    if (group) group.push(step);
    else groups.set(step.phase, [step]);
  }
  return groups;
}

function reasonOf(phase: Phase): string {
  const { title, why } = PHASE_TEXTS[phase];
  return `**${title}.** ${why}`;
}

function numbered(steps: readonly Step[], detail: Detail): string {
  return steps.map((step) => `${step.number}. ${stepText(step, detail)}`).join('\n');
}

function stepText({ number, risk }: Step, detail: Detail): string {
  const isLast = risk.steps.length > 1 && number === risk.steps.at(-1);
  const what = isLast ? lastStepOf(risk.ruleId) : `${thingsOf(risk, detail)} (${risk.estimate.effort}).`;
  return `${escaped(risk.title)}: ${what}`;
}

/** Variables by their names, everything else by its place. */
function thingsOf(risk: Risk, detail: Detail): string {
  const named = risk.causes.flatMap(({ name }) => (name === undefined ? [] : [code(name)]));
  if (named.length < risk.causes.length) return whereOf(risk, detail);
  const names = [...new Set(named)];
  const shown = names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

const MOST_NAMES = 8;

/** What has happened already: one line for each kind. */
export function lessonsOf(lessons: readonly Risk[]): readonly string[] {
  if (lessons.length === 0) return [];
  return [
    '## For the next time',
    'These migrations have run. Leave their files as they are: the pages say how to do it without risk next time.',
    [
      '<details>',
      '<summary>Migrations that have run</summary>',
      '',
      ...lessons.map(
        (risk) => `- ${linked(escaped(risk.title), risk.docs)}: ${plural(risk.places, 'place')}`,
      ),
      '',
      '</details>',
    ].join('\n'),
  ];
}
