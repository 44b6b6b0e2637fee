import { IMPACTS, isToDo } from '../finding.ts';
import { nameOf } from '../paths.ts';
import { PRODUCT_NAME } from '../product.ts';
import { riskList, type RiskList } from '../riskList.ts';
import type { RuleInfo } from '../rule.ts';
import { countByImpact, readinessScore } from '../score.ts';
import { code, escaped, table } from './markdownText.ts';
import { placeOf, errorText } from './place.ts';
import type { CheckResult } from './report.ts';
import { countedFindings, leftOutText } from './shown.ts';
import { lessonsOf, overviewOf, risksInDetail, stepsOf, type Detail, type LinkTo } from './riskMarkdown.ts';
import { plural } from './text.ts';

export interface MarkdownOptions {
  readonly ruleInfoOf: (id: string) => RuleInfo | undefined;
  /** The address of a line of a file, for whoever shows the document; without it places are code. */
  readonly linkTo?: LinkTo;
  /** It is read in the editor: what else can be done is named by its commands. */
  readonly isInEditor?: boolean;
}

/**
 * The risk list as GitHub-flavoured Markdown: to be pasted into an issue or a pull request, or read in the editor. The
 * same result always gives the same text.
 */
export function markdownReport(
  result: CheckResult,
  { ruleInfoOf, linkTo, isInEditor = false }: MarkdownOptions,
): string {
  const list = riskList(result.findings, ruleInfoOf);
  const texts = DETAILS.map((detail) =>
    documentOf(result, list, { ...detail, linkTo }, isInEditor ? EDITOR : TERMINAL),
  );
  return texts.find((text) => text.length <= LONGEST) ?? texts.at(-1) ?? '';
}

/** GitHub takes no issue or comment over 65,536 characters. */
const LONGEST = 64_000;

const DETAILS: readonly Omit<Detail, 'linkTo'>[] = [
  { causes: 10, places: 5, showWaiting: true },
  { causes: 5, places: 3, showWaiting: true },
  { causes: 5, places: 3, showWaiting: false },
  { causes: 1, places: 1, showWaiting: false },
];

function documentOf(result: CheckResult, list: RiskList, detail: Detail, commands: Commands): string {
  const { mustFix, canWait } = list;
  const parts = [
    `# ${titleOf(result)}`,
    verdictOf(result, list),
    ...(mustFix.length === 0
      ? []
      : ['## Must fix before launch', overviewOf(mustFix, detail), ...risksInDetail(mustFix, detail)]),
    ...stepsOf(list, detail),
    ...waitingOf(canWait, detail),
    ...lessonsOf(list.lessons),
    ...putOffOf(list),
    '## Not checked',
    uncheckedOf(result, commands),
  ];
  return `${parts.join('\n\n')}\n`;
}

function titleOf({ root, review, commits }: CheckResult): string {
  const name = escaped(nameOf(root.replaceAll('\\', '/').replace(/\/+$/, '')));
  const subject = review
    ? 'Launch risks of a change'
    : commits === undefined
      ? 'Launch risks'
      : 'Secrets in the history';
  return name === '' ? subject : `${subject}: ${name}`;
}

function verdictOf(result: CheckResult, { lessons, accepted, putOff }: RiskList): string {
  const counts = countByImpact(countedFindings(result).filter(isToDo));
  const parts = IMPACTS.filter((impact) => counts[impact] > 0).map((impact) =>
    impact === 'blocker' ? plural(counts.blocker, 'blocker') : `${counts[impact]} ${impact}`,
  );
  const done = lessons.reduce((sum, { places }) => sum + places, 0);
  const silent = [
    ...(putOff.length > 0 ? [`${putOff.length} put off`] : []),
    ...(accepted > 0 ? [`${accepted} accepted in comments, the configuration or a baseline`] : []),
  ];
  const leftOut = leftOutText(result);
  const lines = [
    parts.length === 0
      ? '**Nothing was found.**'
      : `**${verdictWord(counts)} ${parts.join(', ')}. Readiness ${readinessScore(counts)} of 100.**`,
    ...(done > 0
      ? [
          `${plural(done, 'more finding')} ${done === 1 ? 'is' : 'are'} about migrations that have run: nothing is left to do there.`,
        ]
      : []),
    ...(leftOut === '' ? [] : [`Not listed here, because fewer were asked for: ${leftOut}.`]),
    ...(silent.length > 0 ? [`Not counted: ${silent.join(', ')}.`] : []),
    `${scopeOf(result)} by ${PRODUCT_NAME} ${result.version}.`,
  ];
  return lines.join('\n');
}

function verdictWord({ blocker, high }: { readonly blocker: number; readonly high: number }): string {
  if (blocker > 0) return 'Not ready to launch:';
  return high > 0 ? 'Not ready for paying customers:' : 'Nothing has to be fixed before the launch:';
}

function scopeOf({ files, commits, review }: CheckResult): string {
  if (review) return `A change to ${plural(review.changedFiles, 'file')} was reviewed`;
  if (commits === undefined) return `${plural(files, 'file')} ${files === 1 ? 'was' : 'were'} checked`;
  return `${plural(commits, 'commit')} with ${plural(files, 'version')} of files were checked`;
}

function waitingOf(canWait: RiskList['canWait'], detail: Detail): readonly string[] {
  if (canWait.length === 0) return [];
  const overview = ['## Can wait', overviewOf(canWait, detail)];
  if (!detail.showWaiting)
    return [...overview, 'Too long for one document: `launch-ready check` says more about each.'];
  return [
    ...overview,
    '<details>\n<summary>What can wait, in detail</summary>',
    ...risksInDetail(canWait, detail),
    '</details>',
  ];
}

function putOffOf({ putOff }: RiskList): readonly string[] {
  if (putOff.length === 0) return [];
  const rows = putOff
    .slice(0, MOST_PUT_OFF)
    .map((finding) => [
      escaped(finding.suppressed?.until ?? ''),
      escaped(finding.suppressed?.owner ?? ''),
      `${code(placeOf(finding))}: ${escaped(finding.ruleId)}`,
      escaped(finding.suppressed?.reason ?? ''),
    ]);
  const rest = putOff.length - rows.length;
  return [
    '## Put off',
    table(['Until', 'Owner', 'What', 'Reason'], rows),
    ...(rest > 0 ? [`And ${rest} more: \`launch-ready deferred\` lists them.`] : []),
  ];
}

const MOST_PUT_OFF = 50;
const MOST_ERRORS = 20;

/** How the rest is checked. */
interface Commands {
  readonly history: string;
  readonly live: string;
}

const TERMINAL: Commands = {
  history: '`launch-ready check --history`',
  live: '`launch-ready live your-domain`',
};
const EDITOR: Commands = {
  history: '_Launch Ready: Check the History for Secrets_',
  live: '_Launch Ready: Run Live Checks_',
};

function uncheckedOf({ errors, review, commits }: CheckResult, { history, live }: Commands): string {
  const told = errors.map((error) => `${code(error.file)}: ${escaped(errorText(error))}`);
  const rest = told.length - MOST_ERRORS;
  return [
    ...told.slice(0, MOST_ERRORS),
    ...(rest > 0 ? [`and ${rest} more problems while checking`] : []),
    ...(review?.notices ?? []).map((notice) => escaped(notice)),
    ...(review ? ['What the change does not touch: `launch-ready check` looks at everything.'] : []),
    ...(commits === undefined
      ? [`Old versions of files, where a secret stays readable: ${history}.`]
      : ['The files as they are now: `launch-ready check`.']),
    `The running product, its domain, mail and certificates: ${live}.`,
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
