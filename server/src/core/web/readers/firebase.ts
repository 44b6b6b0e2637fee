import { itemsOf, nodeAt, type TreeNode } from '../../parsers/tree.ts';
import type { WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderList, scopeFrom } from '../manifests/headerLists.ts';

/** firebase.json: `hosting.headers`; a project may have several hosts. */
export default configurationReader({
  file: /(?:^|\/)firebase(?:\.[\w-]+)?\.json$/,
  languages: ['json'],
  read(collector, { roots: [root] }) {
    const hosting = nodeAt(root, 'hosting');
    for (const host of hosting?.kind === 'list' ? hosting.items : [hosting])
      for (const rule of itemsOf(nodeAt(host, 'headers'))) readRule(collector, rule);
  },
});

function readRule(collector: WebCollector, rule: TreeNode): void {
  const regex = nodeAt(rule, 'regex');
  const glob = nodeAt(rule, 'source') ?? nodeAt(rule, 'glob');
  readHeaderList(collector, collector, nodeAt(rule, 'headers'), {
    setBy: 'firebase',
    scope: regex ? scopeFrom(collector, regex, 'regex') : scopeFrom(collector, glob, 'glob'),
    group: collector.newGroup(),
  });
}
