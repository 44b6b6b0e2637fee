import { entriesOf, itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderMap, scopeFrom } from '../manifests/headerLists.ts';
import type { Scope } from '../types.ts';

/** staticwebapp.config.json of Azure: headers of all answers and of routes, and who may see a route. */
export default configurationReader({
  file: /(?:^|\/)(?:staticwebapp\.config|routes)\.json$/,
  languages: ['json'],
  confirms: /globalHeaders|defaultHeaders|"routes?"/,
  read(collector, { roots: [root] }) {
    for (const key of ['globalHeaders', 'defaultHeaders'])
      readHeaderMap(collector, collector, nodeAt(root, key), {
        setBy: 'static-web-apps',
        scope: { syntax: 'all' },
        group: collector.newGroup(),
      });
    for (const route of itemsOf(nodeAt(root, 'routes'))) readRoute(collector, route);
  },
});

function readRoute(collector: WebCollector, route: TreeNode): void {
  if (!nodeAt(route, 'route')) return;
  const scope = scopeOf(collector, route);
  readHeaderMap(collector, collector, nodeAt(route, 'headers'), {
    setBy: 'static-web-apps',
    scope,
    group: collector.newGroup(),
  });
  const roles = entriesOf(route).find(({ key }) => key.text === 'allowedRoles');
  const names = itemsOf(roles?.value).flatMap((role) => textOf(role) ?? []);
  if (!roles || names.length === 0 || names.includes('anonymous')) return;
  collector.guard({
    at: lineSpan(collector.document, roles.key),
    by: `allowedRoles: ${names.join(', ')}`,
    scope,
    framework: 'Azure Static Web Apps',
  });
}

/** `*` stands at the end alone: https://learn.microsoft.com/azure/static-web-apps/configuration#define-routes. */
function scopeOf(collector: WebCollector, route: TreeNode): Scope {
  const pattern = scalarOf(nodeAt(route, 'route'));
  const methods = itemsOf(nodeAt(route, 'methods')).flatMap((item) => textOf(item)?.toUpperCase() ?? []);
  return {
    ...scopeFrom(collector, pattern, pattern?.text.includes('*') === true ? 'glob' : 'exact'),
    ...(methods.length > 0 && { methods }),
  };
}
