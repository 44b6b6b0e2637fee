import { defineCheck, type CheckContext, type Verdict } from '../../check.ts';
import { caaNamesOf, isKnownAuthority, issuerLabel } from '../../live/tls/certificateIssuers.ts';
import { isForHost } from '../../live/tls/certificateNames.ts';
import { allowedAuthorities, caaOf, caaText, type CaaRecord } from '../../live/dns/caa.ts';
import { recordsOf } from '../../live/dns/names.ts';
import { dnsMend } from '../../live/mend.ts';
import { handshakesOf, type Seen } from '../../live/tls/hosts.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/caa-forbids-issuer',
  impact: 'high',
  stage: 'domain',
  title: 'CAA record that forbids the authority in use',
  why: 'The certificate works today, but its authority must refuse to renew it: the day it expires, the product is gone.',
  *check(observed, context) {
    const { domain, dns } = observed;
    const { wwwCaa } = dns;
    if (!isFailure(dns.caa)) {
      const judged = { host: domain, at: dns.caa.at, records: caaOf(observed) };
      yield* judgeHost(judged, observed, context);
    }
    // Where it is an alias, those of its target count; the domain's own are judged already.
    const own = recordsOf(wwwCaa, 'CAA').filter(({ name }) => isFailure(dns.caa) || name !== dns.caa.at);
    const [first] = own;
    const www = `www.${domain}`;
    if (first) yield* judgeHost({ host: www, at: first.name, records: own }, observed, context);
  },
});

interface JudgedHost {
  readonly host: string;
  readonly at: string;
  readonly records: readonly CaaRecord[];
}

function* judgeHost(
  { host, at, records }: JudgedHost,
  observed: DomainObservation,
  context: CheckContext,
): Iterable<Verdict> {
  if (records.length === 0) return;
  const seen = handshakesOf(observed)
    // Records of a name below it may say otherwise: only for the domain and its www are they known.
    .find((one) => one.host === host)
    ?.seen.filter((one) => isJudged(one))
    // For a wildcard the records of the name above it count.
    .filter(({ leaf }) => host === observed.domain || leaf.names.includes(host));
  const [one] = seen ?? [];
  if (!one) return;
  const { leaf } = one;
  // The domain and all names below it are often on one certificate: each has to be allowed.
  const kinds = host === observed.domain ? kindsOf(leaf.names, host) : [false];
  const where = host === observed.domain ? {} : { host };
  const isWildcard =
    kinds.find((kind) => mayNotIssue(one, allowedAuthorities(records, kind))) ?? kinds[0] ?? false;
  const allowed = allowedAuthorities(records, isWildcard);
  // What can't be read is a finding of its own.
  if (allowed?.length === 0) return;
  const evidence = [...records.map(caaText), `issuer: ${leaf.issuer}`];
  const label = issuerLabel(leaf.issuer);
  const names = namesOf(one, allowed);
  if (!allowed) {
    yield { ...where, pass: `The CAA records of ${at} let ${label} issue for ${host}.`, evidence };
  } else if (mayNotIssue(one, allowed)) {
    const who = allowed.filter((name) => name !== '').join(', ');
    yield {
      ...where,
      problem: `The certificate of ${host} is from ${label}, but the CAA records of ${at} let ${who === '' ? 'nobody' : `only ${who}`} issue${isWildcard ? ' wildcards' : ''}: the next renewal will fail.`,
      evidence,
      mend: dnsMend(
        `Add a CAA record for ${label}, or change to the authority that the records name.`,
        observed,
        context,
        names?.[0] === undefined
          ? []
          : [
              {
                kind: 'record',
                name: at,
                type: 'CAA',
                value: `0 ${isWildcard && hasWild(records) ? 'issuewild' : 'issue'} "${names[0]}"`,
              },
            ],
      ),
    };
  } else if (names) {
    yield { ...where, pass: `The CAA records of ${at} let ${label} issue for ${host}.`, evidence };
  } else {
    yield {
      ...where,
      unknown: `we don't know what CAA records call ${label}, which issued the certificate`,
      evidence,
    };
  }
}

/** Whether the names on the certificate are asked for as themselves, as a wildcard, or as both. */
function kindsOf(names: readonly string[], domain: string): readonly boolean[] {
  const isNamed = names.includes(domain);
  const isWild = names.includes(`*.${domain}`) || (!isNamed && isForHost(names, domain));
  return [...(isNamed ? [false] : []), ...(isWild ? [true] : [])];
}

function mayNotIssue(one: Seen, allowed: readonly string[] | undefined): boolean {
  if (!allowed || allowed.length === 0) return false;
  const names = namesOf(one, allowed);
  return (
    allowed.every((name) => name === '') ||
    (names && !allowed.some((name) => names.includes(name))) ||
    // Whoever issued it, it is none of those: we know what they call themselves.
    (!names && allowed.every((name) => name === '' || isKnownAuthority(name)))
  );
}

/** What CAA records call who issued the certificate, as far as it shows. */
function namesOf(one: Seen, allowed: readonly string[] | undefined): readonly string[] | undefined {
  const { issuer, issuerUrls } = one.leaf;
  return caaNamesOf(issuer) ?? namesInUrls(issuerUrls, allowed) ?? namesOfRoot(one, allowed);
}

/** Some authorities issue below the root of another, whose records then let them. */
function namesOfRoot(
  { observation: { trust } }: Seen,
  allowed: readonly string[] | undefined,
): readonly string[] | undefined {
  const names = isFailure(trust) || trust.root === undefined ? undefined : caaNamesOf(trust.root);
  return allowed?.some((name) => names?.includes(name)) ? names : undefined;
}

/** What no authority issued, nobody will renew. */
function isJudged({ observation: { trust }, leaf }: Seen): boolean {
  return !leaf.isSelfSigned && !isFailure(trust) && (trust.isTrusted || trust.problem === 'expired');
}

function hasWild(records: readonly CaaRecord[]): boolean {
  return records.some(({ tag }) => tag.toLowerCase() === 'issuewild');
}

/** An authority that is not in our table may show by the host of its own URLs: http://ca.example.net/r1.crt. */
function namesInUrls(
  urls: readonly string[],
  allowed: readonly string[] = [],
): readonly string[] | undefined {
  const found = allowed.filter(
    (name) =>
      name !== '' && urls.some((url) => new RegExp(`^https?://([^/]*\\.)?${escaped(name)}[:/]`).test(url)),
  );
  return found.length > 0 ? found : undefined;
}

function escaped(name: string): string {
  return name.replaceAll('.', String.raw`\.`);
}
