import { defineCheck } from '../../check.ts';
import { withoutElements } from '../../live/exposure/markup.ts';
import { plainAddresses } from '../../live/exposure/styles.ts';
import { answerOf } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;
/** With a port, and in quotes: an address that a program uses. */
const IN_QUOTES =
  /["'`](https?|wss?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0):\d{2,5}(?:\/[^"'`\s<>]{0,200})?["'`]/gi;

export default defineCheck({
  id: 'exposure/localhost-address',
  impact: 'high',
  stage: 'deployment',
  title: 'Address of the developer’s machine in what is served',
  why: 'On every other machine nothing answers there: pictures, data or logins fail for everybody but you.',
  *check(observed) {
    const home = readHomePage(observed);
    const { http } = observed;
    if (!home || !http || LOCAL.test(home.host)) return;
    const loaded = [
      ...(http.page?.resources ?? []).map(({ url }) => url),
      ...(http.page?.forms ?? []).map(({ action }) => action),
    ].filter(({ hostname }) => LOCAL.test(hostname));
    if (loaded[0]) {
      yield {
        host: home.host,
        problem: `The page of ${home.host} uses ${loaded[0].href}, an address of the developer’s own machine, so it fails for every visitor.`,
        evidence: loaded.map(({ href }) => href),
        mend: { how: HOW },
      };
      return;
    }
    const inPage = addressesIn(withoutElements(home.answer.body, ['pre', 'code', 'textarea']));
    const scripts = http.assets.map((exchange) => addressesIn(answerOf(exchange)?.body ?? ''));
    const inScripts = scripts.flat();
    const requests = plainAddresses(observed, home.answer.body).filter(({ kind }) => kind === 'request');
    const asked = requests.find(({ href }) => inPage.includes(href) || inScripts.includes(href));
    if (asked) {
      yield {
        host: home.host,
        problem: `${asked.where === 'the page' ? `The page of ${home.host}` : `The file ${asked.where} of ${home.host}`} asks for data at ${asked.href}, an address of the developer’s own machine: it fails for every visitor.`,
        evidence: [...new Set([asked.href, ...inPage, ...inScripts])].slice(0, 10),
        mend: { how: HOW },
      };
      return;
    }
    const [first] = [...inPage, ...inScripts];
    if (first === undefined) return;
    // Libraries name such addresses too, for their own development.
    yield {
      host: home.host,
      problem: `${inPage.length > 0 ? `The page of ${home.host} names` : `The scripts of ${home.host} name`} ${first}, an address of the developer’s own machine; what is asked for there fails for every visitor.`,
      impact: inPage.length > 0 ? 'medium' : 'low',
      evidence: [...new Set([...inPage, ...inScripts])].slice(0, 10),
      mend: { how: HOW },
    };
  },
});

const HOW =
  'Take the address from a variable of the build (VITE_API_URL, NEXT_PUBLIC_API_URL …), set it for production, and build again.';

function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(IN_QUOTES)]
    .filter(({ index }) => !COMPARED.test(text.slice(Math.max(0, index - 100), index)))
    .map(([quoted]) => quoted.slice(1, -1));
}

/** `location.hostname === "localhost" ? "http://localhost:3000" : ""`: for the developer's machine alone. */
const COMPARED =
  /(?:[!=]==?\s*(["'`])(?:localhost|127\.0\.0\.1)\1|(["'`])(?:localhost|127\.0\.0\.1)\2\s*[!=]==?)[^;,}]*$/;
