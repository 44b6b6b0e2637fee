import { dmarcPolicyProblems, isPolicy } from './dmarcPolicy.ts';
import type { DmarcPolicy, DmarcRecord } from './dmarcRecord.ts';
import { dmarcTagProblems } from './dmarcTags.ts';
import type { RecordTag } from './problem.ts';
import { reportUris, type ReportUris } from './reportUris.ts';
import { tagNamed } from './tags.ts';
import { asFatal, onlyOther, SEPARATOR, tagRecord, type TagRecordKind } from './tagText.ts';

export type { DmarcPolicy, DmarcRecord } from './dmarcRecord.ts';

/** Never throws; takes time in proportion to the text. */
export function parseDmarc(text: string): DmarcRecord {
  const { tags, problems: found, readable } = tagRecord(text, DMARC);
  const rua = urisOf(readable, tags, 'rua');
  const ruf = urisOf(readable, tags, 'ruf');
  const policies = policiesOf(tags, rua.uris.length > 0);
  const isTesting = valueOf(tags, 't') === 'y';
  // What hides a policy is fatal, where nothing else keeps the record alive.
  const form = policies.policy === undefined ? asFatal(found) : found;
  const isPolicyHidden = form.some(
    ({ code, start }) =>
      code === 'colon-for-equals' && /(?:^|[;\s])p$/i.test(text.slice(Math.max(0, start - 2), start)),
  );
  const isCut = form.some((problem) => problem.code === SEPARATOR || problem.code === 'version-separator');
  const read = { text, tags, ...policies, isTesting, rua: rua.uris, ruf: ruf.uris };
  return {
    ...read,
    adkim: valueOf(tags, 'adkim') === 's' ? 's' : 'r',
    aspf: valueOf(tags, 'aspf') === 's' ? 's' : 'r',
    psd: psdOf(tags),
    ...percentOf(tags),
    problems: onlyOther([
      ...form,
      ...(isCut ? [] : [...rua.problems, ...ruf.problems]),
      ...dmarcTagProblems(read, isCut),
      ...dmarcPolicyProblems(read, isCut || isPolicyHidden),
    ]),
  };
}

const DMARC: TagRecordKind = {
  label: 'DMARC',
  version: 'DMARC1',
  brokenImpact: 'high',
  brokenEffect: 'Receivers find no DMARC record then, and anybody can send in the name of this domain.',
  known: ['v', 'p', 'sp', 'np', 'adkim', 'aspf', 'rua', 'ruf', 'fo', 'psd', 't', 'pct', 'rf', 'ri'],
  meant: {
    policy: 'p',
    pol: 'p',
    subdomainpolicy: 'sp',
    subdomain_policy: 'sp',
    percent: 'pct',
    percentage: 'pct',
  },
  allowsBlanks: true,
  ignoresCase: true,
};

/** Domains of the report addresses (`rua`, `ruf`), lower case, each once. */
export function reportDomains(dmarc: string): readonly string[] {
  const record = parseDmarc(dmarc);
  return [...new Set([...record.rua, ...record.ruf].map((uri) => uri.domain))];
}

function urisOf(text: string, tags: readonly RecordTag[], name: string): ReportUris {
  const tag = tagNamed(tags, name);
  // RFC 9989 section 4.7: receivers must support "mailto:", and skip what they don't support. None supports another.
  return tag ? reportUris(text, tag, { schemes: ['mailto'], hadSizes: true }) : { uris: [], problems: [] };
}

type Policies = Pick<DmarcRecord, 'policy' | 'subdomainPolicy' | 'nonexistentPolicy'>;

/** RFC 9989 section 4.10.1: one policy that can't be read makes all of them "none", or no DMARC at all. */
function policiesOf(tags: readonly RecordTag[], hasReports: boolean): Policies {
  const [p, sp, np] = ['p', 'sp', 'np'].map((name) => valueOf(tags, name));
  const isSound = isPolicy(p) && [sp, np].every((value) => value === undefined || isPolicy(value));
  if (!isSound) {
    const none: DmarcPolicy = 'none';
    return hasReports ? { policy: none, subdomainPolicy: none, nonexistentPolicy: none } : {};
  }
  const below = isPolicy(sp) ? sp : p;
  return { policy: p, subdomainPolicy: below, nonexistentPolicy: isPolicy(np) ? np : below };
}

function psdOf(tags: readonly RecordTag[]): 'y' | 'n' | 'u' {
  const value = valueOf(tags, 'psd');
  return value === 'y' || value === 'n' ? value : 'u';
}

function percentOf(tags: readonly RecordTag[]): { readonly percent?: number } {
  const value = valueOf(tags, 'pct') ?? '';
  return /^\d{1,3}$/.test(value) && Number(value) <= 100 ? { percent: Number(value) } : {};
}

function valueOf(tags: readonly RecordTag[], name: string): string | undefined {
  return tagNamed(tags, name)?.value.toLowerCase();
}
