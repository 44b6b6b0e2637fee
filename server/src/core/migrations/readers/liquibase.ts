import { parseJson } from '../../parsers/json.ts';
import { parseXml } from '../../parsers/xml.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { readChangeLog } from '../liquibase/readChangeLog.ts';
import { changeSetsInTree, changeSetsInXml } from '../liquibase/changeLog.ts';
import { includesInTree, includesInXml } from '../liquibase/includes.ts';
import { isChangeLogPath } from '../migrationPath.ts';
import type { MigrationReader } from '../reader.ts';

/** Liquibase's change logs in XML, YAML and JSON; those in SQL are read as SQL files. */
export default {
  languages: ['xml', 'yaml', 'json'],
  triggers: ['databasechangelog'],
  reads: isChangeLogPath,
  read(document) {
    const { text, path } = document;
    if (text.length > 2_000_000) return undefined;
    const isXml = /\.xml$/i.test(path);
    const tree = isXml ? undefined : document.parsed(/\.json$/i.test(path) ? parseJson : parseYaml).roots[0];
    const [changeSets, includes] = isXml
      ? [changeSetsInXml(document.parsed(parseXml), text), includesInXml(document.parsed(parseXml), text)]
      : [changeSetsInTree(tree), includesInTree(tree)];
    if (changeSets.length === 0 && !includes) return undefined;
    return {
      // One that only includes others is no migration.
      ...(changeSets.length > 0 && { migration: readChangeLog(document, changeSets) }),
      ...(includes && { includes }),
    };
  },
} satisfies MigrationReader;
