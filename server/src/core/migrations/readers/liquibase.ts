import { parseXml } from '../../parsers/xml.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { readChangeLog } from '../liquibase/readChangeLog.ts';
import { changeSetsInXml, changeSetsInYaml } from '../liquibase/changeLog.ts';
import { includesInXml, includesInYaml } from '../liquibase/includes.ts';
import { isChangeLogPath } from '../migrationPath.ts';
import type { MigrationReader } from '../reader.ts';

/** Liquibase's change logs in XML and YAML; those in SQL are read as SQL files. */
export default {
  languages: ['xml', 'yaml'],
  triggers: ['databasechangelog'],
  reads: isChangeLogPath,
  read(document) {
    const { text, path } = document;
    if (text.length > 2_000_000) return undefined;
    const [changeSets, includes] = /\.xml$/i.test(path)
      ? [changeSetsInXml(document.parsed(parseXml), text), includesInXml(document.parsed(parseXml), text)]
      : [
          changeSetsInYaml(document.parsed(parseYaml).roots[0]),
          includesInYaml(document.parsed(parseYaml).roots[0]),
        ];
    if (changeSets.length === 0 && !includes) return undefined;
    return {
      // One that only includes others is no migration.
      ...(changeSets.length > 0 && { migration: readChangeLog(document, changeSets) }),
      ...(includes && { includes }),
    };
  },
} satisfies MigrationReader;
