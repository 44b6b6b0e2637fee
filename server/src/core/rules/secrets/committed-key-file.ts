import type { Impact, RawFinding } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import { placeOf } from '../../place.ts';
import { defineRule, type Context } from '../../rule.ts';
import { isRailsKey, keyFileSecrets, KEY_FILE_TRIGGERS, type KeyFileSecret } from '../../secrets/keyFiles.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/committed-key-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Key file in git',
  why: 'Files that hold keys and logins are made to stay on one machine. In a repository they are on every machine that ever cloned it.',
  triggers: KEY_FILE_TRIGGERS,
  always: isRailsKey,
  classes: ['source', 'keystore'],
  *check(document, context) {
    const place = placeOf(document.path);
    if (place === 'test' || place === 'example') return;
    if (document.text === '') {
      const container = containerFinding(document, context);
      if (container) yield container;
      return;
    }
    for (const secret of keyFileSecrets(document.path, document.text))
      yield finding(secret, place === 'docs');
  },
});

function finding(
  { range, secret, what, thief, remedy, impact, kind }: KeyFileSecret,
  docs: boolean,
): RawFinding {
  return {
    range,
    ...(secret ? { secret } : {}),
    impact: docs ? 'low' : impact,
    kind,
    message: `${what}. Anyone who has it can ${thief}. ${remedy}`,
  };
}

/** PKCS #12, Java keystores, password safes: what is in them is encrypted, so the name is all that tells. */
function containerFinding({ path }: Document, { facts }: Context): RawFinding | undefined {
  const name = nameOf(path);
  const tracked = facts.tracked[path];
  if (tracked === undefined || PUBLIC_CONTAINER.test(name)) return undefined;
  const safe = /\.kdbx$/i.test(name);
  const impact: Impact = tracked ? 'high' : 'medium';
  const what = safe ? 'a safe full of passwords' : 'a container for private keys';
  const thief = safe
    ? 'try passwords on it until it opens'
    : 'try passwords on it until it opens, and then sign or log in as you; the password is often in the same repository';
  const advice = tracked
    ? `Take it out of git with \`git rm --cached ${name}\` and replace the keys that are in it: the history keeps them.`
    : 'Add it to .gitignore before the next `git add .` commits it.';
  return {
    range: { start: 0, end: 0 },
    impact,
    kind: tracked ? 'tracked' : 'untracked',
    message: `${name} is ${what}, and ${tracked ? 'it is in git' : 'git does not ignore it'}. Anyone who has it can ${thief}. ${advice}`,
  };
}

/** Android's debug key is the same for everyone; trust stores hold certificates of others. */
const PUBLIC_CONTAINER =
  /^debug[\w.-]*\.(?:keystore|jks)$|trust|cacerts|\bca[._-]|[._-]ca\.|public|(?:^|[._-])(?:test|dummy|fake|sample|example|dev|localhost|selfsigned|self-signed)(?:[._-]|$)/i;
