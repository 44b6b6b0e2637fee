import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { matchTokens } from '../../secrets/matchTokens.ts';
import { isLocalHost, looksGenerated } from '../../secrets/passwords.ts';
import { isForDevelopment } from '../../secrets/reach.ts';
import { plainLogins, PLAIN_LOGIN_TRIGGERS, type PlainLogin } from '../../secrets/plainLogins.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/plain-text-login',
  impact: 'high',
  stage: 'security',
  title: 'Password in a command',
  why: 'A password in a script is read by everyone who reads the file, and often by everyone who lists the running programs.',
  triggers: PLAIN_LOGIN_TRIGGERS,
  *check(document) {
    for (const login of document.parsed(plainLogins)) {
      const range = { start: login.start, end: login.end };
      if (holdsKnownToken(login, document)) continue;
      yield {
        range,
        secret: range,
        impact: impactOf(login, document),
        kind: login.name.toLowerCase().replaceAll(' ', '-'),
        message: `${login.name} with a password in this file. Anyone who has it can ${login.thief}. Change the password and take it from the environment.`,
        fix: offerMove(document, range, login.variable),
      };
    }
  },
});

/** The token's own rule knows whose it is and where it is rotated. */
function holdsKnownToken({ start, end }: PlainLogin, document: Document): boolean {
  return document.parsed(matchTokens).some((token) => token.start < end && start < token.end);
}

/** Words that somebody typed are more often a sample than what a generator made. */
function impactOf({ host, password }: PlainLogin, { path }: Document): Impact {
  if (host !== '' && isLocalHost(host)) return 'low';
  // On a machine that only developers have, a password that somebody typed is a formality.
  if (!looksGenerated(password) && (isForDevelopment(path) || VIRTUAL_MACHINE.test(path))) return 'low';
  if (placeOf(path) !== 'product') return looksGenerated(password) ? 'medium' : 'low';
  return looksGenerated(password) ? 'high' : 'medium';
}

const VIRTUAL_MACHINE = /vagrant|virtualbox/i;
