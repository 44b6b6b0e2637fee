/** What a tool does by its version, which package files give as a range. */
import { TOOLS, type Version } from './toolTable.ts';
import type { ToolId } from './types.ts';

/** Whether what is done CONCURRENTLY is sent alone, although its file has other statements. */
export function sendsConcurrentlyAlone(
  tool: ToolId,
  toolVersion: string | undefined,
): 'yes' | 'no' | 'unknown' {
  const since = TOOLS[tool].sendsAlone?.since;
  if (!since) return 'no';
  const range = toolVersion === undefined ? undefined : rangeOf(toolVersion);
  if (!range) return 'unknown';
  if (compare(range.from, since) >= 0) return 'yes';
  return range.to && compare(range.to, since) <= 0 ? 'no' : 'unknown';
}

/** What package files say of a version: "^7.1.0", "~7.3", "7.2.1", ">=6 <8". `to` is left out of the range. */
function rangeOf(version: string): { readonly from: Version; readonly to?: Version } | undefined {
  if (/^(?:latest|next|\*)$/.test(version.trim())) return { from: [Infinity, 0] };
  const match = /^\s*([\^~]|>=?|~>|==?)?\s*v?(\d{1,6})(?:\.(\d{1,6}|x|\*))?/.exec(version);
  if (!match) return undefined;
  const major = Number(match[2]);
  const minor = /^\d+$/.test(match[3] ?? '') ? Number(match[3]) : 0;
  const from: Version = [major, minor];
  if (match[1] === '^' || (match[1] === undefined && !/^\d+$/.test(match[3] ?? '')))
    return { from, to: [major + 1, 0] };
  if (match[1]?.startsWith('>')) return { from };
  return { from, to: [major, minor + 1] };
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1];
}
