import { createLiteralMatcher } from '../../literalMatcher.ts';

/**
 * Whether a script has one of the words of which a server has one. What else is in its files is asked of those only: this is
 * asked of nearly every script, so the words are found in one pass, and looked at closely where they are parts of others.
 */
export function speaksOfServers(text: string): boolean {
  let speaks = false;
  MATCHER.scanText(text, (word, end) => {
    speaks = word < WORDS.length || CLOSELY.test(text.slice(Math.max(0, end - BEFORE), end + BEHIND));
    return speaks;
  });
  return speaks;
}

/** In lower case; one of them is enough, whatever stands around it. */
const WORDS: readonly string[] = [
  'cors',
  'access-control-',
  'access_control_',
  'cache-control',
  'cache_control',
  'express',
  'fastify',
  '@koa',
  'elysia',
  'itty-router',
  'yoga',
  'restify',
  'polka',
  '@controller',
  'app_guard',
  'useglobalguards',
  'setglobalprefix',
  'routerules',
  'createserver(',
  'onrequest(',
  'eventhandler(',
  'cachettl',
  'cacheeverything',
  'caches.default',
  'caches.open',
  'statuscode',
  'setheader',
  'writehead',
  'max-age',
  's-maxage',
  'sirv',
  'serve-static',
];

/** Parts of other words as well. */
const PARTS: readonly string[] = [
  'koa',
  'hono',
  'hapi',
  'oak',
  'deno.serve',
  'bun.serve',
  'serve(',
  'vary',
  'req',
];
const CLOSELY =
  /\b(?:koa|hono|hapi|oak)\b|\b(?:Deno|Bun)\.serve|\bserve\(|['"]vary['"]|\(\s{0,4}_?req\w{0,5}\b[^()]{0,60},\s{0,4}_?res/i;

/** What is looked at of a text on both sides of the end of a word, in UTF-16 units: the parameters of a handler fit in. */
const [BEFORE, BEHIND] = [24, 100];

const MATCHER = createLiteralMatcher([...WORDS, ...PARTS], { ignoreCase: true, inOrder: false });
