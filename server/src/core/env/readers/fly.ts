import { entriesOf, nodeAt, scalarOf, textOf } from '../../parsers/tree.ts';
import { readCommand } from '../manifests/commands.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap } from '../manifests/values.ts';

/** fly.toml, and files for one environment beside it (fly.staging.toml): `[env]` and `[build.args]`. */
export default manifestReader({
  file: /(?:^|\/)fly(?:\.[\w-]+)?\.(?:toml|json|ya?ml)$/,
  triggers: ['env', 'args', '$'],
  read(collector, root) {
    const app = textOf(nodeAt(root, 'app'));
    const scope = app !== undefined && { scope: app };
    declareMap(collector, nodeAt(root, 'env'), { by: 'manifest', ...scope });
    declareMap(collector, nodeAt(root, 'build', 'args'), { by: 'manifest', phase: 'build', ...scope });
    const commands = [
      nodeAt(root, 'deploy', 'release_command'),
      ...entriesOf(nodeAt(root, 'processes')).map(({ value }) => value),
    ];
    for (const command of commands.map(scalarOf))
      if (command)
        readCommand(collector, command, { through: 'fly.toml', need: 'optional', declared: { by: 'code' } });
  },
});
