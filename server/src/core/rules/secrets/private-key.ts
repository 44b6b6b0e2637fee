import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { BARE_KEY_TRIGGERS } from '../../secrets/bareKeys.ts';
import { privateKeys, type PrivateKey } from '../../secrets/privateKeys.ts';
import { isForDevelopment } from '../../secrets/reach.ts';
import { isInTestStack } from '../../secrets/testStack.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/private-key',
  impact: 'blocker',
  stage: 'security',
  title: 'Private key in the code',
  why: 'A private key proves an identity: a server, a signer of tokens, a person logging in over SSH. Whoever reads it can be that identity until the key is replaced.',
  triggers: [
    'private key',
    'private+key',
    'putty-user-key-file',
    '"kty',
    "'kty'",
    'kty:',
    ...BARE_KEY_TRIGGERS,
  ],
  *check(document) {
    for (const key of document.parsed(privateKeys)) yield finding(key, document);
  },
});

const NEW_PAIR = 'Make a new key pair, replace the public half where it is trusted, and delete this one.';

function finding(key: PrivateKey, document: Document): RawFinding {
  const range = { start: key.start, end: key.end };
  const tests =
    impactOf(key, document) !== 'low' && placeOf(document.path) === 'product'
      ? ''
      : ' A key made for tests is fine as long as nothing else trusts it.';
  const locked = key.encrypted ? ' It is protected by a passphrase, which can be guessed offline.' : '';
  return {
    range,
    secret: range,
    impact: impactOf(key, document),
    kind: key.kind,
    message: `${key.name} in this file. Anyone who has it can ${key.thief}.${locked} ${key.remedy ?? NEW_PAIR}${tests}`,
    ...(key.rotate ? { help: key.rotate } : {}),
    fix: offerMove(document, range, key.variable),
  };
}

/** By its name the key of a certificate for the developer's own machine. */
const FOR_ONE_MACHINE = /(?:^|[/._-])(?:localhost|snakeoil|self-?signed)[^/]{0,20}\.\w{2,5}$/i;

/** Keys made for tests are everywhere and open nothing. */
function impactOf(key: PrivateKey, document: Document): Impact {
  const { text, path } = document;
  if (isInTestStack(text, key, path) || FOR_ONE_MACHINE.test(path) || isForDevelopment(path)) return 'low';
  const place = placeOf(document.path);
  if (place === 'test') return 'low';
  if (place !== 'product') return 'medium';
  return key.encrypted ? 'high' : 'blocker';
}
