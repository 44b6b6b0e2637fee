import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  textOf,
  type TreeEntry,
  type TreeNode,
} from '../../parsers/tree.ts';
import type { CacheQuestion, Scope } from '../types.ts';
import { lineSpan, type WebCollector } from './collector.ts';

/**
 * How long CloudFront keeps answers: a behaviour with times of its own, or a cache policy. A least time above zero counts even
 * where the answer says no-store: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
export function readCloudFrontCache(collector: WebCollector, map: TreeNode): void {
  const least = member(map, 'minttl');
  const usual = member(map, 'defaultttl');
  const named = usual ?? least;
  if (!named) return;
  const leastSeconds = secondsOf(least);
  const usualSeconds = secondsOf(usual);
  if (!leastSeconds && !usualSeconds) return;
  const { document } = collector;
  const key = keyOf(collector, map);
  collector.proxyCache({
    setBy: 'cloudfront',
    at: lineSpan(document, named.key),
    scope: scopeOf(collector, map),
    valid:
      usualSeconds && usual?.value
        ? [{ statuses: [], seconds: usualSeconds, at: lineSpan(document, usual.value) }]
        : [],
    ignores:
      leastSeconds && least?.value ? [{ header: 'cache-control', at: lineSpan(document, least.value) }] : [],
    hides: [],
    bypass: [],
    noStore: [],
    ...(key && { key }),
  });
}

function member(node: TreeNode | undefined, name: string): TreeEntry | undefined {
  return entriesOf(node).find(({ key }) => key.text.toLowerCase().replaceAll('_', '') === name);
}

function below(node: TreeNode | undefined, name: string): TreeNode | undefined {
  const value = member(node, name)?.value;
  return value?.kind === 'list' && value.items.length === 1 ? value.items[0] : value;
}

/** Zero and what can't be read are the same here. */
function secondsOf(entry: TreeEntry | undefined): number | undefined {
  const text = textOf(entry?.value);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function scopeOf(collector: WebCollector, map: TreeNode): Scope {
  const path = scalarOf(member(map, 'pathpattern')?.value);
  if (!path) return { syntax: 'all' };
  const pattern = path.text.startsWith('/') || path.text.startsWith('*') ? path.text : `/${path.text}`;
  return { pattern, syntax: 'glob', at: lineSpan(collector.document, path) };
}

/** What of a request tells answers apart: `forwarded_values` of a behaviour, the parameters of a policy. */
function keyOf(collector: WebCollector, map: TreeNode): CacheQuestion | undefined {
  const entry = member(map, 'forwardedvalues') ?? member(map, 'parametersincachekeyandforwardedtoorigin');
  if (!entry?.value) return undefined;
  const given = entry.value.kind === 'list' ? entry.value.items[0] : entry.value;
  const cookies =
    textOf(member(below(given, 'cookies'), 'forward')?.value) ??
    textOf(member(below(given, 'cookiesconfig'), 'cookiebehavior')?.value);
  const config = below(given, 'headersconfig');
  const listed = below(config, 'headers') ?? member(given, 'headers')?.value;
  const headers = itemsOf(nodeAt(listed, 'items') ?? nodeAt(listed, 'Items') ?? listed).flatMap(
    (item) => textOf(item) ?? [],
  );
  const asks: ('cookie' | 'authorization' | 'other')[] = [];
  if (cookies !== undefined && cookies !== 'none') asks.push('cookie');
  if (headers.some((header) => /^(?:authorization|\*)$/i.test(header))) asks.push('authorization');
  if (asks.length === 0) asks.push('other');
  return { text: entry.key.text, asks, at: lineSpan(collector.document, entry.key) };
}
