import { parseHcl } from '../../parsers/hcl.ts';
import { entriesOf, nodeAt, scalarsIn, textOf, type TreeNode } from '../../parsers/tree.ts';
import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectOfUrl } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';

/** atlas.hcl: atlasgo.io/atlas-schema/projects */
export default {
  languages: ['terraform'],
  triggers: [],
  reads: (path) => lowerNameOf(path) === 'atlas.hcl',
  read(document) {
    if (document.text.length > 200_000) return undefined;
    const root = document.parsed(parseHcl).roots[0];
    const environments = entriesOf(root).flatMap(({ key, value }) =>
      key.text === 'env' && value ? [value] : [],
    );
    const folder = onlyOf(environments.flatMap((environment) => folderIn(environment, document.path) ?? []));
    const dialect = onlyOf(
      [...scalarsIn(environments)].flatMap(({ text }) =>
        /^"?(?:postgres|postgresql|mysql|maria|sqlite|docker):\/\//.test(text) ? (dialectIn(text) ?? []) : [],
      ),
    );
    return {
      settings: [{ tool: 'atlas', ...(dialect && { dialect }), ...(folder !== undefined && { folder }) }],
    };
  },
} satisfies MigrationReader;

/** `docker://postgres/15/dev` names the database behind the scheme. */
function dialectIn(url: string): ReturnType<typeof dialectOfUrl> {
  return dialectOfUrl(url.replace(/^"?docker:\/\/([a-z]+)\/.*$/, '$1:').replace(/^"/, ''));
}

function folderIn(environment: TreeNode, path: string): string | undefined {
  const url = textOf(nodeAt(environment, 'migration', 'dir'));
  const relative = url === undefined ? undefined : /^file:\/\/([^?$]+)/.exec(url)?.[1];
  return relative === undefined ? undefined : resolve(folderOf(path), relative);
}
