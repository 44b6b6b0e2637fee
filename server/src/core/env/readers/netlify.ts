import { entriesOf, nodeAt, scalarOf } from '../../parsers/tree.ts';
import { environmentNamed } from '../envFileRole.ts';
import { readCommand } from '../manifests/commands.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap } from '../manifests/values.ts';

/** netlify.toml: `[build.environment]`, and `[context.NAME.environment]` for each kind of deploy. */
export default manifestReader({
  file: /(?:^|\/)netlify\.toml$/,
  triggers: ['environment', 'command'],
  read(collector, root) {
    declareMap(collector, nodeAt(root, 'build', 'environment'), { by: 'manifest' });
    for (const { key, value } of entriesOf(nodeAt(root, 'context')))
      declareMap(collector, nodeAt(value, 'environment'), {
        by: 'manifest',
        environment: environmentOf(key.text),
      });
    const contexts = entriesOf(nodeAt(root, 'context')).map(({ value }) => value);
    for (const part of [nodeAt(root, 'build'), ...contexts]) {
      const command = scalarOf(nodeAt(part, 'command'));
      const place = {
        through: 'netlify.toml',
        need: 'optional',
        declared: { by: 'code', scope: 'build' },
      } as const;
      if (command) readCommand(collector, command, place);
    }
  },
});

/** A context is a kind of deploy, or the name of a branch. */
function environmentOf(context: string): string {
  if (context === 'deploy-preview' || context === 'branch-deploy') return 'preview';
  return environmentNamed([context.toLowerCase()]);
}
