import type { TreeScalar } from '../../parsers/tree.ts';
import { readNginx } from '../nginx/read.ts';
import type { Scope } from '../types.ts';
import type { WebCollector } from './collector.ts';

/** nginx' own configuration within another file: what it says there, for what the file says of its scope. */
export function readSnippet(collector: WebCollector, snippet: TreeScalar, scope: Scope): void {
  if (snippet.end - snippet.start > LONGEST) return;
  const facts = readNginx(collector.document, snippet);
  const groups = new Map<number, number>();
  for (const setting of facts?.headers ?? []) {
    const group = groups.get(setting.group) ?? collector.newGroup();
    groups.set(setting.group, group);
    collector.setting({
      ...setting,
      setBy: 'ingress-nginx',
      group,
      scope: setting.scope.syntax === 'all' ? { ...setting.scope, ...scope } : setting.scope,
    });
  }
}

const LONGEST = 20_000;
