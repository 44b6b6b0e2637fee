import { defineCheck, type Problem } from '../../check.ts';
import { headerLine, headerText, isOk, mediaTypeOf, answerOf } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';
import type { HttpAnswer, HttpExchange, PageObservation } from '../../observations/http.ts';

export default defineCheck({
  id: 'headers/wrong-content-type',
  impact: 'high',
  stage: 'deployment',
  title: 'Content that browsers do not take for what it is',
  why: 'Browsers go by Content-Type: a page of another type is shown as text or downloaded, a script or style of another type is not used.',
  *check(observed) {
    const home = readHomePage(observed);
    const { http } = observed;
    if (!home || !http) return;
    const fault = faultOfPage(home.answer);
    if (fault)
      yield {
        host: home.host,
        kind: 'page',
        problem: `${home.host} ${fault}.`,
        evidence: [headerLine(home.answer, 'content-type')],
        mend: { how: 'Send “Content-Type: text/html; charset=utf-8” with pages.' },
      };
    for (const asset of http.assets) {
      const problem = faultOfAsset(asset, http.page);
      if (problem) yield { host: asset.url.hostname, kind: asset.url.pathname, ...problem };
    }
  },
});

const HTML = /^\s*(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype html|html)\b/i;

function faultOfPage(answer: HttpAnswer): string | undefined {
  if (!isOk(answer) || !HTML.test(answer.body.slice(0, 1000))) return undefined;
  const type = mediaTypeOf(answer);
  if (/^(?:text\/html|application\/xhtml\+xml|multipart\/x-mixed-replace)$/.test(type)) return undefined;
  if (type !== '')
    return `sends its page as ${type.slice(0, 60)}, so browsers ${/^text\/|json|javascript|xml$/.test(type) ? 'show its source' : 'download it'}`;
  return isNoSniff(answer)
    ? 'sends its page without a Content-Type and forbids to guess it (nosniff), so browsers show its source'
    : undefined;
}

/** HTML standard, "fetch a classic script"; Fetch standard, "should response to request be blocked due to nosniff". */
const SCRIPT =
  /^(?:text|application)\/(?:x-)?(?:java|ecma)script$|^text\/(?:javascript1\.[0-5]|jscript|livescript)$/;

function faultOfAsset(
  exchange: HttpExchange,
  page: PageObservation | undefined,
): Pick<Problem, 'problem' | 'impact' | 'evidence' | 'mend'> | undefined {
  const answer = answerOf(exchange);
  const { url } = exchange;
  const resource = page?.resources.find((one) => one.url.href === url.href);
  if (!answer || answer.status !== 200 || !resource) return undefined;
  // Sources are what a development server hands out: that is told once.
  if (/\.(?:[cm]?tsx?|jsx|vue|svelte)$/.test(url.pathname)) return undefined;
  const type = mediaTypeOf(answer);
  const { kind } = resource;
  if (kind !== 'script' && kind !== 'stylesheet') return undefined;
  const noun = kind === 'script' ? 'script' : 'stylesheet';
  const evidence = [`${url.href}: ${headerLine(answer, 'content-type')}`];
  if (type === 'text/html' && HTML.test(answer.body.slice(0, 1000)))
    return {
      problem: `The page of ${url.hostname} loads the ${noun} ${url.pathname}, and a page comes back: the file is missing, so part of the product does not work.`,
      impact: 'high',
      evidence,
      mend: {
        how: 'Deploy the file, and answer 404 where a file is missing: the rule that serves the page for every path should leave files out.',
      },
    };
  const isUsed = kind === 'script' ? SCRIPT.test(type) : type === 'text/css';
  if (isUsed || type === '' || !isNoSniff(answer)) return undefined;
  if (kind === 'script' && /^application\/(?:json|wasm|importmap\+json|speculationrules\+json)$/.test(type))
    return undefined;
  return {
    problem: `The ${noun} ${url.href} is sent as ${type.slice(0, 60)} with “nosniff”, so browsers do not use it.`,
    impact: 'high',
    evidence,
    mend: {
      how: `Send it with “Content-Type: ${kind === 'script' ? 'text/javascript' : 'text/css'}; charset=utf-8”.`,
    },
  };
}

/** The first value counts (Fetch standard, "determine nosniff"). */
function isNoSniff(answer: HttpAnswer): boolean {
  return headerText(answer, 'x-content-type-options')?.split(',')[0]?.trim().toLowerCase() === 'nosniff';
}
