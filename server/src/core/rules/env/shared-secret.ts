import {
  hasTrait,
  limitedImpact,
  readersOf,
  stagedValues,
  writtenValue,
  type Stage,
  type StagedValue,
} from '../../env/judging/stagedValues.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/shared-secret',
  impact: 'high',
  stage: 'security',
  title: 'Secret shared by production and another environment',
  why: 'Whoever gets hold of a developer’s machine or of the test server, where far less care is taken, can sign in to production with what lies there.',
  *check({ env }, texts) {
    const groups = new Map<string, StagedValue[]>();
    for (const value of stagedValues(env, texts)) {
      if (value.stage === undefined || !isSecret(value)) continue;
      const text = writtenValue(value, texts);
      if (text === undefined || text.length < SHORTEST || MADE_OF_NAMES.test(text)) continue;
      const known = groups.get(text);
      if (known) known.push(value);
      else groups.set(text, [value]);
    }
    for (const values of groups.values()) {
      const production = values.filter(({ stage }) => stage === 'production');
      const others = values.filter((value) => isOther(value));
      // A live key where people develop is worse than the copy: env/live-key-in-development says so.
      if (production.length === 0 || others.every(isLiveKey)) continue;
      for (const value of production) yield finding(value, others);
    }
  },
});

/** Shorter ones are words: that they are the same is the least of it. */
const SHORTEST = 8;
/** `${OTHER}`, or a file: what is behind it may differ. `!!!SET …!!!` is what generators of projects replace. */
const MADE_OF_NAMES = /\$\{|\$\(|\{\{|^\.{0,2}\/|^!!!/;

function isSecret(value: StagedValue): boolean {
  const { declaration } = value;
  if (declaration.value.state !== 'set' || declaration.phase === 'build') return false;
  if (hasTrait(value, 'encrypted') || hasTrait(value, 'local-host') || hasTrait(value, 'test-key'))
    return false;
  const { isSecret: byName, isPublic } = readersOf(value);
  if (isPublic || IDENTIFIES.test(declaration.name)) return false;
  if (hasTrait(value, 'secret')) return true;
  return byName && !['url', 'number', 'boolean', 'email'].some((trait) => hasTrait(value, trait as 'url'));
}

/** Names of what is sent to browsers, or what tells accounts apart. */
const IDENTIFIES =
  /(?:^|_)(?:PUBLIC|PUBLISHABLE|ANON)(?:_|$)|(?:^|_)(?:DSN|ID|IDS|SITE_?KEY|CLIENT_ID|APP_ID|PROJECT_ID|HASH|VERSION|SHA|EMAIL|USER|USERNAME|HOST|DOMAIN|REGION|BUCKET|TEAM|ORG|ORGANIZATION)$/i;

function isOther({ stage, envFile }: StagedValue): boolean {
  if (stage === 'any') return envFile !== undefined;
  return stage !== 'production' && stage !== 'other';
}

function isLiveKey(value: StagedValue): boolean {
  return hasTrait(value, 'live-key') && value.stage !== 'any';
}

function finding(value: StagedValue, others: readonly StagedValue[]): PlacedFinding {
  const { file, declaration } = value;
  const [first] = others;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  const where = `${first?.file ?? ''}${more}`;
  return {
    file,
    at: declaration.at,
    kind: declaration.name,
    impact: impactOf(value, others),
    message: `${declaration.name} has the same value here, for production, as in ${where}${wordsFor(first?.stage)}. Whoever reads that file can use the secret in production. Make a new one for production.`,
    related: others.map((other) => ({
      file: other.file,
      at: other.declaration.at,
      message: `The same value${wordsFor(other.stage)}`,
    })),
  };
}

function wordsFor(stage: Stage | undefined): string {
  const words: Partial<Record<Stage, string>> = {
    development: ', for development',
    test: ', for tests',
    staging: ', for staging',
    preview: ', for previews',
  };
  return (stage && words[stage]) ?? '';
}

/**
 * What signs sessions, encrypts or opens the database opens production itself. Keys of other services are often shared; and a
 * plain `.env` may be production’s own.
 */
function impactOf(value: StagedValue, others: readonly StagedValue[]): Impact {
  if (!value.isCertain) return 'low';
  // A word that somebody chose is no secret anywhere: that it is used twice is the least of it.
  if (!hasTrait(value, 'secret') || others.every((other) => mayBeProductions(other, value))) return 'medium';
  return limitedImpact(value, OPENS_PRODUCTION.test(value.declaration.name) ? 'high' : 'medium');
}

/** A plain `.env`, unless git ignores it beside a file for production that is committed: then it is a developer’s. */
function mayBeProductions({ stage, envFile }: StagedValue, production: StagedValue): boolean {
  return stage === 'any' && !(envFile?.ignored === true && production.envFile?.ignored === false);
}

const OPENS_PRODUCTION =
  /(?:^|_)(?:JWT|SESSION|COOKIE|ENCRYPTION|ENCRYPT|SIGNING|SIGN|AUTH|NEXTAUTH|SECRET_KEY|SECRET_KEY_BASE|APP_KEY|APP_SECRET|MASTER|ADMIN|ROOT|SERVICE_ROLE|PRIVATE|PASSWORD|PASSWD|PASS|SALT|HMAC|DATABASE|DB|POSTGRES|POSTGRESQL|MYSQL|MONGO|MONGODB|MONGODB_URI|REDIS|DIRECT_URL|TOKEN_SECRET|STRIPE|PADDLE)(?:_|$)/i;
