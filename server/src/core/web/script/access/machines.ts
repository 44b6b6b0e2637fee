/** Functions that machines call and that check it, and functions that answer with a cookie. */
import { OPEN_PAREN, STRING, WORD } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script.ts';
import {
  codeAt,
  endOf,
  isDot,
  isWord,
  partnerOf,
  startOf,
  startOfChain,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import type { Document } from '../../../source.ts';
import { spanOf, type Span } from '../../../span.ts';
import { spanOnLine } from './guards.ts';
import type { Part } from '../module.ts';

export function checksMachine(script: Script, { first, last }: Part): boolean {
  for (let at = first; at <= last; at++) {
    const code = codeAt(script, at);
    if (code === WORD) {
      const word = wordAt(script, at);
      if (MACHINE_CALLS.test(word)) return true;
      if (word === 'Webhook' && isWord(script, at - 1, 'new')) return true;
    } else if (code === STRING && MACHINE_HEADERS.test((stringAt(script, at) ?? '').slice(0, 40)))
      return true;
  }
  return false;
}

const MACHINE_CALLS =
  /^(?:constructEvent(?:Async)?|verify(?:Vercel|Qstash|QStash|Stripe|Webhook|GitHub|Github|Slack|Svix|Paddle|LemonSqueezy|Polar|Resend|Shopify|Twilio|Discord|Upstash)?(?:Webhook)?Signature(?:AppRouter|Edge)?|(?:verify|validate|unwrap)Webhook\w{0,20}|verifyKey|timingSafeEqual|CRON_SECRET|CRON_API_KEY|verifyCron\w{0,16})$/;
const MACHINE_HEADERS =
  /^(?:stripe-signature|svix-(?:id|signature)|webhook-(?:id|signature)|x-hub-signature(?:-256)?|x-slack-signature|x-signature|upstash-signature|paddle-signature|x-shopify-hmac-sha256|x-vercel-signature|x-twilio-signature|x-line-signature|x-github-event)$/i;

export function cookieIn(document: Document, script: Script, { first, last }: Part): Span | undefined {
  for (let at = first; at <= last; at++) {
    const code = codeAt(script, at);
    if (code === STRING && /^set-cookie$/i.test(stringAt(script, at) ?? ''))
      return spanOf(document, startOf(script, at) + 1, endOf(script, at) - 1);
    if (code !== WORD || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const word = wordAt(script, at);
    const isSet = word === 'set' && isCookies(script, at);
    if (!isSet && !(SETS_COOKIE.test(word) && !isWord(script, at - 1, 'function'))) continue;
    const start = startOf(script, startOfChain(script, at));
    return spanOnLine(document, start, endOf(script, at));
  }
  return undefined;
}

const SETS_COOKIE = /^(?:setCookie|setCookies|serializeCookie|setSessionCookie)$/;

/** `cookies().set(`, `(await cookies()).set(`, `response.cookies.set(`, `cookieStore.set(`; not those of a request. */
function isCookies(script: Script, at: number): boolean {
  if (!isDot(script, at - 1)) return false;
  const owner = at - 2;
  const name = wordAt(script, owner);
  if (name !== '') {
    if (!/cookie/i.test(name)) return false;
    return !isDot(script, owner - 1) || !/^(?:req|request|nextRequest)$/.test(wordAt(script, owner - 2));
  }
  const open = partnerOf(script, owner);
  const inner =
    wordAt(script, open - 1) || (isWord(script, open + 1, 'await') ? wordAt(script, open + 2) : '');
  return inner === 'cookies';
}

/** Names of wrappers and calls that let only machines in. */
export const IS_CALL_OF_MACHINE =
  /^(?:with|verify)(?:Cron|Qstash|QStash|Upstash|Webhook|Signature|Svix|Stripe)\w{0,30}$/;
