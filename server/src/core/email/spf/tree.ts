/** What evaluating an SPF record costs, include by include: the limits of RFC 7208 section 4.6.4 count all of it together. */
import type { DnsAnswer, DnsExchange } from '../../observations/dns.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import { recordsOf } from '../records/kinds.ts';
import { lookupsOf, parseSpf, type SpfTerm } from '../records/spf.ts';

/** RFC 7208 section 4.6.4. */
export const MOST_LOOKUPS = 10;
export const MOST_VOIDS = 2;

export interface SpfNode {
  /** Lower case. */
  readonly domain: string;
  /** As it stands in the record above: "include:_spf.google.com". Absent: the domain's own record. */
  readonly term?: string;
  readonly state:
    | 'record'
    /** The name has no SPF record. */
    | 'none'
    /** There is no such name. */
    | 'missing'
    | 'several'
    /** DNS gave no answer. */
    | 'failed'
    /** The name is known only for a message. */
    | 'macro'
    /** It stands above itself already. */
    | 'loop'
    /** Nobody asked for it: an evaluation ended before. */
    | 'unasked';
  readonly text?: string;
  readonly failure?: Failure;
  /** Of its terms and of all below them; without the one that led here. */
  readonly lookups: number;
  readonly voids: number;
  /** Names whose lookups gave nothing, of its own terms. */
  readonly void: readonly string[];
  readonly children: readonly SpfNode[];
}

/** The tree of the record at `domain`, as far as its includes and redirects were asked for. */
export function spfTree(
  domain: string,
  texts: readonly string[],
  exchanges: readonly DnsExchange[],
): SpfNode {
  const answers = new Map(exchanges.map((one) => [`${one.type} ${one.name.toLowerCase()}`, one.outcome]));
  return nodeOf({ domain, above: [], texts, answers, budget: { nodes: MOST_NODES } });
}

/** Records that include each other many times would make a tree without end. */
const MOST_NODES = 200;

interface Place {
  readonly domain: string;
  readonly term?: string;
  readonly above: readonly string[];
  /** Of the domain itself; below it they come from the answers. */
  readonly texts?: readonly string[];
  readonly answers: ReadonlyMap<string, DnsAnswer | Failure>;
  /** How many nodes the whole tree may still get. */
  readonly budget: { nodes: number };
}

function nodeOf({ domain, term, above, texts, answers, budget }: Place): SpfNode {
  const place = { domain, ...(term === undefined ? {} : { term }) };
  const empty = { lookups: 0, voids: 0, void: [], children: [] };
  if (above.includes(domain)) return { ...place, ...empty, state: 'loop' };
  // More than this an evaluation never goes, and a name may lead on for ever.
  budget.nodes -= 1;
  if (above.length > MOST_LOOKUPS || budget.nodes < 0) return { ...place, ...empty, state: 'unasked' };
  const found = texts ?? textsIn(answers.get(`TXT ${domain}`));
  if (!Array.isArray(found)) return { ...place, ...empty, ...(found as Unread) };
  const records = recordsOf('spf', found as readonly string[]);
  const [text] = records;
  if (text === undefined) return { ...place, ...empty, state: 'none' };
  if (records.length > 1) return { ...place, ...empty, state: 'several', text };
  const terms = evaluated(parseSpf(text).terms);
  const children = terms.flatMap((one) =>
    leadsOn(one) && one.value !== undefined
      ? [
          one.hasMacro
            ? { domain: one.value, term: written(text, one), ...empty, state: 'macro' as const }
            : nodeOf({
                domain: plain(one.value),
                term: written(text, one),
                above: [...above, domain],
                answers,
                budget,
              }),
        ]
      : [],
  );
  const nothing = terms.flatMap((one) => voidName(one, domain, answers) ?? []);
  return {
    ...place,
    state: 'record',
    text,
    lookups: sum(terms.map(lookupsOf)) + sum(children.map(({ lookups }) => lookups)),
    voids: nothing.length + sum(children.map(({ voids }) => voids)),
    void: nothing,
    children,
  };
}

type Unread = Pick<SpfNode, 'state' | 'failure'>;

function textsIn(answer: DnsAnswer | Failure | undefined): readonly string[] | Unread {
  if (!answer) return { state: 'unasked' };
  if (isFailure(answer)) return { state: 'failed', failure: answer };
  if (answer.rcode === 'NXDOMAIN') return { state: 'missing' };
  if (answer.rcode !== 'NOERROR')
    return { state: 'failed', failure: { failed: 'protocol', detail: `the resolver says ${answer.rcode}` } };
  return answer.answers.flatMap((record) => (record.type === 'TXT' ? [record.text] : []));
}

/** What comes after `all` is never looked at, and a redirect only where there is none. */
function evaluated(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const all = terms.findIndex(({ kind, name }) => kind === 'mechanism' && name === 'all');
  if (all < 0) return terms;
  return terms.slice(0, all).filter(({ kind, name }) => !(kind === 'modifier' && name === 'redirect'));
}

function leadsOn({ kind, name }: SpfTerm): boolean {
  return (kind === 'mechanism' && name === 'include') || (kind === 'modifier' && name === 'redirect');
}

/** The name that a term asked for, where there is nothing. Addresses of an IPv4 sender. */
function voidName(
  { kind, name, value, hasMacro }: SpfTerm,
  domain: string,
  answers: Place['answers'],
): string | undefined {
  if (kind !== 'mechanism' || hasMacro) return undefined;
  const type = name === 'mx' ? 'MX' : name === 'a' || name === 'exists' ? 'A' : undefined;
  if (type === undefined) return undefined;
  const asked = value === undefined ? domain : plain(value);
  const answer = answers.get(`${type} ${asked}`);
  if (!answer || isFailure(answer)) return undefined;
  const isEmpty = answer.rcode === 'NXDOMAIN' || (answer.rcode === 'NOERROR' && !hasType(answer, type));
  return isEmpty ? asked : undefined;
}

function hasType({ answers }: DnsAnswer, type: string): boolean {
  return answers.some((record) => record.type === type);
}

function plain(value: string): string {
  return value.toLowerCase().replace(/\.$/, '');
}

function written(text: string, { at }: SpfTerm): string {
  return text.slice(at.start, at.end);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** A line for each include and redirect, below what it stands in, with what it costs: "  include:_spf.google.com  4 lookups". */
export function spfTreeLines(root: SpfNode): readonly string[] {
  const lines: string[] = [];
  const add = (node: SpfNode, depth: number): void => {
    const cost = depth === 0 ? node.lookups : node.lookups + 1;
    const told = `${cost} ${cost === 1 ? 'lookup' : 'lookups'}${TOLD[node.state]}`;
    lines.push(`${'  '.repeat(depth)}${node.term ?? node.domain}  ${told}`);
    for (const child of node.children) if (lines.length < MOST_LINES) add(child, depth + 1);
  };
  add(root, 0);
  return lines;
}

const MOST_LINES = 40;

const TOLD: Readonly<Record<SpfNode['state'], string>> = {
  record: '',
  none: ', no SPF record there',
  missing: ', no such name',
  several: ', several SPF records there',
  failed: ', no answer',
  macro: ', depends on the message',
  loop: ', leads back to itself',
  unasked: '',
};

/** Every node below the root, from the left. */
export function nodesBelow(root: SpfNode): readonly SpfNode[] {
  return root.children.flatMap((child) => [child, ...nodesBelow(child)]);
}
