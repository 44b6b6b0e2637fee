import { isFreeMail } from '../../email/senders/address.ts';
import { isExample } from '../../email/model.ts';
import { placeOf } from '../../place.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'email/free-mail-sender',
  impact: 'high',
  stage: 'security',
  title: 'Mail of the product from a free mail address',
  why: 'Nobody but the mailbox provider can publish SPF, DKIM and DMARC for gmail.com and its like, so mail that your servers send in their name is taken for forged, and lands in spam or is refused.',
  *check({ mail }) {
    for (const { address, domain, file, at, provider } of mail.senders) {
      if (!isFreeMail(domain) || isExample(file)) continue;
      if (placeOf(file) !== 'product' && !/(?:^|\/)\.?env/.test(file)) continue;
      // What their own servers send passes the checks, a few hundred messages a day.
      const isTheirs = provider !== undefined && OWN_SERVERS.get(provider)?.test(domain) === true;
      yield {
        file,
        at,
        kind: address,
        impact: isTheirs ? 'medium' : 'high',
        message: isTheirs
          ? `Mail comes from ${address}, a personal mailbox: its provider lets it send a few hundred messages a day, and customers can’t tell that it is yours. Send from an address at your own domain.`
          : `Mail comes from ${address}, and you can’t publish SPF, DKIM and DMARC records for ${domain}: receivers take it for forged. Send from an address at your own domain.`,
      };
    }
  },
});

const OWN_SERVERS: ReadonlyMap<string, RegExp> = new Map([
  ['google', /^(?:gmail|googlemail)\.com$/],
  ['microsoft', /^(?:outlook|hotmail|live|msn)\./],
  ['icloud', /^(?:icloud|me|mac)\.com$/],
  ['proton', /^(?:proton\.me|protonmail\.com|pm\.me)$/],
  ['fastmail', /^fastmail\.com$/],
]);
