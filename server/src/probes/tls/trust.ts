import { isIP } from 'node:net';
import type { TrustObservation } from '../../core/observations/tls.ts';
import type { Anchors } from './anchors.ts';
import type { Certificate } from './certificate.ts';
import { isSignedBy, type Verdict } from './signatures.ts';

/**
 * What a client that trusts the anchors makes of a chain, the server's own certificate first (RFC 5280 section 6, without
 * policies, and of name constraints those of DNS names). Names are not compared with the host.
 */
export function judgeTrust(chain: readonly Certificate[], anchors: Anchors, now: number): TrustObservation {
  const leaf = chain[0];
  if (!leaf) return { isTrusted: false, problem: 'other', path: [] };
  let best: Judged | undefined;
  for (const path of pathsOf(chain, anchors)) {
    const judged = judgePath(path, now);
    if (!best || judged.rank < best.rank) best = judged;
    if (judged.rank === 0) break;
  }
  if (!best) return untrusted(chain, leaf, anchors);
  return {
    isTrusted: best.problem === undefined,
    ...(best.problem && { problem: best.problem }),
    root: best.path.anchor.observation.subject,
    path: best.path.sent,
  };
}

/** Whoever signed a certificate: among those that were sent and those that are trusted. */
export function issuerOf(
  certificate: Certificate,
  chain: readonly Certificate[],
  anchors: Anchors,
): Certificate | undefined {
  const named = [...chain, ...anchors.named(certificate.issuerKey)].filter((each) =>
    couldHaveIssued(each, certificate),
  );
  return named
    .slice(0, MOST_STEPS)
    .find(({ publicKey }) => isSignedBy(certificate.signed, publicKey) === 'yes');
}

type Problem = NonNullable<TrustObservation['problem']>;

interface Path {
  /** Indexes into the chain. */
  readonly sent: readonly number[];
  readonly certificates: readonly Certificate[];
  /** Trusted. It may be the last of the certificates. */
  readonly anchor: Certificate;
}

/** Chains that servers send are four long; whoever sends hundreds under one name shall not have all ways tried. */
const MOST_STEPS = 64;
const LONGEST_PATH = 10;

/** Every way from the server's certificate to somebody trusted that names allow, the short ones first. */
function pathsOf(chain: readonly Certificate[], anchors: Anchors): readonly Path[] {
  const found: Path[] = [];
  let open: (readonly number[])[] = [[0]];
  let steps = 0;
  while (open.length > 0 && steps < MOST_STEPS) {
    const next: (readonly number[])[] = [];
    for (const sent of open) {
      if (++steps > MOST_STEPS) break;
      const certificates = sent.flatMap((index) => chain[index] ?? []);
      const last = certificates.at(-1);
      if (!last) continue;
      const own = anchors.named(last.subjectKey).find(({ publicKey }) => publicKey.equals(last.publicKey));
      if (own) found.push({ sent, certificates, anchor: own });
      for (const anchor of anchors.named(last.issuerKey))
        if (anchor !== own && couldHaveIssued(anchor, last)) found.push({ sent, certificates, anchor });
      if (sent.length >= LONGEST_PATH) continue;
      chain.forEach((each, index) => {
        if (!sent.includes(index) && next.length < MOST_STEPS && couldHaveIssued(each, last))
          next.push([...sent, index]);
      });
    }
    open = next;
  }
  return found;
}

/** By names, and by the numbers of keys where both give one. */
function couldHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
  if (issuer.subjectKey !== certificate.issuerKey) return false;
  const { keyId } = issuer.extensions;
  const { authorityKeyId } = certificate.extensions;
  return keyId === undefined || authorityKeyId === undefined || keyId === authorityKeyId;
}

interface Judged {
  readonly path: Path;
  readonly problem?: Problem;
  /** 0: trusted. A path that nobody signed is further from trust than one that is out of date. */
  readonly rank: number;
}

const ORDER: readonly Problem[] = [
  'expired',
  'not-yet-valid',
  'bad-signature',
  'not-an-authority',
  'name-constraints',
  'other',
];

function judgePath(path: Path, now: number): Judged {
  const problems = problemsOf(path, now);
  const problem = ORDER.find((each) => problems.has(each));
  if (!problem) return { path, rank: 0 };
  return { path, problem, rank: problems.size + (problems.has('bad-signature') ? 10 : 0) };
}

function problemsOf({ certificates, anchor }: Path, now: number): ReadonlySet<Problem> {
  const problems = new Set<Problem>();
  const isOwn = certificates.at(-1)?.publicKey.equals(anchor.publicKey) ?? false;
  const all = isOwn ? certificates : [...certificates, anchor];
  all.forEach((certificate, index) => {
    const { notBefore, notAfter, forServers } = certificate.observation;
    if (now > Date.parse(notAfter)) problems.add('expired');
    if (now < Date.parse(notBefore)) problems.add('not-yet-valid');
    const isRoot = certificate === anchor;
    // An authority that may only vouch for other things than servers; roots are trusted for what their list is for.
    if (forServers === false && !isRoot) problems.add('other');
    if (index > 0 && !isRoot && !mayIssue(certificate, index - 1)) problems.add('not-an-authority');
    if (index > 0 && !mayVouchFor(certificate, all[0])) problems.add('name-constraints');
    const issuer = all[index + 1];
    if (!issuer) return;
    const verdict: Verdict = isSignedBy(certificate.signed, issuer.publicKey);
    if (verdict === 'no') problems.add('bad-signature');
    if (verdict === 'cannot') problems.add('other');
  });
  return problems;
}

function mayIssue({ extensions }: Certificate, below: number): boolean {
  const { isAuthority, maySignCertificates, pathLength = Infinity } = extensions;
  return isAuthority && maySignCertificates && below <= pathLength;
}

/** A certificate with one name that is not allowed is refused for all (RFC 5280 section 6.1.3). */
function mayVouchFor({ extensions }: Certificate, leaf: Certificate | undefined): boolean {
  const { permitted, excluded } = extensions.nameConstraints ?? { permitted: [], excluded: [] };
  const names = (leaf?.extensions.names ?? []).filter((name) => isIP(name) === 0);
  return names.every(
    (name) =>
      (permitted.length === 0 || permitted.some((base) => isBelow(name, base))) &&
      !excluded.some((base) => isBelow(name, base)),
  );
}

/** Some write the base with a dot in front, by which they mean all names below it. */
function isBelow(name: string, base: string): boolean {
  return base === '' || name === base || name.endsWith(base.startsWith('.') ? base : `.${base}`);
}

/** Nothing that was sent leads to anybody trusted. */
function untrusted(chain: readonly Certificate[], leaf: Certificate, { own }: Anchors): TrustObservation {
  const path = wayUp(chain);
  const problem = ((): Problem => {
    if (leaf.subjectKey === leaf.issuerKey) return 'self-signed';
    const last = chain[path.at(-1) ?? 0] ?? leaf;
    const isIncomplete = last === leaf ? lacksIntermediate(leaf, own) : lacksAnother(last);
    return isIncomplete ? 'incomplete-chain' : 'unknown-root';
  })();
  return { isTrusted: false, problem, path };
}

/**
 * Servers don't send roots: a certificate whose issuer was not sent may lack an intermediate, or its issuer may be a root that
 * nobody trusts. Public authorities write into certificates where their issuer is to be had (CA/Browser Forum's Baseline
 * Requirements, section 7.1.2.7.7); of others only names tell.
 */
function lacksIntermediate({ observation }: Certificate, own: readonly string[]): boolean {
  const { issuer, issuerUrls } = observation;
  if (issuerUrls.length > 0) return true;
  if (/\broot\b/i.test(issuer)) return false;
  if (isIntermediateName(issuer)) return true;
  const known = new Set(own.flatMap(tellingWords));
  return tellingWords(issuer).some((word) => known.has(word));
}

/** Of an intermediate, the issuer is a root most of the time: its name has to say otherwise. */
function lacksAnother({ observation: { issuer, isSelfSigned } }: Certificate): boolean {
  return !isSelfSigned && !/\broot\b/i.test(issuer) && isIntermediateName(issuer);
}

function isIntermediateName(issuer: string): boolean {
  return PUBLIC_ISSUERS.test(issuer) || /\b(?:intermediate|issuing|subordinate|sub)\b/i.test(issuer);
}

/** Those whose roots everybody has, and who issue from intermediates alone (https://www.ccadb.org). */
const PUBLIC_ISSUERS =
  /let's encrypt|zerossl|digicert|geotrust|thawte|rapidssl|globalsign|sectigo|comodo|google trust services|\bamazon\b|godaddy|starfield|entrust|ssl\.com|ssl corp|certum|unizeto|buypass|actalis|harica|cloudflare|gandi|cpanel|trustasia|swisssign|telesec/i;

function tellingWords(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(
      (word) => word.length > 2 && !/^(?:root|authority|certificat\w+|tls|ssl|rsa|ecc|ecdsa)$/.test(word),
    );
}

/** As far as issuers were sent. */
function wayUp(chain: readonly Certificate[]): readonly number[] {
  const path = [0];
  for (let last = chain[0]; last && path.length < LONGEST_PATH;) {
    const current: Certificate = last;
    const next = chain.findIndex(
      (each, index) => !path.includes(index) && each !== current && couldHaveIssued(each, current),
    );
    if (next < 0) break;
    path.push(next);
    last = chain[next];
  }
  return path;
}
