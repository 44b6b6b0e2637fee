import { entriesOf, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import { environmentNamed } from '../envFileRole.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { readCommand } from '../manifests/commands.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap } from '../manifests/values.ts';

/** railway.json, railway.toml, and nixpacks.toml, which Railway and Coolify build with. */
export default manifestReader({
  file: /(?:^|\/)(?:railway|nixpacks)(?:\.[\w-]+)?\.(?:json|toml)$/,
  triggers: ['variables', 'command', 'cmd', 'environments'],
  read(collector, root) {
    // nixpacks: what it sets when it builds is there when the image runs.
    declareMap(collector, nodeAt(root, 'variables'), { by: 'manifest' });
    readCommands(collector, root);
    for (const { key, value } of entriesOf(nodeAt(root, 'environments'))) {
      const environment = environmentNamed([key.text.toLowerCase()]);
      declareMap(collector, nodeAt(value, 'variables'), { by: 'manifest', environment });
      readCommands(collector, value);
    }
  },
});

function readCommands(collector: Collector, part: TreeNode | undefined): void {
  const commands = [
    nodeAt(part, 'deploy', 'startCommand'),
    nodeAt(part, 'deploy', 'preDeployCommand'),
    nodeAt(part, 'build', 'buildCommand'),
    nodeAt(part, 'start', 'cmd'),
  ];
  for (const command of commands.map(scalarOf))
    if (command)
      readCommand(collector, command, { through: 'railway', need: 'optional', declared: { by: 'code' } });
}
