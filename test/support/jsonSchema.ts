import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Validator, type Schema, type SchemaDraft } from '@cfworker/json-schema';

const ROOT = path.join(import.meta.dirname, '../..');

/** What is wrong with a value by a JSON schema of this repository, one line a problem; nothing where it is valid. */
export function problemsBy(schemaFile: string, draft: SchemaDraft): (value: unknown) => readonly string[] {
  const schema = JSON.parse(readFileSync(path.join(ROOT, schemaFile), 'utf8')) as Schema;
  const validator = new Validator(schema, draft, false);
  // Values as they come out of JSON: what is undefined is not there.
  return (value) =>
    validator
      .validate(JSON.parse(JSON.stringify(value)))
      .errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

/** The official schema of SARIF 2.1.0. */
export const problemsOfSarif = problemsBy('test/fixtures/sarif/sarif-2.1.0-rtm.5.json', '4');

/** Our own, of the JSON report. */
export const problemsOfReport = problemsBy('docs/schema/report-1.schema.json', '2020-12');
