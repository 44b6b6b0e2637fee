import { defineCheck } from '../../check.ts';
import {
  entrance,
  hopLines,
  startOf,
  type Step,
  stepsOf,
  timedHopLines,
} from '../../live/redirects/chains.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/long-chain',
  impact: 'medium',
  stage: 'performance',
  title: 'Long chain of redirects',
  why: 'Every redirect costs a visitor a round trip before anything is shown, and search engines stop following after a few.',
  *check({ domain, http }) {
    if (!http) return;
    const judged = http.chains
      .filter(({ end }) => end === 'answer' || end === 'too-many')
      // What leads back to HTTP is told as that.
      .filter((chain) => !stepsOf(chain).some(isDowngrade))
      .map((chain) => ({ chain, count: stepsOf(chain).length, impact: impactOf(chain) }))
      .sort((a, b) => b.count - a.count);
    const worst = judged.find(({ impact }) => impact !== undefined);
    if (!worst?.impact) {
      const main = entrance(http, 'http:', domain);
      if (main?.end === 'answer')
        yield {
          pass: `${startOf(main)?.href ?? domain} leads to the page in few steps.`,
          evidence: timedHopLines(main),
        };
      return;
    }
    const start = startOf(worst.chain);
    const isEndless = worst.chain.end === 'too-many';
    yield {
      host: start?.hostname ?? domain,
      problem: isEndless
        ? `${start?.href ?? domain} redirects more than ${worst.count} times and hadn’t reached a page by then, so browsers and search engines may give up.`
        : `${start?.href ?? domain} redirects ${worst.count} times before anything is shown, so every such visit begins slowly.`,
      impact: worst.impact,
      evidence: hopLines(worst.chain),
      mend: {
        how: 'Let the first redirect lead to the last address, or at most to HTTPS on the same host and from there to the last address.',
      },
    };
  },
});

/** HTTPS on the same host first is what browsers prefer (hstspreload.org); one more step may follow it. */
function impactOf(chain: HttpChain): 'high' | 'medium' | 'low' | undefined {
  const steps = stepsOf(chain);
  const extra = steps.length - (isUpgrade(steps[0]) ? 1 : 0);
  if (chain.end === 'too-many') return 'high';
  if (extra <= 1) return undefined;
  // The home page's own step, to "/en" or "/login", is no matter of hosts.
  if (isEntrance(steps.at(-1)) && extra <= 2) return steps.length <= 2 ? undefined : 'low';
  return extra > 3 ? 'high' : 'medium';
}

function isUpgrade(step: Step | undefined): boolean {
  return (
    step?.to !== undefined &&
    step.from.protocol === 'http:' &&
    step.to.protocol === 'https:' &&
    step.from.hostname === step.to.hostname &&
    step.from.pathname === step.to.pathname
  );
}

function isDowngrade({ from, to }: Step): boolean {
  return from.protocol === 'https:' && to?.protocol === 'http:';
}

function isEntrance(step: Step | undefined): boolean {
  return step?.to !== undefined && step.from.origin === step.to.origin && step.from.pathname === '/';
}
