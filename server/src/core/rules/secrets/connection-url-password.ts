import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import {
  connectionUrls,
  isLocalHost,
  kindOfScheme,
  type ConnectionUrl,
} from '../../secrets/connectionUrls.ts';
import { placeOf } from '../../place.ts';
import { impactInPlace } from '../../secrets/describe.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/connection-url-password',
  impact: 'blocker',
  stage: 'security',
  title: 'Password in a connection URL',
  why: 'The URL holds address, user and password together: whoever reads the file needs nothing else to connect.',
  triggers: ['://'],
  *check(document) {
    for (const url of document.parsed(connectionUrls)) {
      if (!isLocalHost(url.host) || mayBeUsedElsewhere(url, document)) yield finding(url, document);
    }
  },
});

function finding(url: ConnectionUrl, document: Document): RawFinding {
  const kind = kindOfScheme(url.scheme);
  if (!kind) throw new Error(`no kind for the scheme of a matched URL`);
  const range = { start: url.start, end: url.end };
  const local = isLocalHost(url.host);
  const remark = local
    ? ' The host is local, so this matters only if the password is used elsewhere too.'
    : '';
  return {
    range,
    secret: url.password,
    impact: impactOf(local, document),
    kind: `${url.scheme}-url`,
    message: `${kind.name} URL with a password in this file (${url.scheme}://…@${url.host}). Anyone who has it can ${kind.thief}. Change the password at ${url.host} and keep the URL in the environment.${remark}`,
    fix: offerMove(document, range, kind.variable),
  };
}

/** On the developer's own machine a password is a formality, unless it looks like one that was generated somewhere. */
function mayBeUsedElsewhere({ password }: ConnectionUrl, document: Document): boolean {
  const value = document.text.slice(password.start, password.end);
  return (
    placeOf(document.path) === 'product' &&
    value.length >= 12 &&
    /[0-9]/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value)
  );
}

function impactOf(local: boolean, document: Document): Impact {
  return local ? 'low' : impactInPlace('blocker', document.path);
}
