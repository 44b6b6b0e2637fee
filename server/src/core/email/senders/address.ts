import { ownHost } from '../../live/candidates/strangers.ts';
import type { TextRange } from '../../finding.ts';

export interface FoundAddress extends TextRange {
  /** Lower case. */
  readonly address: string;
  readonly domain: string;
}

/** An address and nothing else, or one in angle brackets behind a name: `Shop <hello@shop.com>`. `start` is the text's place. */
export function addressIn(text: string, start: number): FoundAddress | undefined {
  if (text.length > 400) return undefined;
  const match = ALONE.exec(text) ?? NAMED.exec(text);
  const found = match?.[1];
  if (!match || found === undefined) return undefined;
  const address = found.toLowerCase();
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (!isSomebodys(address.slice(0, at), domain)) return undefined;
  const from = start + match.index + match[0].lastIndexOf(found);
  return { address, domain, start: from, end: from + found.length };
}

const ADDRESS = "[\\w.%+'-]{1,64}@(?:[A-Za-z\\d](?:[A-Za-z\\d-]{0,61}[A-Za-z\\d])?\\.){1,8}[A-Za-z]{2,63}";
const ALONE = new RegExp(`^\\s{0,20}(${ADDRESS})\\s{0,20}$`);
const NAMED = new RegExp(`<(${ADDRESS})>\\s{0,20}["']?\\s{0,20}$`);

/** Whether anything in a text could be one: a look that costs little. */
export const MAY_BE_ADDRESS = /[\w'+-]@[A-Za-z\d][\w-]{0,62}\./;

function isSomebodys(local: string, domain: string): boolean {
  if (FILL_IN.test(local)) return false;
  if (isFreeMail(domain)) return !FILL_IN_OF_FREE_MAIL.test(local.replace(/[._-]/g, ''));
  const host = ownHost(domain);
  return host !== undefined && host.kind !== 'platform';
}

/** What people write where an address belongs. */
const FILL_IN =
  /^(?:your?|my|dummy|fake|mock|test)[._-]|^your|^(?:you|me|user|username|example|test|tests|testing|foo|bar|baz|someone|somebody|anyone|name|xxx+|abc|john|jane|john[._-]?doe|jane[._-]?doe|sample|dummy|fake|mock|mailer-daemon|placeholder|changeme|alice|bob|git|null|undefined)\d{0,3}(?:[+].*)?$|example|placeholder|change-?me/;
const FILL_IN_OF_FREE_MAIL =
  /^(?:e?mail|sender|from|fromaddress|fromemail|emailfrom|emailaddress|account|admin|info|contact|hello|support|no-?reply|app|project|demo|my?app|company|store|shop|acme|address|gmail|outlook|smtp)\d{0,3}$|your|user|sender|example/;

/** Whether addresses there are given to anybody for nothing: nobody else can publish records for it. */
export function isFreeMail(domain: string): boolean {
  return (
    FREE_MAIL.has(domain) ||
    /^(?:yahoo|hotmail|live|outlook|gmx|web)\.(?:[a-z]{2,3}|co(?:m)?\.[a-z]{2})$/.test(domain)
  );
}

const FREE_MAIL = new Set(
  (
    'gmail.com googlemail.com yahoo.com ymail.com rocketmail.com aol.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com ' +
    'proton.me protonmail.com pm.me gmx.com gmx.net gmx.de web.de mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com sina.com ' +
    'zohomail.com tutanota.com tuta.com tuta.io fastmail.com hey.com t-online.de freenet.de orange.fr free.fr laposte.net wanadoo.fr ' +
    'libero.it seznam.cz wp.pl o2.pl naver.com daum.net rediffmail.com comcast.net verizon.net att.net'
  ).split(' '),
);
