import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectOfUrl } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import type { MigrationSettings, SchemaPush } from '../types.ts';

/** Spring Boot's application.properties and application.yml: docs.spring.io/spring-boot/how-to/data-initialization.html */
export default {
  languages: ['properties', 'yaml'],
  triggers: [],
  reads: isConfig,
  read(document) {
    const { text } = document;
    const dialect = onlyOf(
      [...text.matchAll(/\bjdbc:[a-z\d]{2,20}:/g)].flatMap(([url]) => dialectOfUrl(url) ?? []),
    );
    const settings: MigrationSettings[] = [];
    if (dialect) settings.push({ dialect });
    if (/\bflyway\b/.test(text)) settings.push({ tool: 'flyway', ...(dialect && { dialect }) });
    else if (/\bliquibase\b/.test(text)) settings.push({ tool: 'liquibase', ...(dialect && { dialect }) });
    const pushes = pushesIn(document);
    if (settings.length === 0 && pushes.length === 0) return undefined;
    return { ...(settings.length > 0 && { settings }), ...(pushes.length > 0 && { pushes }) };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return (
    /^(?:application|bootstrap)(?:-[\w]+)?\.(?:properties|ya?ml)$/.test(lowerNameOf(path)) &&
    !/(?:^|\/)test\//.test(path)
  );
}

/** `update` changes tables when the product starts; `create` empties them. Profiles of development and databases in memory don't count. */
const AUTOMATIC = /(?:ddl-auto|hbm2ddl\.auto)\s{0,3}[:=]\s{0,3}["']?(update|create-drop|create)\b/g;

function pushesIn(document: Document): readonly SchemaPush[] {
  const { text, path } = document;
  if (/-(?:dev|development|local|test|it|h2|demo|docker|ci|e2e)\w*\.[a-z]+$/.test(path)) return [];
  if (/jdbc:(?:h2|hsqldb|derby)/.test(text)) return [];
  return [...text.matchAll(AUTOMATIC)].flatMap((match): SchemaPush[] => {
    const line = document.lineAt(match.index);
    if (/^\s*[#!]/.test(text.slice(line.start, line.end))) return [];
    const value = match[1] ?? '';
    return [
      {
        command: `ddl-auto: ${value}`,
        at: spanOf(document, match.index, match.index + match[0].length),
        where: 'code',
        ...(value !== 'update' && { destructive: true }),
      },
    ];
  });
}
