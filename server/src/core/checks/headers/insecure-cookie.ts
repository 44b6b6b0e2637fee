import { getDomain } from 'tldts';
import { defineCheck } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import { cookieLines, type SetCookie } from '../../live/headers/cookieLines.ts';

interface Defect {
  readonly impact: Impact;
  /** Completes "The cookie x of y …". */
  readonly says: string;
}

export default defineCheck({
  id: 'headers/insecure-cookie',
  impact: 'high',
  stage: 'security',
  title: 'Cookie that others can read or use',
  why: 'Whoever has somebody’s session cookie is logged in as that person.',
  *check(observed) {
    const cookies = cookieLines(observed);
    let isFine = cookies.length > 0;
    for (const cookie of cookies) {
      const defects = [...defectsOf(cookie)];
      if (defects.length === 0) continue;
      isFine = false;
      const { name, host } = cookie;
      yield {
        host,
        kind: name,
        problem: `The cookie “${name}” of ${host} ${defects.map(({ says }) => says).join(', and ')}.`,
        impact: ORDER.find((impact) => defects.some((defect) => defect.impact === impact)) ?? 'low',
        evidence: [
          `${name}: ${[...cookie.attributes].map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join('; ')}`,
        ],
        mend: {
          how: cookie.isSession
            ? 'Set the cookie with Secure, HttpOnly and SameSite=Lax, for its own host alone.'
            : 'Set the cookie with Secure, and for a domain of your own.',
        },
      };
    }
    if (isFine)
      yield {
        pass: `The cookies of ${observed.domain} are protected.`,
        evidence: cookies.map(({ name }) => name),
      };
  },
});

const ORDER: readonly Impact[] = ['high', 'medium', 'low'];

function* defectsOf(cookie: SetCookie): Iterable<Defect> {
  const { attributes, host, isEncrypted, isSession } = cookie;
  const isSecure = attributes.has('secure');
  const domain = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  // What browsers keep, and what is wrong about it, is the one of HTTPS.
  if (cookie.twin && (!isSecure || cookie.twin.attributes.has('secure'))) {
    if (isSession && !isSecure && cookie.twin.attributes.has('secure'))
      yield { impact: 'low', says: 'is set without encryption before it is set with Secure over HTTPS' };
    return;
  }
  const broken = brokenPrefix(cookie, domain);
  if (broken) {
    yield { impact: 'medium', says: `is refused by browsers: ${broken}` };
    return;
  }
  if (domain !== '' && domain !== host && !isIpAddress(host)) {
    if (!host.endsWith(`.${domain}`))
      yield { impact: 'medium', says: `is refused by browsers: it is for ${domain}, another domain` };
    else if (isPublicSuffix(domain))
      yield {
        impact: 'medium',
        says: `is refused by browsers: ${domain} is a domain that everybody registers names in`,
      };
    else if (isSession) yield { impact: 'low', says: `is sent to every host of ${domain}` };
  }
  if (isEncrypted && !isSecure) {
    if (attributes.get('samesite')?.toLowerCase() === 'none')
      yield {
        impact: isSession ? 'high' : 'medium',
        says: 'is refused by browsers: SameSite=None needs Secure',
      };
    else if (isSession)
      yield {
        impact: 'high',
        says: 'is sent without encryption too (no Secure), where others on the network can read it',
      };
    else yield { impact: 'low', says: 'is sent without encryption too (no Secure)' };
  }
  if (cookie.length > LARGEST)
    yield { impact: 'medium', says: `is refused by browsers: it has more than ${LARGEST} bytes` };
  if (!isSession) return;
  if (!isEncrypted && !isSecure)
    yield {
      impact: 'medium',
      says: 'is set without encryption and without Secure, so that others on the network can read it',
    };
  if (!attributes.has('httponly'))
    yield { impact: 'high', says: 'can be read by any script on the page (no HttpOnly)' };
  if (!/^(?:lax|strict|none)$/i.test(attributes.get('samesite') ?? ''))
    yield { impact: 'low', says: 'leaves it to the browser whether other sites may use it (no SameSite)' };
}

/** Name and value together (RFC 6265bis, section 5.6). */
const LARGEST = 4096;

/** RFC 6265bis, section 4.1.3. */
function brokenPrefix({ name, attributes, isEncrypted }: SetCookie, domain: string): string | undefined {
  if (!/^__(?:Host|Secure)-/i.test(name)) return undefined;
  if (!attributes.has('secure') || !isEncrypted) return 'its name asks for Secure over HTTPS';
  if (!/^__Host-/i.test(name)) return undefined;
  if (domain !== '') return 'its name forbids a domain';
  return attributes.get('path') === '/' ? undefined : 'its name asks for Path=/';
}

/** A top-level domain that nobody registers names in (RFC 6761) is none. */
function isPublicSuffix(domain: string): boolean {
  return !domain.includes('.') || getDomain(domain, { allowPrivateDomains: true }) === null;
}

function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(host);
}
