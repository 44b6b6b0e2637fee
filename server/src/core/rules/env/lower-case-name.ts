import { envFileRoleOf } from '../../env/envFileRole.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/lower-case-name',
  impact: 'low',
  stage: 'handover',
  title: 'Variable name in lower case',
  why: 'Names of environment variables are written in capitals nearly everywhere, and on Linux port and PORT are two different variables. Names that are all written alike are not mixed up.',
  offByDefault: true,
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    if (envFileRoleOf(document.path) === undefined) return;
    for (const { name, nameRange } of document.parsed(parseDotenv).entries) {
      if (!/[a-z]/.test(name) || USUAL_IN_LOWER_CASE.has(name)) continue;
      yield {
        range: nameRange,
        kind: name.slice(0, 80),
        message: `Write this name in capitals: ${name.toUpperCase().slice(0, 80)}. Rename it where it is read as well.`,
      };
    }
  },
});

/** Programs read these in lower case: curl and many others. */
const USUAL_IN_LOWER_CASE = new Set(['http_proxy', 'https_proxy', 'no_proxy', 'ftp_proxy', 'all_proxy']);
