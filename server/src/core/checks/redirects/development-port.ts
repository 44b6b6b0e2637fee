import { defineCheck } from '../../check.ts';
import { followedChains } from '../../live/redirects/chains.ts';
import { stepLine, stepsWhere } from '../../live/redirects/steps.ts';
import { internalTarget } from '../../live/redirects/destinations.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'redirects/development-port',
  impact: 'high',
  stage: 'domain',
  title: 'Redirect to a port of the application',
  why: 'Firewalls of companies and hosts let only the usual ports through: many visitors see nothing, and the others have the port in every link that they share.',
  *check({ domain, http }) {
    if (!http) return;
    const steps = stepsWhere(
      http,
      ({ from, to }) =>
        to !== undefined &&
        from.port !== to.port &&
        !isUsual(to.port, to.protocol) &&
        !internalTarget(to, domain),
    );
    for (const step of steps) {
      const { from, to } = step;
      if (!to) continue;
      const outcomes = followedChains(http)
        .flatMap(({ hops }) => hops)
        .flatMap(({ url, outcome }) => (url.origin === to.origin ? [outcome] : []));
      const works = outcomes.some((outcome) => !isFailure(outcome));
      const dead = outcomes.find((outcome) => isFailure(outcome) && DEAD.has(outcome.failed));
      yield {
        host: from.hostname,
        problem: `${from.href} redirects to port ${to.port} (${to.href}), ${
          works
            ? 'so the port shows in every link, and strict firewalls keep visitors out.'
            : dead
              ? 'where nobody answers: visitors get an error instead of the product.'
              : 'which visitors can hardly reach.'
        }`,
        impact: works ? 'medium' : dead ? 'blocker' : 'high',
        evidence: [
          stepLine(step),
          ...(dead && isFailure(dead) && !works ? [`${to.origin} → ${dead.detail}`] : []),
        ],
        mend: {
          how: 'Have the proxy pass on the host and port that the visitor asked for (X-Forwarded-Host, X-Forwarded-Port; in nginx “port_in_redirect off”), and leave the port out of the product’s public URL.',
        },
      };
      return;
    }
  },
});

/** The connection was tried, and nothing came of it. */
const DEAD: ReadonlySet<string> = new Set(['refused', 'reset', 'timeout', 'unreachable', 'protocol']);

function isUsual(port: number, protocol: string): boolean {
  return port === (protocol === 'https:' ? 443 : 80);
}
