import { parseJson } from '../../parsers/json.ts';
import { entriesOf, nodeAt, textOf } from '../../parsers/tree.ts';
import { lowerNameOf } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';

/** The CLI's configuration, one part an environment: github.com/sequelize/cli#documentation */
export default {
  languages: ['javascript', 'json', 'text'],
  triggers: [],
  reads: isConfig,
  read(document) {
    if (document.text.length > 200_000) return undefined;
    if (lowerNameOf(document.path) === '.sequelizerc') return { settings: [{ tool: 'sequelize' }] };
    const named = document.path.endsWith('.json')
      ? entriesOf(document.parsed(parseJson).roots[0]).map(({ key, value }) => ({
          environment: key.text,
          name: textOf(nodeAt(value, 'dialect')),
        }))
      : scriptConfig(document, ['dialect'])
          .all('dialect')
          .map(({ text }) => ({ environment: '', name: text }));
    const found = named.flatMap(({ environment, name }) => {
      const dialect = name === undefined ? undefined : dialectNamed(name);
      return dialect ? [{ environment, dialect }] : [];
    });
    if (found.length === 0) return undefined;
    const dialect =
      found.find(({ environment }) => environment === 'production')?.dialect ??
      onlyOf(found.map((one) => one.dialect));
    return { settings: [{ tool: 'sequelize', ...(dialect && { dialect }) }] };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /(?:^|\/)\.sequelizerc$|(?:^|\/)(?:config|db|database|sequelize)\/(?:config|database|sequelize)\.(?:json|[cm]?js)$/.test(
    path,
  );
}
