/** The DMARC policy that holds for a domain (RFC 9989): its own, or that of the organization that it belongs to. */
import type { Verdict } from '../../check.ts';
import { parseDmarc, type DmarcPolicy, type DmarcRecord } from '../../email/records/dmarc.ts';
import { candidatesOf, recordsOf } from '../../email/records/kinds.ts';
import type { RecordProblem } from '../../email/records/problem.ts';
import type { DnsAnswer } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { onePerCode } from '../mailTransport/records.ts';
import { textsOf } from '../mailTransport/receiving.ts';

/** What stands at `_dmarc.` of a domain, or above it: the first of these that holds, so that one cause gives one finding. */
export type DmarcState =
  | { readonly is: 'unknown'; readonly failure: Failure | string }
  | { readonly is: 'none' }
  | { readonly is: 'near-miss'; readonly text: string }
  | { readonly is: 'several'; readonly texts: readonly string[] }
  | FoundDmarc;

export interface FoundDmarc {
  readonly is: 'record';
  /** The domain whose record it is. */
  readonly at: string;
  readonly isInherited: boolean;
  readonly text: string;
  readonly record: DmarcRecord;
}

export function dmarcStateOf({ domain, dmarc }: MailObservation): DmarcState {
  const own = dmarc.walk.find(({ at }) => at === domain);
  if (!own) return { is: 'unknown', failure: `nobody asked for the DMARC record of ${domain}` };
  const failure = unanswered(own.answer, `_dmarc.${domain}`);
  if (failure !== undefined) return { is: 'unknown', failure };
  const texts = textsOf(own.answer);
  const records = recordsOf('dmarc', texts);
  const [text] = records;
  if (records.length > 1) return { is: 'several', texts: records };
  if (text !== undefined) return foundAt(domain, text, false);
  const [near] = candidatesOf('dmarc', texts);
  return near ? { is: 'near-miss', text: near.text } : inherited(dmarc.walk.filter((step) => step !== own));
}

type Walk = MailObservation['dmarc']['walk'];

/**
 * RFC 9989 section 4.10: the record with the fewest labels, but for the marks that end an organization (`psd=n`) and a public suffix
 * (`psd=y`). Top levels count as suffixes alone, and hardly any has a record: a question about them may fail.
 */
function inherited(above: Walk): DmarcState {
  let organization: FoundDmarc | undefined;
  for (const { at, answer } of above) {
    const isTop = !at.includes('.');
    const failure = unanswered(answer, `_dmarc.${at}`);
    if (failure !== undefined) {
      if (isTop) continue;
      return { is: 'unknown', failure };
    }
    const [text, ...more] = recordsOf('dmarc', textsOf(answer));
    if (text === undefined || more.length > 0) continue;
    const found = foundAt(at, text, true);
    if (found.record.policy === undefined) continue;
    if (found.record.psd === 'y') return organization ?? found;
    if (!isTop) organization = found;
    if (found.record.psd === 'n') break;
  }
  return organization ?? { is: 'none' };
}

function foundAt(at: string, text: string, isInherited: boolean): FoundDmarc {
  return { is: 'record', at, isInherited, text, record: parseDmarc(text) };
}

/** Why a question has no answer: a failure of ours, or of the name servers. */
export function unanswered(answer: DnsAnswer | Failure, name: string): Failure | string | undefined {
  if (isFailure(answer)) return answer;
  if (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN') return undefined;
  return `the name servers answer ${answer.rcode} to the question for ${name}`;
}

/** What is asked of receivers for mail of the domain, with the test flag counted in. Undefined: no DMARC is applied. */
export function policyInForce({ isInherited, record }: FoundDmarc): DmarcPolicy | undefined {
  const policy = isInherited ? record.subdomainPolicy : record.policy;
  if (!record.isTesting || policy === undefined) return policy;
  return policy === 'reject' ? 'quarantine' : 'none';
}

/**
 * The domain that alignment is relaxed to (RFC 9989 section 4.10.2): the highest record of the walk. Without any, the domain that was
 * asked about.
 */
export function organizationOf(mail: MailObservation, observed: DomainObservation): string {
  const own = dmarcStateOf(mail);
  if (own.is === 'record' && own.record.psd === 'n') return own.at;
  const above = inherited(mail.dmarc.walk.filter(({ at }) => at !== mail.domain));
  if (above.is === 'record' && above.record.psd !== 'y') return above.at;
  return own.is === 'record' ? own.at : observed.domain;
}

/** What a check speaks of: each problem of the parser belongs to one. */
export type DmarcTopic = 'form' | 'addresses' | 'policy' | 'below' | 'testing' | 'obsolete' | 'public-suffix';

const TOPICS: Readonly<Record<string, DmarcTopic>> = {
  'empty-uri': 'addresses',
  'repeated-uri': 'addresses',
  'missing-mailto': 'addresses',
  'misspelt-mailto': 'addresses',
  'invalid-uri': 'addresses',
  'unsupported-uri': 'addresses',
  'blank-in-uri': 'addresses',
  'bad-percent-encoding': 'addresses',
  'unencoded-character': 'addresses',
  'policy-none': 'policy',
  'policy-none-without-reports': 'policy',
  'weaker-subdomain-policy': 'below',
  'weaker-nonexistent-policy': 'below',
  testing: 'testing',
  'obsolete-tag': 'obsolete',
  'obsolete-size': 'obsolete',
  'partial-policy': 'obsolete',
  'public-suffix': 'public-suffix',
};

/** The problems of one topic, with one of each kind. */
export function problemsOn(topic: DmarcTopic, record: DmarcRecord): readonly RecordProblem[] {
  return onePerCode(record.problems.filter(({ code }) => (TOPICS[code] ?? 'form') === topic));
}

/** The records that stand at the very domains that were looked at; what is inherited is told where it stands. */
export function ownRecords(
  observed: DomainObservation,
): readonly { readonly mail: MailObservation; readonly found: FoundDmarc }[] {
  return (observed.mail ?? []).flatMap((mail) => {
    const found = dmarcStateOf(mail);
    return found.is === 'record' && !found.isInherited ? [{ mail, found }] : [];
  });
}

export function dmarcLine(at: string, text: string): string {
  return `_dmarc.${at} TXT "${text}"`;
}

/** The record, and the place of a problem in it. */
export function placed(at: string, text: string, { start, end }: RecordProblem): readonly string[] {
  const part = text.slice(start, Math.min(end, start + 60));
  const isAll = start === 0 && end >= text.trimEnd().length;
  return [dmarcLine(at, text), ...(isAll ? [] : [`at character ${start + 1}: "${part}"`])];
}

export function unknownAt(host: string, failure: Failure | string): Verdict {
  return { host, unknown: failure };
}
