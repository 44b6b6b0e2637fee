import { defineCheck, type CheckContext } from '../../check.ts';
import { stepLine, stepsWhere } from '../../live/redirects/steps.ts';
import { internalTarget, isGarbled } from '../../live/redirects/destinations.ts';

export default defineCheck({
  id: 'redirects/internal-destination',
  impact: 'blocker',
  stage: 'domain',
  title: 'Redirect to localhost or to an address of the server',
  why: 'Visitors are sent to their own machine, or to an address that no certificate is for: nobody but its developer sees the product.',
  *check({ domain, http }, context) {
    if (!http) return;
    for (const step of stepsWhere(
      http,
      ({ to }) => to !== undefined && internalTarget(to, domain) !== undefined,
    )) {
      const { from, to } = step;
      // A name that was put together wrongly is nobody's, and told by itself.
      if (!to || internalTarget(from, domain) || isGarbled(to, domain)) continue;
      const what = internalTarget(to, domain);
      yield {
        host: from.hostname,
        problem: `${from.href} redirects to ${to.href}: ${
          what === 'this-machine'
            ? 'that is each visitor’s own machine, so nobody sees the product.'
            : what === 'address'
              ? 'a bare address, for which browsers accept no certificate, and which visitors may not reach at all.'
              : 'a name that only your own network knows, so visitors get an error.'
        }`,
        evidence: [stepLine(step)],
        mend: {
          how: `Set the product’s public URL to https://${domain} where it runs${variableWords(context)}, and have the proxy pass the Host header on.`,
        },
      };
      // One setting is behind all of them.
      return;
    }
  },
});

/** What frameworks call their own public URL. */
function variableWords({ target, providers }: CheckContext): string {
  const names = new Set(
    Object.entries(VARIABLES)
      .filter(([framework]) => target.frameworks.some((each) => each.includes(framework)))
      .flatMap(([, variables]) => variables),
  );
  if (names.size === 0) return ' (often NEXTAUTH_URL, AUTH_URL, APP_URL, BASE_URL or SITE_URL)';
  const where = providers.host === 'vercel' ? ', in the project’s environment variables for Production' : '';
  return ` (${[...names].join(' or ')}${where})`;
}

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  next: ['NEXTAUTH_URL', 'AUTH_URL', 'NEXT_PUBLIC_APP_URL'],
  laravel: ['APP_URL'],
  rails: ['APP_HOST'],
  wordpress: ['WP_HOME', 'WP_SITEURL'],
};
