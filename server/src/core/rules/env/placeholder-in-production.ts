import {
  limitedImpact,
  readersOf,
  stagedValues,
  type Readers,
  type StagedValue,
} from '../../env/judging/stagedValues.ts';
import type { EnvFile, EnvModel } from '../../env/model.ts';
import type { Impact } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/placeholder-in-production',
  impact: 'high',
  stage: 'deployment',
  title: 'Placeholder or empty value in production',
  why: 'The product starts and looks fine. The first customer who needs what the variable is for gets an error, and with a secret that everybody can guess, anybody gets in.',
  *check({ env }, texts) {
    for (const value of stagedValues(env, texts)) {
      if (value.stage !== 'production') continue;
      const readers = readersOf(value);
      const { state } = value.declaration.value;
      if (state === 'placeholder' && readers.isRead) yield finding(value, readers);
      else if (state === 'empty' && isMissed(value, readers) && !isFilledInLater(value, env))
        yield finding(value, readers);
    }
  },
});

/** An empty value is meant to be empty wherever the product can do without it. */
function isMissed({ variables }: StagedValue, { isRequired }: Readers): boolean {
  return isRequired && variables.every(({ suppliedBy }) => suppliedBy === undefined);
}

/** By `.env.production.local`, or by the host: a file in git with several empty lines is a list of what it has to set. */
function isFilledInLater({ envFile, declaration }: StagedValue, { envFiles }: EnvModel): boolean {
  if (!envFile) return false;
  const stronger = envFile.role.local ? undefined : envFiles.get(`${envFile.path}.local`);
  if (stronger?.byName.get(declaration.name)?.value.state === 'set') return true;
  const empty = envFile.declarations.filter(({ value }) => value.state === 'empty');
  return !envFile.ignored && empty.length >= 3;
}

function finding(value: StagedValue, readers: Readers): PlacedFinding {
  const { file, declaration } = value;
  const { name, at } = declaration;
  const isEmpty = declaration.value.state === 'empty';
  const state = isEmpty ? 'is empty' : 'is still a placeholder';
  const place = nameOf(file);
  return {
    file,
    at,
    kind: name,
    impact: impactOf(value, readers),
    message: `${name} ${state} in ${place}. ${consequence(readers, isEmpty)} ${advice(value)}`,
  };
}

function consequence({ isSecret, isRequired }: Readers, isEmpty: boolean): string {
  if (!isRequired) return 'If it reaches production, what reads it works with a made-up value.';
  if (isSecret && !isEmpty)
    return 'If it reaches production, what needs it fails, or anybody who guesses it gets in.';
  return 'If it reaches production, what needs it fails, and customers notice first.';
}

function advice({ envFile }: StagedValue): string {
  if (envFile === undefined) return 'Write the real value, or let the host keep it as a secret.';
  return envFile.ignored
    ? 'Write the real value before you deploy.'
    : 'Set the real value where production runs, or here if it is no secret.';
}

/** With real secrets in it, it is what production runs with, in git or not. */
function holdsSecrets({ declarations }: EnvFile): boolean {
  return declarations.some(({ value }) => value.state === 'set' && value.traits?.includes('secret') === true);
}

/** Of a file in git the host may know better, and an empty line there is often meant. What no code reads may be for show. */
function impactOf(value: StagedValue, { isRequired, byProduct }: Readers): Impact {
  const { envFile, declaration } = value;
  if (!byProduct) return 'low';
  if (envFile?.ignored === false && !(isRequired && holdsSecrets(envFile)))
    return limitedImpact(value, declaration.value.state === 'empty' ? 'low' : 'medium');
  if (declaration.value.state === 'empty' && envFile?.ignored === false)
    return limitedImpact(value, 'medium');
  return limitedImpact(
    value,
    isRequired && (envFile ?? declaration.environment) !== undefined ? 'high' : 'medium',
  );
}
