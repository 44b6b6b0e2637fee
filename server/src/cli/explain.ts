import { printable } from '../core/printable.ts';
import { docsUrl, TOOL_NAME } from '../core/product.ts';
import { CHECK_INFOS } from '../core/checks/infos.ts';
import { plural, type Paint } from '../core/report/text.ts';
import { areaOf, type RuleInfo } from '../core/rule.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import { VERSION } from '../host/version.ts';
import { closestTo } from './closest.ts';
import { paint } from './paint.ts';
import { proseLines } from './prose.ts';
import { pagesFolder, readPage, sectionsOf, type PageSection } from './rulePage.ts';
import { UsageError } from './usageError.ts';

export interface ExplainOptions {
  readonly format: 'text' | 'markdown' | 'json';
}

/** Prints the page of a rule, the rules of an area, or all areas. Throws UsageError for a name that there is not. */
export async function explain(name: string | undefined, { format }: ExplainOptions): Promise<number> {
  process.stdout.write(printed(name, format));
  return 0;
}

function printed(name: string | undefined, format: ExplainOptions['format']): string {
  if (name === undefined) return format === 'json' ? asJson({ areas: areas() }) : areasAsText(format);
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/\/\*?$/, '');
  const rules = RULE_INFOS.filter(({ id }) => areaOf(id) === wanted);
  if (rules.length > 0)
    return format === 'json'
      ? asJson({ area: wanted, rules: rules.map(described) })
      : listed(wanted, rules, format);
  // Half a name will do where it is the name of one rule.
  const meant = RULE_INFOS.filter(({ id }) => id === wanted || id.endsWith(`/${wanted}`));
  const [rule, ...others] = meant;
  if (!rule || others.length > 0) throw new UsageError(noSuchName(name, wanted, meant));
  return ruleIn(rule, format);
}

function ruleIn(rule: RuleInfo, format: ExplainOptions['format']): string {
  const page = readPage(rule.id);
  if (page === undefined)
    throw new UsageError(
      `The page of ${rule.id} is missing: it should be in ${printable(pagesFolder())}. Install ${TOOL_NAME} again, or read ${docsUrl(rule.id)}`,
    );
  const sections = sectionsOf(page);
  const off = waysOff(rule);
  if (format === 'json')
    return asJson({ ...described(rule), docs: docsUrl(rule.id), sections, switchOff: off });
  if (format === 'markdown')
    return `${page.trimEnd()}\n\n## Switch it off\n\n${off.map(asItem).join('\n')}\n`;
  return ruleAsText(rule, sections, paint());
}

function described({ id, impact, offByDefault, stage, title, why }: RuleInfo): object {
  return {
    id,
    area: areaOf(id),
    kind: isLive(id) ? 'live' : 'files',
    impact: offByDefault ? 'off' : impact,
    stage,
    title,
    why,
  };
}

function isLive(id: string): boolean {
  return LIVE.has(id);
}

const LIVE = new Set(CHECK_INFOS.map(({ id }) => id));

interface WayOff {
  readonly where: string;
  readonly write: string;
}

/** How its findings are silenced, from the smallest part of the product to all of it. */
function waysOff({ id, offByDefault, impact }: RuleInfo): readonly WayOff[] {
  if (offByDefault)
    return [
      { where: 'It is off. To switch it on, in launch-ready.yaml', write: `rules: { ${id}: ${impact} }` },
    ];
  const inFiles: readonly WayOff[] = [
    { where: 'At one line, in a comment above it', write: `${MARK}-next-line ${id} -- why it may stay` },
    { where: 'In one file, in a comment at its top', write: `${MARK}-file ${id} -- why it may stay` },
    {
      where: 'In some files, in launch-ready.yaml',
      write: `ignore: [{ paths: [samples/], rules: [${id}], reason: why it may stay }]`,
    },
  ];
  return [
    ...(isLive(id) ? [] : inFiles),
    {
      where: 'Until a day',
      write: `launch-ready defer ${id} --owner NAME --until YYYY-MM-DD --reason "why"`,
    },
    { where: 'For good, in launch-ready.yaml', write: `rules: { ${id}: off }` },
  ];
}

/** In parts: in one, a check of these sources would take it for a comment that it should obey. */
const MARK = ['launch', 'ready', 'ignore'].join('-');

function asItem({ where, write }: WayOff): string {
  return `- ${where}: \`${write}\``;
}

function ruleAsText(rule: RuleInfo, sections: readonly PageSection[], colour: Paint): string {
  const width = textWidth();
  const impact = rule.offByDefault ? 'off by default' : rule.impact;
  const lines = [
    colour('bold', rule.title),
    colour('dim', `${rule.id} · ${impact} · ${rule.stage}${isLive(rule.id) ? ' · live check' : ''}`),
    '',
    ...proseLines(rule.why, width, colour),
  ];
  for (const { heading, parts } of sections) {
    lines.push('', colour('bold', heading));
    for (const part of parts) {
      if (part.kind === 'prose') lines.push(...proseLines(part.text, width, colour));
      else lines.push('', ...codeLines(part, heading, colour), '');
    }
    if (lines.at(-1) === '') lines.pop();
  }
  lines.push('', colour('bold', 'Switch it off'));
  for (const { where, write } of waysOff(rule)) lines.push(`${where}:`, `    ${colour('cyan', write)}`);
  lines.push('', colour('dim', docsUrl(rule.id)), '');
  return lines.join('\n');
}

function codeLines(
  { file, text }: { readonly file: string | undefined; readonly text: string },
  heading: string,
  colour: Paint,
): readonly string[] {
  const style = heading === 'Bad' ? 'red' : heading === 'Good' ? 'green' : undefined;
  return [
    ...(file === undefined ? [] : [`  ${colour('dim', file)}`]),
    ...text.split('\n').map((line) => (line === '' ? '' : `    ${style ? colour(style, line) : line}`)),
  ];
}

function areas(): readonly { readonly area: string; readonly rules: number; readonly live: number }[] {
  return [...new Set(RULE_INFOS.map(({ id }) => areaOf(id)))].map((area) => {
    const rules = RULE_INFOS.filter(({ id }) => areaOf(id) === area);
    return { area, rules: rules.length, live: rules.filter(({ id }) => isLive(id)).length };
  });
}

function areasAsText(format: 'text' | 'markdown'): string {
  if (format === 'markdown')
    return [
      '| Area | Rules | Of them asked of the running product |',
      '| --- | --- | --- |',
      ...areas().map(({ area, rules, live }) => `| ${area} | ${rules} | ${live} |`),
      '',
    ].join('\n');
  const width = Math.max(...areas().map(({ area }) => area.length));
  const rows = areas().map(({ area, rules, live }) => {
    const asked =
      live === 0 ? '' : live === rules ? ', of the running product' : `, ${live} of the running product`;
    return `  ${area.padEnd(width)}  ${plural(rules, 'rule')}${asked}`;
  });
  return [
    `${plural(RULE_INFOS.length, 'rule')} in ${plural(rows.length, 'area')}:`,
    '',
    ...rows,
    '',
    'launch-ready explain AREA lists the rules of an area.',
    '',
  ].join('\n');
}

function listed(area: string, rules: readonly RuleInfo[], format: 'text' | 'markdown'): string {
  const impactOf = ({ impact, offByDefault }: RuleInfo): string => (offByDefault ? 'off by default' : impact);
  if (format === 'markdown')
    return [
      '| Rule | Impact | What it finds |',
      '| --- | --- | --- |',
      ...rules.map((rule) => `| ${rule.id} | ${impactOf(rule)} | ${rule.title} |`),
      '',
    ].join('\n');
  const colour = paint();
  const width = textWidth();
  const rows = rules.flatMap((rule) => [
    `  ${colour('bold', rule.id)} ${colour('dim', `· ${impactOf(rule)}`)}`,
    ...proseLines(rule.title, width - 4, colour).map((line) => `    ${line}`),
  ]);
  return [
    `${plural(rules.length, 'rule')} of ${area}:`,
    '',
    ...rows,
    '',
    `launch-ready explain ${rules[0]?.id} explains one.`,
    '',
  ].join('\n');
}

function noSuchName(name: string, wanted: string, meant: readonly RuleInfo[]): string {
  const shown = printable(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  if (meant.length > 0)
    return `Several rules are called “${shown}”: ${meant.map(({ id }) => id).join(', ')}. Name one of them.`;
  const ids = RULE_INFOS.map(({ id }) => id);
  const names = [
    ...ids,
    ...ids.map((id) => id.slice(id.indexOf('/') + 1)),
    ...areas().map(({ area }) => area),
  ];
  const close = closestTo(wanted, names).map((one) => ids.find((id) => id.endsWith(`/${one}`)) ?? one);
  const asked = [...new Set(close)].slice(0, 3);
  return asked.length > 0
    ? `There is no rule or area “${shown}”. Did you mean ${inWords(asked)}?`
    : `There is no rule or area “${shown}”. launch-ready explain lists the areas.`;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function textWidth(): number {
  return Math.min(process.stdout.columns ?? 80, 100);
}

function asJson(value: object): string {
  return `${JSON.stringify({ schemaVersion: 1, tool: { name: TOOL_NAME, version: VERSION }, ...value }, null, 2)}\n`;
}
