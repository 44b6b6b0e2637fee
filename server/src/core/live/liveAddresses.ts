/** Where the workspace says that the product is, in places that its links and callbacks are made from. */
import type { CheckContext } from '../check.ts';
import type { DomainObservation } from '../observations/domain.ts';
import type { DeclaredDomain } from './declared.ts';
import { declaredFor } from './declaredAnswers.ts';

/** Of the domain and of others; empty where the workspace is about another product. */
export function liveAddresses(observed: DomainObservation, context: CheckContext): readonly DeclaredDomain[] {
  return (declaredFor(observed, context)?.domains ?? []).filter(isLiveAddress);
}

/** Places that links and callbacks are made from, or that name the one host. Servers and platforms name every host that they answer. */
function isLiveAddress({ source, environment, file }: DeclaredDomain): boolean {
  if (environment !== undefined && environment !== 'production') return false;
  // One machine's own settings say nothing of the product.
  if (source === 'env' && /(?:^|\/)\.env(?:\.\w+)?\.local$/.test(file)) return false;
  return SOURCES.has(source);
}

const SOURCES: ReadonlySet<string> = new Set([
  'env',
  'site-config',
  'metadata',
  'canonical',
  'sitemap',
  'robots',
  // GitHub Pages sends people from the other of apex and "www" to the host in it:
  // https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site
  'cname-file',
  // That of the configuration.
  'production',
]);
