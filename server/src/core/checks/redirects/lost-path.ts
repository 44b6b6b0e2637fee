import { defineCheck, type Problem } from '../../check.ts';
import {
  endOf,
  entrance,
  hopLines,
  startOf,
  type Step,
  stepsOf,
  timedHopLines,
} from '../../live/redirects/chains.ts';
import { encryptionMend, hostMend } from '../../live/redirects/mend.ts';
import { isWrongTarget } from '../../live/redirects/destinations.ts';
import {
  lossAtTwin,
  stepThatDoublesPath,
  stepThatGluesPath,
  stepThatLosesPath,
} from '../../live/redirects/losses.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/lost-path',
  impact: 'high',
  stage: 'domain',
  title: 'Redirect that forgets the path',
  why: 'Every old link to a page inside the product ends somewhere else: people don’t find what they came for, and search engines drop the pages.',
  *check(observed, context) {
    const { domain, http } = observed;
    const deep = http?.deep;
    const start = deep && startOf(deep);
    if (!http || !deep || !start) return;
    const last = deep.hops.at(-1)?.outcome;
    if (last && isFailure(last) && deep.hops.length === 1) return yield { unknown: last };
    const glued = stepThatGluesPath(deep);
    if (glued) {
      yield gluedPath(glued, deep);
      return;
    }
    for (const chain of [deep, ...(http.twinDeep ? [http.twinDeep] : [])]) {
      const doubled = stepThatDoublesPath(chain);
      if (doubled) return yield doubledPath(doubled, chain);
    }
    const step = stepThatLosesPath(deep);
    const atTwin = step ? undefined : lossAtTwin(http, stepThatLosesPath);
    if (atTwin?.to && !isWrongTarget(atTwin.to, domain)) {
      const { from, to } = atTwin;
      yield {
        host: from.hostname,
        problem: `${from.href} redirects to ${to.href}: ${from.hostname} forgets the path, so every link to a page at ${from.hostname} ends there.`,
        evidence: hopLines(atTwin.chain),
        mend: hostMend(from.hostname, to.hostname, context, atTwin.answer),
      };
      return;
    }
    if (!step?.to) {
      if (endOf(deep) && stepsOf(deep).length > 0)
        yield { pass: `A link to ${start.pathname} keeps its path.`, evidence: timedHopLines(deep) };
      return;
    }
    const isOneSite = step.from.origin === step.to.origin;
    // A sign-in that stands in front of everything, or a target that is wrong whatever the path.
    if (isWrongTarget(step.to, domain) || (isOneSite && movesHome(observed))) return;
    yield {
      host: step.from.hostname,
      problem: isOneSite
        ? `${domain} redirects a path that it doesn’t have (${step.from.pathname}) to ${step.to.pathname} instead of answering 404, so people with a wrong link land there without a word.`
        : `${step.from.href} redirects to ${step.to.href}: the path is lost, so every link to a page inside the product ends there.`,
      impact: isOneSite ? 'low' : 'high',
      evidence: hopLines(deep),
      mend: isOneSite
        ? { how: 'Answer paths that don’t exist with status 404 and a page that helps on.' }
        : {
            ...encryptionMend(step.from.hostname, context, step.answer),
            how: 'Redirect to the same path and query on the new host, not to its home page.',
          },
    };
  },
});

function gluedPath({ from, to }: Step, chain: HttpChain): Problem {
  return {
    host: from.hostname,
    problem: `${from.href} redirects to ${to?.href ?? ''}: the slash between host and path is missing, so every link to a page inside the product ends at a name that is not yours.`,
    evidence: hopLines(chain),
    mend: {
      how: 'Write the slash where host and path are put together ($request_uri in nginx begins with one). Until then, whoever makes up a path makes up the name that your redirect leads to.',
    },
  };
}

function doubledPath({ from, to }: Step, chain: HttpChain): Problem {
  return {
    host: from.hostname,
    problem: `${from.href} redirects to ${to?.href ?? ''}: the path stands there twice, so every link to a page inside the product ends at an address that doesn’t exist.`,
    evidence: hopLines(chain),
    mend: {
      how: 'Put the path into the redirect once. In nginx $request_uri is path and query together, and a target that ends with it needs no second one; a panel or CDN rule that keeps the path adds it by itself.',
    },
  };
}

/** The home page leads on within its host, too. */
function movesHome({ domain, http }: DomainObservation): boolean {
  const chain = http && entrance(http, 'https:', domain);
  return chain !== undefined && stepsOf(chain).some(({ from, to }) => from.origin === to?.origin);
}
