import { defineCheck } from '../../check.ts';
import { hostMend } from '../../live/redirects/mend.ts';
import { stepLine, stepsWhere } from '../../live/redirects/steps.ts';
import { previewHost } from '../../live/redirects/destinations.ts';

export default defineCheck({
  id: 'redirects/preview-host',
  impact: 'medium',
  stage: 'domain',
  title: 'Redirect to a host for trying things out',
  why: 'Visitors leave the product’s own name for a staging host or the platform’s: they see the wrong version, sign in to the wrong host, and share its links.',
  *check({ domain, http }, context) {
    if (!http) return;
    const [step] = stepsWhere(http, ({ to }) => to !== undefined && previewHost(to, domain) !== undefined);
    if (!step?.to) return;
    yield {
      host: step.from.hostname,
      problem: `${step.from.href} redirects to ${step.to.hostname}, a host for previews or of the platform, so visitors leave the product’s own name.`,
      evidence: [stepLine(step)],
      mend: {
        ...hostMend(step.to.hostname, domain, context),
        how: `Make ${domain} the main domain where the product runs, and set its public URL to https://${domain}.`,
      },
    };
  },
});
