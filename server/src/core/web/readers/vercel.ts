import { itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { readHeaderList, readHeaderMap, scopeFrom } from '../manifests/headerLists.ts';
import type { Scope } from '../types.ts';

/** vercel.json: `headers`, and the older `routes` with headers of their own. */
export default configurationReader({
  file: /(?:^|\/)(?:vercel|now)\.json$/,
  languages: ['json'],
  read(collector, { roots: [root] }) {
    for (const rule of itemsOf(nodeAt(root, 'headers'))) readRule(collector, rule);
    for (const route of itemsOf(nodeAt(root, 'routes'))) readRoute(collector, route);
  },
});

function readRule(collector: WebCollector, rule: TreeNode): void {
  const scope = scopeFrom(collector, nodeAt(rule, 'source'), 'next');
  readHeaderList(collector, collector, nodeAt(rule, 'headers'), {
    setBy: 'vercel',
    scope: isConditional(rule) ? { ...scope, conditional: true } : scope,
    group: collector.newGroup(),
  });
}

function readRoute(collector: WebCollector, route: TreeNode): void {
  const headers = nodeAt(route, 'headers');
  if (!headers) return;
  readHeaderMap(collector, collector, headers, {
    setBy: 'vercel',
    scope: scopeOfRoute(collector, route),
    group: collector.newGroup(),
  });
}

/** Vercel anchors `src` on both sides: https://vercel.com/docs/project-configuration#routes. */
function scopeOfRoute(collector: WebCollector, route: TreeNode): Scope {
  const source = scalarOf(nodeAt(route, 'src')) ?? scalarOf(nodeAt(route, 'source'));
  const methods = itemsOf(nodeAt(route, 'methods')).flatMap((item) => textOf(item)?.toUpperCase() ?? []);
  return {
    ...(source
      ? { pattern: anchored(source.text), syntax: 'regex', at: lineSpan(collector.document, source) }
      : { syntax: 'all' }),
    ...(methods.length > 0 && { methods }),
    ...(isConditional(route) && { conditional: true }),
  };
}

function anchored(pattern: string): string {
  return `${pattern.startsWith('^') ? '' : '^'}${pattern}${pattern.endsWith('$') ? '' : '$'}`;
}

function isConditional(rule: TreeNode): boolean {
  return nodeAt(rule, 'has') !== undefined || nodeAt(rule, 'missing') !== undefined;
}
