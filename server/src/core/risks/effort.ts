import { isApplicable, needsDecision, type Finding, type Fix } from '../finding.ts';
import { areaOf } from '../rule.ts';

/** From least to most. `one click` is a quick fix; `plan it` takes more than one release, or somebody else. */
export const EFFORTS = ['one click', 'minutes', 'an hour', 'plan it'] as const;

/** An estimate: for somebody who knows the product, without waiting for others. */
export type Effort = (typeof EFFORTS)[number];

export interface Estimate {
  readonly effort: Effort;
  /** What the estimate is based on, in a few words without a full stop. */
  readonly because: string;
}

/** How long it takes to mend one rule's findings, all of one cause or kind. */
export function estimate(ruleId: string, findings: readonly Finding[], places: number): Estimate {
  if (mustRotate(ruleId, findings)) return BY_RULE[ruleId] ?? ROTATION;
  if (findings.every(({ fixes }) => fixes.some((fix) => isAll(fix, ruleId)))) return QUICK_FIX;
  return forPlaces(BY_RULE[ruleId] ?? BY_AREA[areaOf(ruleId)] ?? UNKNOWN, places);
}

/** A name in a template is not yet a value in the environments. */
function isAll(fix: Fix, ruleId: string): boolean {
  const isStart = fix.kind === 'declare-variable' && ruleId !== 'env/missing-in-example';
  return isApplicable(fix) && !needsDecision(fix) && !isStart;
}

/** Whether a secret got out that opens something: taking it out of the files is not enough. */
export function mustRotate(ruleId: string, findings: readonly Finding[]): boolean {
  return OUT.has(ruleId) && findings.some(({ impact }) => impact !== 'low');
}

/** Rules by which somebody else may have a secret. Defaults and fallbacks are no such: everybody knew them from the start. */
const OUT: ReadonlySet<string> = new Set([
  'exposure/configuration-file',
  'exposure/env-file',
  'exposure/git-folder',
  'exposure/served-secret',
  'secrets/committed-env-file',
  'secrets/committed-key-file',
  'secrets/connection-url-password',
  'secrets/encoded-secret',
  'secrets/hard-coded-secret',
  'secrets/json-web-token',
  'secrets/known-credential',
  'secrets/plain-text-login',
  'secrets/private-key',
  'secrets/provider-token',
  'secrets/public-secret-variable',
  'secrets/secret-in-bundle',
  'secrets/secret-inlined-for-browsers',
]);

const QUICK_FIX: Estimate = { effort: 'one click', because: 'a quick fix does it' };
const ROTATION: Estimate = {
  effort: 'minutes',
  because: 'a new key at the provider, and its variable in the environment',
};
const UNKNOWN: Estimate = { effort: 'an hour', because: 'to read up on it, change it and try it' };

/** More places than that are no work of the same length any more. */
const MANY_PLACES = 10;

function forPlaces(base: Estimate, places: number): Estimate {
  const next = EFFORTS[EFFORTS.indexOf(base.effort) + 1];
  if (places <= MANY_PLACES || next === undefined) return base;
  return { effort: next, because: `${base.because}, at ${places} places` };
}

const TWO_RELEASES: Estimate = {
  effort: 'plan it',
  because: 'it takes two releases: one that stops using it, and one that changes it',
};
const NEW_ACCESS: Estimate = {
  effort: 'an hour',
  because: 'the rule itself is short, and somebody has to try who still gets in',
};
const EVERY_VALUE: Estimate = {
  effort: 'an hour',
  because: 'every secret in the file needs a new value, at each provider',
};
const ONE_HEADER: Estimate = {
  effort: 'minutes',
  because: 'one header or option, and one request to try it',
};

const NEW_PASSWORD: Estimate = {
  effort: 'minutes',
  because: 'a new password at the service, and its variable in the environment',
};

const BY_RULE: Readonly<Record<string, Estimate>> = {
  'env/no-validation': {
    effort: 'an hour',
    because: 'a check of all variables at startup has to be written',
  },
  'env/server-variable-in-client': { effort: 'an hour', because: 'the code has to move to the server' },
  'env/unset-secret-passes': { effort: 'minutes', because: 'one condition in the code' },
  'exposure/configuration-file': EVERY_VALUE,
  'exposure/env-file': EVERY_VALUE,
  'exposure/git-folder': EVERY_VALUE,
  'migrations/backfill-with-schema-change': { effort: 'an hour', because: 'the migration becomes two' },
  'migrations/dropped-column': TWO_RELEASES,
  'migrations/dropped-schema': TWO_RELEASES,
  'migrations/dropped-table': TWO_RELEASES,
  'migrations/edited-migration': {
    effort: 'an hour',
    because: 'the change goes into a new migration, and somebody looks at what production has',
  },
  'migrations/filter-without-index': { effort: 'minutes', because: 'one migration with one statement' },
  'migrations/foreign-key-without-index': { effort: 'minutes', because: 'one migration with one statement' },
  'migrations/policy-for-everyone': NEW_ACCESS,
  'migrations/renamed-column': TWO_RELEASES,
  'migrations/renamed-enum-value': TWO_RELEASES,
  'migrations/renamed-schema': TWO_RELEASES,
  'migrations/renamed-table': TWO_RELEASES,
  'migrations/rewriting-type-change': TWO_RELEASES,
  'migrations/rights-for-everyone': NEW_ACCESS,
  'migrations/small-primary-key': { effort: 'plan it', because: 'every row gets a wider key' },
  'migrations/superuser-role': NEW_ACCESS,
  'migrations/table-without-primary-key': { effort: 'plan it', because: 'every row gets a key' },
  'migrations/table-without-rls': NEW_ACCESS,
  'secrets/committed-env-file': EVERY_VALUE,
  'secrets/committed-key-file': {
    effort: 'an hour',
    because: 'a new pair of keys, and whoever knows the old one has to be told',
  },
  'secrets/connection-url-password': NEW_PASSWORD,
  'secrets/default-secret': {
    effort: 'minutes',
    because: 'a long random value in the environment; whoever is signed in may have to do so again',
  },
  'secrets/fallback-secret': { effort: 'minutes', because: 'the variable is set, and the fallback goes' },
  'secrets/hard-coded-secret': {
    effort: 'minutes',
    because: 'a new value where it opens something, and its variable in the environment',
  },
  'secrets/logged-secret': { effort: 'minutes', because: 'one line of the code for each' },
  'secrets/plain-text-login': NEW_PASSWORD,
  'secrets/private-key': {
    effort: 'an hour',
    because: 'a new pair of keys, and whoever knows the old one has to be told',
  },
  'secrets/secret-in-image': { effort: 'minutes', because: 'a build secret instead, and a new image' },
  'secrets/unignored-build-context': {
    effort: 'minutes',
    because: 'a line in .dockerignore, and a new image',
  },
};

const BY_AREA: Readonly<Record<string, Estimate>> = {
  caching: ONE_HEADER,
  config: { effort: 'minutes', because: 'a line of launch-ready.yaml' },
  cors: ONE_HEADER,
  dns: { effort: 'minutes', because: 'one record; it may take a day until everybody sees it' },
  drift: { effort: 'an hour', because: 'somebody has to find out which of the two is right' },
  edge: { effort: 'an hour', because: 'settings of the host, and a look at who still gets through' },
  email: { effort: 'minutes', because: 'one record; it may take a day until everybody sees it' },
  env: { effort: 'minutes', because: 'one line for each environment' },
  exposure: { effort: 'an hour', because: 'a rule of the server or a new deploy, and a request to try it' },
  headers: ONE_HEADER,
  migrations: { effort: 'an hour', because: 'a migration is rewritten and tried on a copy' },
  redirects: { effort: 'minutes', because: 'one rule of the host, and one request to try it' },
  secrets: { effort: 'minutes', because: 'the value moves to the environment' },
  suppressions: { effort: 'minutes', because: 'a reason in a comment' },
  tls: { effort: 'an hour', because: 'a certificate or the settings of the server' },
  uptime: { effort: 'an hour', because: 'somebody has to find out why' },
};
