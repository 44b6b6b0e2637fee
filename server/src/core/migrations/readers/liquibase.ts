import { parseXml } from '../../parsers/xml.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { readChangeLog } from '../liquibase/readChangeLog.ts';
import { changeSetsInXml, changeSetsInYaml } from '../liquibase/changeLog.ts';
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
    const changeSets = /\.xml$/i.test(path)
      ? changeSetsInXml(document.parsed(parseXml), text)
      : changeSetsInYaml(document.parsed(parseYaml).roots[0]);
    // One that only includes others.
    if (changeSets.length === 0) return undefined;
    return { migration: readChangeLog(document, changeSets) };
  },
} satisfies MigrationReader;
