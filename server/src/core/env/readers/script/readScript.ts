/** Reads a script once: facts are made of it for the join, and rules look at the code round what it found. */
import { scriptOf } from '../../../parsers/script.ts';
import type { Document } from '../../../source.ts';
import {
  aliasedEnvironments,
  aliasOf,
  directEnvironments,
  importedAliases,
  typedAliases,
  type Alias,
  type Environment,
} from './environments.ts';
import { bindingTypesOf } from './bindings.ts';
import { readCalls } from './calls.ts';
import { readFrameworks } from './frameworks.ts';
import { readMarkup } from './markup.ts';
import { readMember } from './members.ts';
import { namesOf } from './names.ts';
import type { Reading } from './reading.ts';
import { readOwnSchemas } from './schemaCalls.ts';
import { readWhole } from './whole.ts';
import { readValidatorClasses } from './validatorClasses.ts';
import { workerAliases, workerEnvironments } from './workers.ts';

/** Everything that a script says about the environment. Kept as long as the document is. */
export function readScript(document: Document): Reading {
  const known = READINGS.get(document);
  if (known) return known;
  const reading = readAnew(document);
  READINGS.set(document, reading);
  return reading;
}

const READINGS = new WeakMap<Document, Reading>();

function readAnew(document: Document): Reading {
  const script = scriptOf(document);
  const names = namesOf(script);
  const reading: Reading = {
    document,
    script,
    names,
    reads: [],
    declarations: [],
    dynamics: [],
    helpers: [],
    calls: [],
    loads: [],
    validations: [],
    publicPrefixes: [],
    bindingTypes: bindingTypesOf(script, names),
    schemas: new Set(),
    lists: new Set(),
    registered: new Map(),
  };
  for (const environment of environmentsOf(reading)) readEnvironment(reading, environment);
  readMarkup(reading);
  readOwnSchemas(reading);
  readValidatorClasses(reading);
  readFrameworks(reading);
  readCalls(reading);
  return reading;
}

/** Written out, or by the names that it is given: up to two steps. */
function environmentsOf({ script, names }: Reading): Environment[] {
  const direct = [...directEnvironments(script, names), ...workerEnvironments(script, names)];
  const aliases: Alias[] = [
    ...importedAliases(script, names),
    ...typedAliases(script, names),
    ...workerAliases(script, names),
    ...namedIn(script, direct),
  ];
  if (aliases.length === 0) return direct;
  const aliased = aliasedEnvironments(script, aliases);
  const further = namedIn(script, aliased).filter(
    ({ token }) => !aliases.some((alias) => alias.token === token),
  );
  return [...direct, ...aliased, ...(further.length > 0 ? aliasedEnvironments(script, further) : [])];
}

function namedIn(script: Reading['script'], environments: readonly Environment[]): Alias[] {
  return environments.flatMap((environment) => {
    // `.X` behind it: that is one variable.
    if (environment.kind === 'deno') return [];
    const alias = aliasOf(script, environment);
    return alias ? [alias] : [];
  });
}

function readEnvironment(reading: Reading, environment: Environment): void {
  if (!readMember(reading, environment)) readWhole(reading, environment);
}
