import { itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { readCommand } from '../manifests/commands.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareList, HELD_ELSEWHERE, literalValue, type Described } from '../manifests/values.ts';

/** render.yaml: `envVars` of services and groups. */
export default manifestReader({
  file: /(?:^|\/)render\.ya?ml$/,
  triggers: ['envvar', 'command'],
  read(collector, root) {
    const environments = itemsOf(nodeAt(root, 'projects')).flatMap((project) =>
      itemsOf(nodeAt(project, 'environments')),
    );
    for (const part of [root, ...environments]) {
      for (const group of itemsOf(nodeAt(part, 'envVarGroups'))) readVariables(collector, group);
      for (const service of itemsOf(nodeAt(part, 'services'))) readService(collector, service);
    }
  },
});

function readService(collector: Collector, service: TreeNode): void {
  readVariables(collector, service);
  const scope = textOf(nodeAt(service, 'name'));
  const declared = { by: 'code', ...(scope !== undefined && { scope }) } as const;
  for (const key of ['startCommand', 'buildCommand', 'preDeployCommand', 'dockerCommand']) {
    const command = scalarOf(nodeAt(service, key));
    if (command) readCommand(collector, command, { through: 'render.yaml', need: 'optional', declared });
  }
}

function readVariables(collector: Collector, part: TreeNode): void {
  const scope = textOf(nodeAt(part, 'name'));
  const place = { by: 'manifest', ...(scope !== undefined && { scope }) } as const;
  declareList(collector, nodeAt(part, 'envVars'), place, describe, 'key');
}

/** Without a value it is generated, asked for, or taken from a database or another service. */
function describe(item: TreeNode): Described {
  const value = nodeAt(item, 'value');
  return value ? literalValue(value) : HELD_ELSEWHERE;
}
