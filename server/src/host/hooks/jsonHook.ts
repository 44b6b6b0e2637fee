/** The review in JSON: a property is added, or a command gets longer, and nothing else of the file changes. */
import { parseJson } from '../../core/parsers/json.ts';
import { entriesOf, nodeAt, type TreeEntry, type TreeMap, type TreeNode } from '../../core/parsers/tree.ts';
import { ANY_COMMAND_LINE, COMMAND_LINE } from './command.ts';
import { lineEndOf } from './marks.ts';
import { lefthookNotes } from './lefthookNotes.ts';
import type { Edited, Refused } from './types.ts';
import { LEFTHOOK_COMMAND } from './yamlHook.ts';

/** `at` leads to the commands by the name of the hook. A command that is there runs before the review. */
export function commandsWithReview(text: string, at: readonly string[]): Edited {
  const root = rootOf(text);
  if ('refused' in root) return root;
  const [missing, holder] = deepest(root, at);
  if (holder.kind !== 'map')
    return { refused: `“${at.join('.')}” is no list of commands by hook: mend it first.` };
  const command =
    missing.length === 0 ? entriesOf(holder).find(({ key }) => key.text === 'pre-commit') : undefined;
  if (!command)
    return { text: withProperty(text, holder, [...missing, 'pre-commit'], `"${COMMAND_LINE}"`), notes: [] };
  const value = command.value;
  if (value?.kind !== 'scalar' || value.style !== 'double') return { refused: ADD_YOURSELF };
  // A comment would take the review with it, and an operator at the end would not be one.
  if (value.text.trim() === '' || /#|[&|;\\\n]\s*$|\n/.test(value.text)) return { refused: ADD_YOURSELF };
  if (ENDS_SHELL.test(value.text)) return { refused: CALL_BEFORE };
  return { text: `${text.slice(0, value.end)} && ${COMMAND_LINE}${text.slice(value.end)}`, notes: [] };
}

const ADD_YOURSELF = `Add the review to the end of the command for pre-commit yourself: ${COMMAND_LINE}`;

/** An `exit` with a failure stops the commit in any case. Words may be arguments as well: whoever means them so adds the review by hand. */
const ENDS_SHELL = /(?:^|[\s;&|({!])(?:exec|exit(?!\s{1,9}0{0,9}[1-9]))(?![\w./-])/;
const CALL_BEFORE = `The command for pre-commit may end the shell (exit, exec), so that nothing behind it is run. Call “${COMMAND_LINE}” before that yourself.`;

/** Whether what stands in front of the review lets a commit come to it. */
export function jsonComesToReview(text: string): string | undefined {
  const found = ANY_COMMAND_LINE.exec(text);
  const before = found && /"(?:[^"\\\n]|\\.)*$/.exec(text.slice(0, found.index))?.[0];
  return before !== undefined && before !== null && ENDS_SHELL.test(before.slice(1))
    ? 'The command in front of the review may end the shell (exit, exec), and the review behind it is not run: put the review first.'
    : undefined;
}

export function lefthookJsonWithReview(text: string): Edited {
  const root = rootOf(text);
  if ('refused' in root) return root;
  const hook = nodeAt(root, 'pre-commit');
  const [commands, jobs] = [nodeAt(hook, 'commands'), nodeAt(hook, 'jobs')];
  const isParallel = entriesOf(hook).some(
    ({ key, value }) => key.text === 'parallel' && value?.kind === 'scalar' && value.text === 'true',
  );
  if (jobs !== undefined && commands === undefined)
    return { refused: `Add a job to the end of “jobs” yourself, with this to run: ${COMMAND_LINE}` };
  const [missing, holder] = deepest(root, ['pre-commit', 'commands']);
  if (holder.kind !== 'map') return { refused: 'The file is not as lefthook wants it: mend it first.' };
  const value = `{ "run": "${COMMAND_LINE}" }`;
  return {
    text: withProperty(text, holder, [...missing, LEFTHOOK_COMMAND], value),
    notes: lefthookNotes(text, { isParallel, hasScripts: nodeAt(hook, 'scripts') !== undefined }),
  };
}

/** The text without the review; undefined where it has none. */
export function jsonWithoutReview(text: string): { readonly text: string } | undefined {
  const found = ANY_COMMAND_LINE.exec(text);
  if (!found) return undefined;
  const start = found.index;
  const end = start + found[0].length;
  if (text.slice(0, start).endsWith(' && ')) return { text: text.slice(0, start - 4) + text.slice(end) };
  const root = parseJson(text).roots[0];
  const path = root && pathTo(root, start, end);
  return path ? { text: withoutProperty(text, path) } : undefined;
}

function rootOf(text: string): TreeMap | Refused {
  const { roots, broken } = parseJson(text);
  const [root] = roots;
  return root?.kind === 'map' && !broken
    ? root
    : { refused: 'The file can’t be read as JSON: mend it first.' };
}

/** What of a path is not there, and the last of it that is. */
function deepest(root: TreeMap, path: readonly string[]): readonly [readonly string[], TreeNode] {
  let node: TreeNode = root;
  for (const [index, key] of path.entries()) {
    const next = nodeAt(node, key);
    if (!next) return [path.slice(index), node];
    node = next;
  }
  return [[], node];
}

/** Spaces inside the braces tell an object that was made here from one that was there. */
function withProperty(text: string, map: TreeMap, path: readonly string[], value: string): string {
  const [name = '', ...rest] = path;
  const property = `"${name}": ${rest.reduceRight((inner, key) => `{ "${key}": ${inner} }`, value)}`;
  const last = map.entries.at(-1);
  const lastEnd = last && endOf(text, last);
  if (last === undefined || lastEnd === undefined)
    return `${text.slice(0, map.start + 1)}${property}${text.slice(map.start + 1)}`;
  const before = text.slice(0, startOf(text, last));
  const gap = /\s*$/.exec(before)?.[0] ?? '';
  const lead = gap.includes('\n') ? lineEndOf(text) + (/[^\n]*$/.exec(gap)?.[0] ?? '') : gap || ' ';
  return `${text.slice(0, lastEnd)},${lead}${property}${text.slice(lastEnd)}`;
}

interface Step {
  readonly map: TreeMap;
  readonly index: number;
}

/** The maps and properties that lead to a place. */
function pathTo(node: TreeNode, start: number, end: number): readonly Step[] | undefined {
  if (node.kind === 'scalar') return node.start <= start && end <= node.end ? [] : undefined;
  if (node.kind === 'list') return undefined;
  for (const [index, { value }] of node.entries.entries()) {
    const below = value && pathTo(value, start, end);
    if (below) return [{ map: node, index }, ...below];
  }
  return undefined;
}

function withoutProperty(text: string, path: readonly Step[]): string {
  const step = path.findLast(({ map }, at) => at === 0 || !isMadeHere(text, map));
  if (!step) return text;
  const { map, index } = step;
  const [entry, before, after] = [map.entries[index], map.entries[index - 1], map.entries[index + 1]];
  if (!entry) return text;
  const [from, to] = before
    ? [endOf(text, before), endOf(text, entry)]
    : [startOf(text, entry), after ? startOf(text, after) : endOf(text, entry)];
  return text.slice(0, from) + text.slice(to);
}

function isMadeHere(text: string, map: TreeMap): boolean {
  return (
    map.entries.length === 1 &&
    text.startsWith('{ "', map.start) &&
    /" \}$|\} \}$/.test(text.slice(map.start, map.end))
  );
}

/** With the quotes, which are not in the range of a scalar. */
function startOf(text: string, { key }: TreeEntry): number {
  return /["']/.test(text[key.start - 1] ?? '') ? key.start - 1 : key.start;
}

function endOf(text: string, { key, value }: TreeEntry): number {
  const node = value ?? key;
  return node.kind === 'scalar' && /["']/.test(text[node.end] ?? '') ? node.end + 1 : node.end;
}
