import { defineRule } from '../../rule.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import { isDeploymentManifest } from '../../secrets/deployment.ts';
import { fallbacksIn, type SecretFallback } from '../../secrets/secretFallbacks.ts';
import { matchTokens } from '../../secrets/matchTokens.ts';
import { mayNameSecret } from '../../secrets/namedValues.ts';
import { looksGenerated } from '../../secrets/passwords.ts';
import { isCommentedOut, reachIn, type Reach } from '../../secrets/reach.ts';
import type { Stake } from '../../secrets/stakes.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/fallback-secret',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret with a fallback in the code',
  why: 'When the variable is missing in production, nothing fails: the product runs with a secret that everyone who has read the code knows.',
  triggers: ['secret', 'passw', '_key', 'jwt', 'encryptionkey', 'signingkey'],
  confirms: mayNameSecret,
  *check(document) {
    // There the variable is the deployment's own: see secrets/default-secret.
    if (isDeploymentManifest(document)) return;
    const reachOf = reachIn(document);
    for (const fallback of fallbacksIn(document)) {
      const value = document.text.slice(fallback.start, fallback.end);
      if (isNoSecret(value, fallback) || belongsToOthers(fallback, value, document)) continue;
      if (isCommentedOut(document, fallback.start) || isInMessage(document, fallback)) continue;
      const reach = reachOf(fallback, fallback.name);
      if (reach !== 'never') yield finding(fallback, reach);
    }
  },
});

function finding({ name, stake, start, end }: SecretFallback, reach: Reach): RawFinding {
  const range = { start, end };
  const remark =
    reach === 'hardly'
      ? ' Its place, or the code round it, suggests that production never gets there: make sure of it.'
      : '';
  return {
    range,
    secret: range,
    impact: reach === 'hardly' ? 'low' : IMPACT_OF[stake],
    kind: name.slice(0, 80),
    message: `${messageOf(name, stake)}${remark}`,
  };
}

const IMPACT_OF: Readonly<Record<Stake, Impact>> = {
  signing: 'blocker',
  admin: 'blocker',
  guard: 'high',
  unknown: 'medium',
  service: 'low',
};

function messageOf(name: string, stake: Stake): string {
  const runs = `If ${name} is missing in production, the product starts anyway, with a value that everyone who has read this code knows.`;
  return `${runs} ${CONSEQUENCE[stake]}`;
}

const CONSEQUENCE: Readonly<Record<Stake, string>> = {
  signing:
    'They can forge sessions and tokens, or read what it encrypts. Let the start fail when the variable is missing.',
  admin: 'They can sign in with it. Let the start fail when the variable is missing.',
  guard: 'They can send requests that look like your own. Let the start fail when the variable is missing.',
  unknown: 'What that opens depends on what it protects. Let the start fail when the variable is missing.',
  service:
    'Mostly the login then just fails, and late; it is worse if the service really accepts it. Let the start fail when the variable is missing.',
};

/** Code in a string of code, told by the escaped quote: advice that is printed, a template that is written elsewhere. */
function isInMessage({ text, language }: Document, { start }: SecretFallback): boolean {
  return SCRIPTS.has(language) && text[start - 2] === '\\';
}

const SCRIPTS: ReadonlySet<Language> = new Set(SCRIPT_LANGUAGES);

/** Values that say that there is none, or are of another kind: paths, addresses, messages, names of other variables. */
function isNoSecret(value: string, { name, stake }: SecretFallback): boolean {
  // With a made-up key of somebody else's service nobody is let in, here or there.
  if (stake === 'service' && !/pass|pwd|pw$/i.test(name)) return true;
  if (stake !== 'signing' && value.startsWith('<')) return true;
  if (/[$%]?\{|\$\(|:\/\/|^:[a-z_]+$|^\.{0,2}\/|^\$|\.\.\.|…|\.(?:pem|key|json|ya?ml|crt|txt)$/.test(value))
    return true;
  if (
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) &&
    !/CHANGE|INSECURE|DEFAULT|DEV|REPLACE|YOUR/.test(value)
  )
    return true;
  if (/^(?:true|false|null|nil|undefined|none|auto|string|\d{1,3})$/i.test(value)) return true;
  if (/\s/.test(value) && /\b(?:required|missing|not|must|please|error|invalid|failed|is|are)\b/i.test(value))
    return true;
  return (stake === 'service' || stake === 'unknown') && BUILD_TIME.test(value);
}

/** What keeps a client's constructor quiet while the product is built: nobody is let in with it. */
const BUILD_TIME =
  /^[0x-]+$|placeholder|dummy|missing|unset|not[-_ ]?(?:set|configured|used|needed|provided|available)|unconfigured|^build|[-_]build|fake|mock|test|example|xxx|your|replace|todo|noop|n\/a|disabled|empty|unused|invalid|ignored|default|optional|undefined/i;

/** A real key of a provider, or a generated password of a service, is a leak wherever it stands: other rules say so. */
function belongsToOthers({ stake, start, end }: SecretFallback, value: string, document: Document): boolean {
  if (value.startsWith('eyJ') || value.startsWith('-----BEGIN')) return true;
  if (stake === 'service' && looksGenerated(value)) return true;
  return (
    value.length >= 16 && document.parsed(matchTokens).some((token) => token.start < end && token.end > start)
  );
}
