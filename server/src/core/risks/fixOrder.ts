import { areaOf } from '../rule.ts';
import type { Finding } from '../finding.ts';
import { mustRotate } from './effort.ts';

/** What has to happen before what. In this order; what must be fixed goes through all of them before what can wait. */
export const PHASES = [
  'rotate',
  'close',
  'announce',
  'set',
  'migrate',
  'add',
  'change',
  'build',
  'retire',
  'tidy',
] as const;

export type Phase = (typeof PHASES)[number];

/** What is done in a phase, and why not earlier or later. */
export const PHASE_TEXTS: Readonly<Record<Phase, { readonly title: string; readonly why: string }>> = {
  rotate: {
    title: 'Rotate what may be known',
    why: 'Somebody may have a copy already. Taking a key out of the code does not make it worthless, a new one does. Put the new value into the environment at once.',
  },
  close: {
    title: 'Close what is open',
    why: 'Anybody can use it as soon as it is live, and mending it needs nothing else.',
  },
  announce: {
    title: 'Change what takes time to spread',
    why: 'Name servers and mail receivers remember the old answer for up to a day: start early.',
  },
  set: {
    title: 'Set the variables',
    why: 'They have to be there before the code that reads them is deployed, or it fails.',
  },
  migrate: {
    title: 'Mend the migrations that have not run',
    why: 'A migration can be changed only until it has run. What adds to the database comes before the code that uses it.',
  },
  add: {
    title: 'Add migrations',
    why: 'What is in the database already is changed by new migrations, one thing in each, and never by editing old ones.',
  },
  change: {
    title: 'Change the code and its settings',
    why: 'The new values are in place by now, so that this can be deployed.',
  },
  build: {
    title: 'Build the images again',
    why: 'An image keeps what it was built from: it comes after the changes above.',
  },
  retire: {
    title: 'Drop and rename in a later release',
    why: 'The release that runs during the deploy must not need it any more.',
  },
  tidy: { title: 'Tidy up', why: 'Nothing else depends on it.' },
};

/** The phases in which a rule's findings have work, first to last. */
export function phasesOf(ruleId: string, findings: readonly Finding[]): readonly Phase[] {
  if (SET_BEFORE_CHANGE.has(ruleId)) return ['set', 'change'];
  const last = BY_RULE[ruleId] ?? BY_AREA[areaOf(ruleId)] ?? 'change';
  return mustRotate(ruleId, findings) ? ['rotate', last] : [last];
}

/** The variable has to be set everywhere before the code may insist on it. */
const SET_BEFORE_CHANGE: ReadonlySet<string> = new Set([
  'env/unset-secret-passes',
  'secrets/fallback-secret',
]);

/** What is done in the last phase of a rule that has more than one. */
export function lastStepOf(ruleId: string): string {
  return LAST_STEPS[ruleId] ?? 'take the old value out of the files.';
}

const LAST_STEPS: Readonly<Record<string, string>> = {
  'env/unset-secret-passes': 'let the code refuse when the variable is missing.',
  'exposure/configuration-file': 'stop serving the file.',
  'exposure/env-file': 'stop serving the file.',
  'exposure/git-folder': 'stop serving the folder.',
  'secrets/committed-env-file': 'take the file out of git.',
  'secrets/committed-key-file': 'take the file out of git.',
  'secrets/fallback-secret': 'take the fallback out of the code.',
  'secrets/private-key': 'take the old key out of git.',
};

const BY_RULE: Readonly<Record<string, Phase>> = {
  'caching/data-shared-between-users': 'close',
  'caching/shared-cookie': 'close',
  'caching/shared-page-with-cookie': 'close',
  'caching/shared-private-answer': 'close',
  'caching/shared-private-endpoint': 'close',
  'cors/credentials-for-every-origin': 'close',
  'cors/open-private-endpoint': 'close',
  'env/boolean-from-text': 'change',
  'env/computed-public-name': 'change',
  'env/laravel-env-outside-config': 'change',
  'env/lower-case-name': 'tidy',
  'env/missing-in-example': 'tidy',
  'env/no-validation': 'change',
  'env/server-variable-in-client': 'change',
  'env/shadowed-value': 'tidy',
  'env/space-around-equals': 'tidy',
  'env/undefined-in-template': 'change',
  'env/unsorted-names': 'tidy',
  'env/unused-variable': 'tidy',
  'env/wrong-prefix': 'change',
  'migrations/definer-without-search-path': 'close',
  'migrations/dropped-column': 'retire',
  'migrations/dropped-schema': 'retire',
  'migrations/dropped-table': 'retire',
  'migrations/dropped-view': 'retire',
  'migrations/duplicate-index': 'add',
  'migrations/editable-claim-in-policy': 'close',
  'migrations/filter-without-index': 'add',
  'migrations/foreign-key-type-mismatch': 'add',
  'migrations/foreign-key-without-index': 'add',
  'migrations/json-column': 'add',
  'migrations/policy-calls-per-row': 'add',
  'migrations/policy-column-without-index': 'add',
  'migrations/policy-for-everyone': 'close',
  'migrations/policy-without-rls': 'close',
  'migrations/renamed-column': 'retire',
  'migrations/renamed-enum-value': 'retire',
  'migrations/renamed-schema': 'retire',
  'migrations/renamed-table': 'retire',
  'migrations/rights-for-everyone': 'close',
  'migrations/schema-push-in-deploy': 'change',
  'migrations/serial-column': 'add',
  'migrations/small-primary-key': 'add',
  'migrations/superuser-role': 'add',
  'migrations/table-out-of-reach': 'add',
  'migrations/table-without-primary-key': 'add',
  'migrations/table-without-rls': 'close',
  'migrations/time-without-zone': 'add',
  'migrations/view-past-rls': 'close',
  'migrations/wide-index': 'add',
  'secrets/default-secret': 'set',
  'secrets/secret-in-image': 'build',
  'secrets/unignored-build-context': 'build',
};

const BY_AREA: Readonly<Record<string, Phase>> = {
  config: 'tidy',
  dns: 'announce',
  email: 'announce',
  env: 'set',
  exposure: 'close',
  migrations: 'migrate',
  suppressions: 'tidy',
};
