import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { DnsAnswer, DnsRecord } from '../core/observations/dns.ts';
import { isFailure, type Failure } from '../core/observations/failure.ts';
import type { SpfQuestion, SpfVerdict } from '../core/observations/mail.ts';

/**
 * check_host() of RFC 7208, with all its limits, over the DNS of the question. A failure only where it was cancelled, or more was
 * asked than anybody may: what DNS does not say is a "temperror", as the RFC has it. Never rejects.
 */
export async function evaluateSpf(question: SpfQuestion): Promise<SpfVerdict | Failure> {
  const { ip, sender, helo, limits = { lookups: 10, voids: 2 } } = question;
  const asking = resolverOf(question);
  try {
    const answer = await loadSpf()({
      ip,
      sender,
      helo,
      // RFC 7208 section 7.3: who does not know its own name says so.
      mta: MTA,
      strict: true,
      maxResolveCount: limits.lookups,
      maxVoidCount: limits.voids,
      resolver: asking.resolve,
    });
    return asking.failure() ?? verdictOf(answer, question);
  } catch {
    return { failed: 'protocol', detail: 'the SPF record could not be evaluated' };
  }
}

/** `spf` of mailauth, as far as it is used. */
type Evaluate = (order: {
  readonly ip: string;
  readonly sender: string;
  readonly helo: string;
  readonly mta: string;
  readonly strict: true;
  readonly maxResolveCount: number;
  readonly maxVoidCount: number;
  readonly resolver: SpfResolver['resolve'];
}) => Promise<Answer>;

/** What mailauth 7.1 answers, as far as it is read. */
interface Answer {
  readonly status: { readonly result: SpfVerdict['result']; readonly comment?: string };
  readonly domain?: string;
  readonly lookups?: { readonly count: number; readonly void: number };
  readonly explanation?: string;
}

const MTA = 'unknown';

let evaluate: Evaluate | undefined;

/** Once, and not before there is something to evaluate: it takes some 30 ms. */
function loadSpf(): Evaluate {
  if (evaluate) return evaluate;
  const here = import.meta.url;
  const load = createRequire(here);
  // As a package while developing, as a bundle when packaged.
  const file = here.endsWith('.ts') ? 'mailauth/lib/spf/index.js' : fileURLToPath(new URL('./spf.cjs', here));
  evaluate = (load(file) as { readonly spf: Evaluate }).spf;
  return evaluate;
}

interface SpfResolver {
  readonly resolve: (name: string, type: string) => Promise<unknown[]>;
  /** Why nothing can be said, whatever came of it. */
  failure(): Failure | undefined;
}

/** Answers as `node:dns` gives them, and its errors. */
function resolverOf(question: SpfQuestion): SpfResolver {
  let ending: Failure | undefined;
  return {
    async resolve(name, type) {
      if (!isSendable(name)) throw coded('EBADNAME');
      const outcome = await question.resolve(name, type);
      if (isFailure(outcome)) {
        if (outcome.failed === 'cancelled' || outcome.failed === 'limit') ending ??= outcome;
        throw coded(outcome.failed === 'timeout' ? 'ETIMEOUT' : 'ECONNREFUSED');
      }
      return valuesOf(outcome, type);
    },
    failure: () => ending,
  };
}

/** RFC 1035 section 2.3.4. */
function isSendable(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  const sizes = labels.map((label) => Buffer.byteLength(label));
  return sizes.every((size) => size > 0 && size < 64) && sizes.reduce((sum, size) => sum + size + 1, 1) < 256;
}

/** Records of that type, at the end of whatever aliases there are. */
function valuesOf({ rcode, answers }: DnsAnswer, type: string): unknown[] {
  if (rcode === 'NXDOMAIN') throw coded('ENOTFOUND');
  if (rcode === 'REFUSED') throw coded('EREFUSED');
  if (rcode !== 'NOERROR') throw coded('ESERVFAIL');
  const values = answers.filter((record) => record.type === type).map(valueOf);
  if (values.length === 0) throw coded('ENODATA');
  return values;
}

function valueOf(record: DnsRecord): unknown {
  if (record.type === 'MX') return { exchange: record.exchange, priority: record.preference };
  if (record.type === 'TXT') return [readableText(record.text)];
  if (record.type === 'PTR') return record.target;
  return 'address' in record ? record.address : '';
}

/** RFC 7208 section 3.4 wants 450 bytes at most; whoever needs many times as many means to keep us busy. */
const LONGEST_TEXT = 8192;

function readableText(text: string): string {
  if (text.length > LONGEST_TEXT && /^v=spf1 /i.test(text))
    throw Object.assign(new Error('too long'), { spfResult: { error: 'permerror', text: TOO_LONG } });
  return text.slice(0, LONGEST_TEXT).replaceAll(DELIMITERS, hyphenLast);
}

const TOO_LONG = 'the record is too long';

/** The delimiters of a macro (RFC 7208 section 7.1) are a set: mailauth 7.1 takes a hyphen among them for a range. */
const DELIMITERS = /(%\{[a-z]\d{0,9}r?)([.+,/_=-]{2,7})(?=\})/gi;

function hyphenLast(_: string, macro: string, delimiters: string): string {
  const others = delimiters.replaceAll('-', '');
  return macro + others + (others === delimiters ? '' : '-');
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** For one line of a rejection; whoever writes more wants something else. */
const LONGEST_EXPLANATION = 500;

function verdictOf({ status, lookups, explanation }: Answer, question: SpfQuestion): SpfVerdict {
  return {
    result: status.result,
    reason: reasonOf(status, question),
    lookups: lookups?.count ?? 0,
    voids: lookups?.void ?? 0,
    ...(explanation !== undefined && { explanation: explanation.slice(0, LONGEST_EXPLANATION) }),
  };
}

function reasonOf({ result, comment = '' }: Answer['status'], question: SpfQuestion): string {
  const { ip, sender, helo } = question;
  const domain = sender === '' ? helo : sender.slice(sender.lastIndexOf('@') + 1);
  switch (result) {
    case 'pass':
      return `The SPF record of ${domain} lets ${ip} send.`;
    case 'fail':
      return `The SPF record of ${domain} forbids ${ip} to send.`;
    case 'softfail':
      return `The SPF record of ${domain} does not name ${ip}, and asks to treat its mail with suspicion.`;
    case 'neutral':
      return `The SPF record of ${domain} says nothing about ${ip}.`;
    case 'none':
      return `There is no SPF record for ${domain}.`;
    case 'permerror':
    case 'temperror':
      return problemOf(comment, question);
  }
}

/** Ends of mailauth's comments, and what they mean. */
const PROBLEMS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/Too many DNS requests$/, () => 'More terms of the record ask DNS than the ten that are allowed.'],
  [/Too many void DNS results$/, () => 'More than two terms of the record ask DNS for what is not there.'],
  [/the record is too long$/, () => 'The record is longer than anybody evaluates.'],
  [/multiple SPF records found for (\S+)$/, (match) => `${match[1]} has more than one SPF record.`],
  [/no SPF records found for (\S+)$/, (match) => `${match[1]} is referred to, and has no SPF record.`],
  [/invalid characters$/, () => 'The record has characters that are not ASCII.'],
  [/missing or invalid client IP address$/, () => 'That is no IP address.'],
  [/DNS timeout$/, () => 'DNS did not answer in time.'],
  [/DNS request refused by server\b.*$/, () => 'A DNS server refused to answer.'],
  [/: E(?:SERVFAIL|CONNREFUSED|REFUSED)$/, () => 'A DNS server failed to answer.'],
];

const MOST_OF_A_COMMENT = 200;

function problemOf(comment: string, { sender }: SpfQuestion): string {
  for (const [pattern, say] of PROBLEMS) {
    const match = pattern.exec(comment);
    if (match) return say(match);
  }
  const at = sender === '' ? -1 : comment.lastIndexOf(`${sender}: `);
  const rest = at < 0 ? comment.slice(comment.indexOf(': ') + 2) : comment.slice(at + sender.length + 2);
  return `The record can’t be evaluated: ${rest.slice(0, MOST_OF_A_COMMENT).replaceAll(/[^ -~]/g, '?')}.`;
}
