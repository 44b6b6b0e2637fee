import { defineCheck } from '../../check.ts';
import { cspPolicies, directiveSources } from '../../live/headers/cspPolicies.ts';
import { plainAddresses, type PlainAddress } from '../../live/exposure/styles.ts';
import { homePage } from '../../live/observatory/homePage.ts';
import { isFailure } from '../../observations/failure.ts';
import type { PageResource } from '../../observations/http.ts';

/** Browsers load these over HTTPS instead, or not at all; the others they block (W3C Mixed Content, sections 4 and 5). */
const UPGRADED: ReadonlySet<Plain['kind']> = new Set<Plain['kind']>(['image', 'media', 'other']);

export default defineCheck({
  id: 'exposure/mixed-content',
  impact: 'high',
  stage: 'security',
  title: 'Encrypted page that loads without encryption',
  why: 'Browsers block scripts and styles that come without encryption, so parts of the page are missing; images may be missing too.',
  *check(observed) {
    const home = homePage(observed);
    if (!home) return;
    if (isFailure(home)) {
      yield { unknown: home };
      return;
    }
    const page = observed.http?.page;
    if (!page || page.url.protocol !== 'https:') return;
    const plain = [
      ...page.resources
        .filter(({ url }) => url.protocol === 'http:' && !LOCAL.test(url.hostname))
        .map(({ kind, url }): Plain => ({ kind, href: url.href })),
      ...plainAddresses(observed, home.answer.body).filter(({ href }) => !LOCAL.test(hostOf(href))),
    ];
    const { enforced } = cspPolicies(home.answer, observed);
    const isUpgraded = directiveSources(enforced, 'upgrade-insecure-requests').length > 0;
    if (plain.length === 0 || isUpgraded) {
      yield {
        host: home.host,
        pass:
          isUpgraded && plain.length > 0
            ? `Browsers load everything on the page of ${home.host} by HTTPS (upgrade-insecure-requests).`
            : `The page of ${home.host} loads everything by HTTPS.`,
      };
      return;
    }
    const blocked = plain.filter(({ kind }) => !UPGRADED.has(kind));
    const [first] = blocked.length > 0 ? blocked : plain;
    if (!first) return;
    yield {
      host: home.host,
      problem:
        blocked.length > 0
          ? `${subject(first, home.host)} ${WORDS[first.kind] ?? `loads a ${first.kind}`} without encryption (${first.href}), which browsers block.`
          : `${subject(first, home.host)} loads ${first.href} without encryption; browsers ask for it by HTTPS, and show nothing where that fails.`,
      impact: blocked.length > 0 ? 'high' : 'medium',
      evidence: plain
        .slice(0, 30)
        .map(({ kind, href, where }) => `${kind}: ${href}${where === undefined ? '' : ` (in ${where})`}`),
      mend: {
        how: 'Write https:// in these addresses. “Content-Security-Policy: upgrade-insecure-requests” does it for all of them.',
      },
    };
  },
});

interface Plain {
  readonly kind: PageResource['kind'] | PlainAddress['kind'];
  readonly href: string;
  readonly where?: string;
}

const WORDS: Readonly<Partial<Record<Plain['kind'], string>>> = {
  object: 'loads an object',
  request: 'asks for data',
};

function subject({ where }: Plain, host: string): string {
  return where === undefined || where === 'the page' ? `The page of ${host}` : `The file ${where} of ${host}`;
}

function hostOf(href: string): string {
  return (/^\w+:\/\/([^/?#]*)/.exec(href)?.[1] ?? '').replace(/:\d+$/, '').toLowerCase();
}

/** What is left of development has a check of its own. */
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;
