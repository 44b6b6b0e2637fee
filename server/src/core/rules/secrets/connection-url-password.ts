import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { RawFinding, TextRange } from '../../finding.ts';
import { ANY_DATABASE, kindOfScheme, type ConnectionKind } from '../../secrets/connectionKinds.ts';
import { connectionStrings } from '../../secrets/connectionStrings.ts';
import { connectionUrls, mayHoldLogin, type ConnectionUrl } from '../../secrets/connectionUrls.ts';
import { impactInPlace } from '../../secrets/describe.ts';
import { matchTokens } from '../../secrets/matchTokens.ts';
import { isLocalHost, looksGenerated } from '../../secrets/passwords.ts';
import { placeOf } from '../../place.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/connection-url-password',
  impact: 'blocker',
  stage: 'security',
  title: 'Password in a connection URL',
  why: 'The URL holds address, user and password together: whoever reads the file needs nothing else to connect.',
  triggers: ['://', ':\\/\\/', 'password=', 'pwd=', '@tcp('],
  confirms: mayHoldLogin,
  *check(document) {
    for (const login of loginsIn(document)) {
      if (!isLocal(login) || mayBeUsedElsewhere(login, document)) yield finding(login, document);
    }
  },
});

/** What both ways of writing a login come to. */
interface Login extends TextRange {
  readonly kind: ConnectionKind;
  /** For the fingerprint: the scheme, or what stands for it. */
  readonly id: string;
  readonly host: string;
  readonly password: TextRange;
  /** As the message calls it: "PostgreSQL URL". */
  readonly name: string;
  /** Enough to recognise it: "postgres://…@db.tidepool.app". */
  readonly shown: string;
}

function* loginsIn(document: Document): Iterable<Login> {
  for (const url of document.parsed(connectionUrls)) {
    const kind = kindOfScheme(url.scheme);
    if (!kind || holdsKnownToken(url, document)) continue;
    const shown = `${url.scheme}://…@${url.host || '…'}`;
    yield { ...url, kind, id: `${url.scheme}-url`, name: `${kind.name} URL`, shown };
  }
  for (const string of document.parsed(connectionStrings)) {
    const name = 'Database connection string';
    yield { ...string, kind: ANY_DATABASE, id: 'connection-string', name, shown: `…@${string.host}` };
  }
}

function finding(login: Login, document: Document): RawFinding {
  const { kind, host, shown, name } = login;
  const range = { start: login.start, end: login.end };
  const local = isLocal(login);
  const where = host === '' ? '' : ` at ${host}`;
  const remark = local
    ? ' The host is local, so this matters only if the password is used elsewhere too.'
    : '';
  return {
    range,
    secret: login.password,
    impact: local || isMadeForTest(login, document) ? 'low' : impactInPlace('blocker', document.path),
    kind: login.id,
    message: `${name} with a password in this file (${shown}). Anyone who has it can ${kind.thief}. Change the password${where} and keep the URL in the environment.${remark}`,
    fix: offerMove(document, range, kind.variable),
  };
}

/** "token-to-remove" in the URL of a test: chosen words, and no generator. */
function isMadeForTest({ password }: Login, { path, text }: Document): boolean {
  return placeOf(path) === 'test' && !looksGenerated(text.slice(password.start, password.end));
}

/** "https://x-access-token:ghp_…@github.com": the token's own rule knows whose it is and where it is rotated. */
function holdsKnownToken({ scheme, password }: ConnectionUrl, document: Document): boolean {
  return (
    /^(?:git\+)?https?$/.test(scheme) &&
    document.parsed(matchTokens).some(({ start, end }) => start === password.start && end === password.end)
  );
}

function isLocal({ host }: Login): boolean {
  return host !== '' && isLocalHost(host);
}

/** On the developer's own machine a password is a formality, unless it looks like one that was generated somewhere. */
function mayBeUsedElsewhere({ password }: Login, document: Document): boolean {
  return (
    placeOf(document.path) === 'product' &&
    !DEVELOPMENT_STACK.test(document.path) &&
    looksGenerated(document.text.slice(password.start, password.end))
  );
}

/** Databases that are started for a developer or a test run, and reached from nowhere else. */
const DEVELOPMENT_STACK =
  /(?:^|\/)(?:docker-)?compose(?!.*prod)[^/]*\.ya?ml$|(?:^|\/)\.(?:ci|github|circleci|devcontainer|buildkite)\/|(?:^|\/)\.gitlab-ci\.yml$/;
