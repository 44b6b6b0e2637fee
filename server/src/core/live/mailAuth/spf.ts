/** What the checks of SPF share: the record, the first thing that breaks it, and what the providers in use need. */
import type { CheckContext, Mend } from '../../check.ts';
import { includesOf, mailProvider, type MailProvider } from '../../email/providers/table.ts';
import { candidatesOf, mailRecordProblems, recordsOf } from '../../email/records/kinds.ts';
import type { RecordProblem } from '../../email/records/problem.ts';
import { MOST_LOOKUPS, nodesBelow, spfTree, type SpfNode } from '../../email/spf/tree.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { mxRecordsOf } from '../mailTransport/mx.ts';
import { receiverOf, RECEIVERS } from '../mailTransport/receivers.ts';
import { textsOf } from '../mailTransport/receiving.ts';
import { dnsMend } from '../mend.ts';

/** What stands at a domain: the first of these that holds, so that one cause gives one finding. */
export type SpfState =
  | { readonly is: 'unknown'; readonly failure: Failure }
  | { readonly is: 'none' }
  | { readonly is: 'near-miss'; readonly text: string }
  | { readonly is: 'several'; readonly texts: readonly string[] }
  | { readonly is: 'malformed'; readonly text: string; readonly problems: readonly RecordProblem[] }
  | { readonly is: 'record'; readonly text: string; readonly tree: SpfNode };

export function spfStateOf(mail: MailObservation): SpfState {
  const { txt, domain } = mail;
  if (isFailure(txt)) return { is: 'unknown', failure: txt };
  if (txt.rcode !== 'NOERROR' && txt.rcode !== 'NXDOMAIN')
    return {
      is: 'unknown',
      failure: { failed: 'protocol', detail: `the resolver says ${txt.rcode} about TXT of ${domain}` },
    };
  const texts = textsOf(txt);
  const records = recordsOf('spf', texts);
  const [text] = records;
  if (text === undefined) {
    const [near] = candidatesOf('spf', texts);
    return near ? { is: 'near-miss', text: near.text } : { is: 'none' };
  }
  if (records.length > 1) return { is: 'several', texts: records };
  // The limit of lookups is judged with all that the record includes.
  const broken = problemsAt(mail, text).filter(({ isFatal, code }) => isFatal && code !== 'too-many-lookups');
  if (broken.length > 0) return { is: 'malformed', text, problems: broken };
  return { is: 'record', text, tree: spfTree(domain, texts, mail.spf?.exchanges ?? []) };
}

/** All that its parser says of the record, with how it was published. */
export function problemsAt({ txt }: MailObservation, text: string): readonly RecordProblem[] {
  const strings = isFailure(txt)
    ? []
    : txt.answers.flatMap((one) => (one.type === 'TXT' && one.text === text ? one.strings : []));
  return mailRecordProblems('spf', text, {
    longestString: Math.max(0, ...strings.map(({ length }) => length)),
  });
}

/** Below the record: what an evaluation breaks at. */
export interface BrokenInclude {
  readonly node: SpfNode;
  readonly kind: 'missing' | 'none' | 'several' | 'loop' | 'malformed';
  readonly problem?: RecordProblem;
}

export function brokenIncludes(tree: SpfNode): readonly BrokenInclude[] {
  const told = new Set<string>();
  return nodesBelow(tree).flatMap((node): readonly BrokenInclude[] => {
    // One name has one cause, however often it is included.
    const key = `${node.domain} ${node.state}`;
    if (told.has(key)) return [];
    told.add(key);
    const { state, text } = node;
    if (state === 'missing' || state === 'none' || state === 'several' || state === 'loop')
      return [{ node, kind: state }];
    if (state !== 'record' || text === undefined) return [];
    const problem = mailRecordProblems('spf', text).find(
      ({ isFatal, code }) => isFatal && code !== 'too-many-lookups',
    );
    return problem ? [{ node, kind: 'malformed', problem }] : [];
  });
}

/** A record with what is to be added, before its end: a second record would break both. */
export function merged(text: string, terms: readonly string[]): string {
  const added = terms.filter((term) => !text.toLowerCase().split(/\s+/).includes(term));
  if (added.length === 0) return text;
  return text.replace(/^\S+/, (version) => `${version} ${added.join(' ')}`);
}

/** A record for a domain that has none: with what the providers in use need, and those who have its mailboxes. */
export function firstRecord(providers: readonly string[], mail: MailObservation): string {
  const includes = providers.flatMap((key) => includeAtDomain(mailProvider(key)) ?? []);
  const hosts = mxRecordsOf(mail).flatMap(({ exchange }) => (exchange === '' ? [] : [exchange]));
  // Hosts of such providers receive alone: others send for them.
  const mailboxes = hosts.flatMap((host) => RECEIVERS[receiverOf(host) ?? '']?.spf?.[0] ?? []);
  const terms = [...includes, ...mailboxes.map((name) => `include:${name}`)];
  return [
    'v=spf1',
    ...(hosts.length > 0 && terms.length === 0 ? ['mx'] : []),
    ...new Set(terms),
    '~all',
  ].join(' ');
}

/** One of the records of the tree lets the provider send. */
export function isNamedIn(tree: SpfNode, provider: MailProvider): boolean {
  const names = includesOf(provider);
  return [tree, ...nodesBelow(tree)].some(({ text = '' }) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .some((term) => names.includes(term.replace(/^[+?~]?(?:include:|redirect=)/, ''))),
  );
}

/** The providers in use whose mail bounces elsewhere than to the domain, where they are all like that and there are some. */
export function bouncingElsewhere(providers: readonly string[]): readonly MailProvider[] {
  const known = providers.flatMap((key) => mailProvider(key) ?? []);
  const isSure =
    known.length === providers.length &&
    known.every(({ returnPath, bouncesToVerified }) => returnPath !== 'domain' && !bouncesToVerified);
  return isSure ? known : [];
}

/** "include:…" of a provider whose mail comes back to the domain itself. */
export function includeAtDomain(provider: MailProvider | undefined): string | undefined {
  return provider?.include !== undefined && provider.returnPath === 'domain'
    ? `include:${provider.include}`
    : undefined;
}

export function spfMend(
  how: string,
  value: string | undefined,
  { domain }: MailObservation,
  observed: DomainObservation,
  context: CheckContext,
): Mend {
  return dnsMend(
    how,
    observed,
    context,
    value === undefined ? [] : [{ kind: 'record', name: domain, type: 'TXT', value }],
  );
}

export function isOverLimit({ lookups }: SpfNode): boolean {
  return lookups > MOST_LOOKUPS;
}
