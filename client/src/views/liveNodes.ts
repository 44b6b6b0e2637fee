import * as vscode from 'vscode';
import type {
  ConfirmedDomain,
  EnvironmentPlace,
  LiveAreaReport,
  LiveCheckResult,
  LiveCopy,
  LiveDomainReport,
  LiveProgressParams,
} from '../../../server/src/protocol.ts';
import { IMPACTS } from '../counts.ts';
import type { RunningDomain } from '../live/liveModel.ts';

/** An entry of the tree of live checks. `id` stays the same for the same thing, so that what was open stays open. */
export type LiveNode =
  | DomainNode
  | AreaNode
  | ResultNode
  | PassedNode
  | (Child & { readonly kind: 'text'; readonly text: string; readonly what: 'message' | 'evidence' })
  | (Child & { readonly kind: 'mend'; readonly mend: Mend })
  | (Child & { readonly kind: 'copy'; readonly copy: LiveCopy })
  | (Child & { readonly kind: 'link'; readonly link: { readonly label: string; readonly url: string } })
  | (Child & { readonly kind: 'place'; readonly place: EnvironmentPlace });

interface Child {
  readonly id: string;
  readonly domain: ConfirmedDomain;
}

type Mend = NonNullable<LiveCheckResult['mend']>;

export interface DomainNode extends Child {
  readonly kind: 'domain';
  readonly report: LiveDomainReport | undefined;
  readonly running: RunningDomain | undefined;
  /** Few enough that all of them can be open. */
  readonly isOneOfFew: boolean;
}

export interface AreaNode extends Child {
  readonly kind: 'area';
  readonly area: string;
  readonly report: LiveAreaReport | undefined;
  /** `waiting`: its turn has not come. */
  readonly progress: 'none' | 'waiting' | 'running';
  /** When the domain was checked last: an area that is of another time says so. */
  readonly domainAt: string | undefined;
}

export interface ResultNode extends Child {
  readonly kind: 'result';
  readonly result: LiveCheckResult;
}

export interface PassedNode extends Child {
  readonly kind: 'passed';
  readonly results: readonly LiveCheckResult[];
  readonly state: 'pass' | 'accepted';
}

/** What is asked in which phase of a run. */
const PHASE_OF: Readonly<Record<string, LiveProgressParams['phase']>> = {
  dns: 'dns',
  tls: 'tls',
  redirects: 'http',
  edge: 'http',
  headers: 'http',
  caching: 'http',
  cors: 'http',
  exposure: 'http',
  email: 'dns',
  uptime: 'http',
  drift: 'judging',
};
const AREAS: readonly string[] = Object.keys(PHASE_OF);
/** More domains than this, and only their names are shown at first. */
const FEW = 3;

export function domainNodes(
  confirmed: readonly ConfirmedDomain[],
  reports: readonly LiveDomainReport[],
  running: (domain: string) => RunningDomain | undefined,
): readonly DomainNode[] {
  return confirmed
    .map((domain): DomainNode => {
      const report = reports.find((one) => one.domain === domain.domain);
      return {
        kind: 'domain',
        // Opened anew when there is something to see for the first time.
        id: `${domain.domain}${report ? '' : '?'}`,
        domain,
        report,
        running: running(domain.domain),
        isOneOfFew: confirmed.length <= FEW,
      };
    })
    .sort((a, b) => weightOfDomain(a) - weightOfDomain(b) || compare(a.domain.domain, b.domain.domain));
}

export function childrenOf(node: LiveNode): readonly LiveNode[] {
  switch (node.kind) {
    case 'domain':
      return areaNodes(node);
    case 'area':
      return resultNodes(node);
    case 'passed':
      return node.results.map((result) => resultNode(node, result));
    case 'result':
      return detailsOf(node);
    case 'mend':
      return mendNodes(node);
    case 'text':
    case 'copy':
    case 'link':
    case 'place':
      return [];
  }
}

/** Problems first, the most severe before; what is not run yet last. */
function areaNodes({ domain, report, running }: DomainNode): readonly AreaNode[] {
  const domainAt = newest(report);
  return AREAS.flatMap((area): AreaNode[] => {
    const known = report?.areas.find((one) => one.area === area);
    const progress = progressOf(area, running);
    if (!known && progress === 'none') return [];
    const hasProblems = known?.results.some(({ state }) => state === 'problem') ?? false;
    const id = `${domain.domain}/${area}${known ? (hasProblems ? '!' : '') : '?'}`;
    return [{ kind: 'area', id, domain, area, report: known, progress, domainAt }];
  }).sort((a, b) => weight(a.report?.results) - weight(b.report?.results));
}

function progressOf(area: string, running: RunningDomain | undefined): AreaNode['progress'] {
  if (!running || (running.areas && !running.areas.includes(area))) return 'none';
  const phase = PHASE_OF[area];
  return phase !== undefined && running.phases.has(phase) ? 'running' : 'waiting';
}

function resultNodes(area: AreaNode): readonly LiveNode[] {
  const results = area.report?.results ?? [];
  const inState = (state: LiveCheckResult['state']) => results.filter((result) => result.state === state);
  const problems = [...inState('problem')].sort((a, b) => impactWeight(a) - impactWeight(b));
  const first = [...problems, ...inState('unknown')].map((result) => resultNode(area, result));
  const passed = inState('pass');
  const accepted = inState('accepted');
  if (first.length === 0 && accepted.length === 0) return passed.map((result) => resultNode(area, result));
  return [...first, ...folded(area, 'accepted', accepted), ...folded(area, 'pass', passed)];
}

function folded(
  { id, domain }: AreaNode,
  state: PassedNode['state'],
  results: readonly LiveCheckResult[],
): readonly PassedNode[] {
  return results.length === 0 ? [] : [{ kind: 'passed', id: `${id}/${state}`, domain, results, state }];
}

function resultNode({ id, domain }: Child, result: LiveCheckResult): ResultNode {
  return { kind: 'result', id: `${id}/${result.key}`, domain, result };
}

function detailsOf({ id, domain, result }: ResultNode): readonly LiveNode[] {
  const { state, message, evidence, place, mend } = result;
  const row = (line: string, what: 'message' | 'evidence', index: number): LiveNode => ({
    kind: 'text',
    id: `${id}/${what}${index}`,
    domain,
    text: line,
    what,
  });
  return [
    // Of one that passed, the message is the label.
    ...(state === 'pass' ? [] : sentences(message).map((line, index) => row(line, 'message', index))),
    ...evidence.map((line, index) => row(line, 'evidence', index)),
    ...(place ? [{ kind: 'place', id: `${id}/place`, domain, place } as const] : []),
    ...(mend && state !== 'pass' ? [{ kind: 'mend', id: `${id}/mend`, domain, mend } as const] : []),
  ];
}

function mendNodes({ id, domain, mend }: Extract<LiveNode, { readonly kind: 'mend' }>): readonly LiveNode[] {
  const { how, copy, link } = mend;
  return [
    ...sentences(how).map((text, index): LiveNode => ({
      kind: 'text',
      id: `${id}/how${index}`,
      domain,
      text,
      what: 'message',
    })),
    ...copy.map((one, index): LiveNode => ({ kind: 'copy', id: `${id}/copy${index}`, domain, copy: one })),
    ...(link ? [{ kind: 'link', id: `${id}/link`, domain, link } as const] : []),
  ];
}

/** A row has one line: a sentence each. */
function sentences(text: string): readonly string[] {
  return text.split(/(?<=[.!?:]) (?=[A-Z“])/u).filter((sentence) => sentence !== '');
}

export function isLeaf(node: LiveNode): boolean {
  return childrenOf(node).length === 0;
}

/** What should not go out like this: blockers, and what has to be mended before paid traffic. */
export function failingIn(reports: readonly LiveDomainReport[]): number {
  return resultsOf(reports).filter(({ state, impact }) => state === 'problem' && isGrave(impact)).length;
}

export function isGrave(impact: LiveCheckResult['impact']): boolean {
  return impact === 'blocker' || impact === 'high';
}

export function resultsOf(reports: readonly LiveDomainReport[]): readonly LiveCheckResult[] {
  return reports.flatMap(({ areas }) => areas.flatMap(({ results }) => results));
}

/** When a domain was checked last. */
export function newest(report: LiveDomainReport | undefined): string | undefined {
  return report?.areas
    .map(({ at }) => at)
    .sort(compare)
    .at(-1);
}

/** The most severe that there is, of problems; "unknown", "pass", or undefined where nothing was said. */
export function worst(
  results: readonly LiveCheckResult[],
): NonNullable<LiveCheckResult['impact']> | 'unknown' | 'pass' | undefined {
  const impact = IMPACTS.find((one) =>
    results.some(({ state, impact: own = 'medium' }) => state === 'problem' && own === one),
  );
  if (impact) return impact;
  if (results.some(({ state }) => state === 'unknown')) return 'unknown';
  return results.length === 0 ? undefined : 'pass';
}

const ORDER = [...IMPACTS, 'unknown', 'pass', undefined] as const;

function weight(results: readonly LiveCheckResult[] | undefined): number {
  return results ? ORDER.indexOf(worst(results)) : ORDER.length;
}

function weightOfDomain({ report }: DomainNode): number {
  return weight(report && resultsOf([report]));
}

function impactWeight({ impact = 'medium' }: LiveCheckResult): number {
  return IMPACTS.indexOf(impact);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** "3 min ago" */
export function ageOf(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return vscode.l10n.t('just now');
  if (minutes < 60) return vscode.l10n.t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return vscode.l10n.t('{0} h ago', hours);
  const days = Math.floor(hours / 24);
  return days === 1 ? vscode.l10n.t('yesterday') : vscode.l10n.t('{0} days ago', days);
}
