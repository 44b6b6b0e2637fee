/** The review in the YAML of lefthook and of pre-commit: lines are put in, and nothing else of the file changes. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseAllDocuments, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { COMMAND_LINE } from './command.ts';
import { lefthookNotes } from './lefthookNotes.ts';
import { insertLines, marked, withoutMarked } from './marks.ts';
import type { Edited, Refused } from './types.ts';

/** Of the commands without a priority lefthook takes those with letters last, in order: what formats goes before. */
export const LEFTHOOK_COMMAND = 'zz-launch-ready';
const LEFTHOOK_JOB = 'launch-ready';

/** lefthook's configuration with the review behind its other commands. */
export function lefthookWithReview(text: string): Edited {
  const read = readYaml(text);
  if ('refused' in read) return read;
  const hook = read.root?.get('pre-commit', true);
  const notes = lefthookNotes(text, {
    isParallel: isMap(hook) && hook.get('parallel') === true,
    hasScripts: isMap(hook) && hook.has('scripts'),
  });
  const command = [`${LEFTHOOK_COMMAND}:`, `  run: ${COMMAND_LINE}`];
  if (hook === undefined)
    return proven(text, atEnd(text, read.root, ['pre-commit:', '  commands:', ...indent(command, 4)]), notes);
  if (!isMap(hook)) return NO_BLOCK;
  const [commands, jobs] = [hook.get('commands', true), hook.get('jobs', true)];
  if (isMap(commands)) return proven(text, inMap(text, commands, command), notes);
  if (isSeq(jobs))
    return proven(text, inList(text, jobs, [`- name: ${LEFTHOOK_JOB}`, `  run: ${COMMAND_LINE}`]), notes);
  if (commands !== undefined || jobs !== undefined) return NO_BLOCK;
  return proven(text, inMap(text, hook, ['commands:', ...indent(command, 2)]), notes);
}

/** pre-commit's configuration with the review as the last of its hooks. */
export function preCommitWithReview(text: string): Edited {
  const read = readYaml(text);
  if ('refused' in read) return read;
  const repos = read.root?.get('repos', true);
  if (repos === undefined)
    return proven(text, atEnd(text, read.root, ['repos:', ...indent(PRE_COMMIT_REPO, 2)]), []);
  return isSeq(repos) ? proven(text, inList(text, repos, PRE_COMMIT_REPO), []) : NO_BLOCK;
}

/** `verbose`: without it pre-commit keeps to itself what a hook says that does not fail. */
const PRE_COMMIT_REPO = [
  '- repo: local',
  '  hooks:',
  '    - id: launch-ready',
  '      name: Launch Ready',
  '      entry: >-',
  `        sh -c "${COMMAND_LINE}"`,
  '      language: system',
  '      always_run: true',
  '      pass_filenames: false',
  '      require_serial: true',
  '      verbose: true',
  '      stages: [pre-commit]',
];

/** A file of YAML as it was before; undefined where the review is not in it. */
export function yamlWithoutReview(text: string): ReturnType<typeof withoutMarked> {
  const rest = withoutMarked(text);
  if (!rest || 'refused' in rest || rest.madeFile) return rest;
  const read = [readYaml(text), readYaml(rest.text)] as const;
  if ('refused' in read[0] || 'refused' in read[1] || !sameBut(read[0].value, read[1].value))
    return {
      refused: 'What stands below the lines of Launch Ready needs them by now: take them out yourself.',
    };
  return rest;
}

const NO_BLOCK: Refused = {
  refused: `The file is not written as lists and mappings with a line for each entry. Add this yourself, as the last of what it runs before a commit: ${COMMAND_LINE}`,
};

interface Read {
  readonly root: YAMLMap | undefined;
  readonly value: unknown;
}

function readYaml(text: string): Read | Refused {
  const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false });
  const [document, second] = 'empty' in documents ? [] : documents;
  if (!document) return { root: undefined, value: undefined };
  if (second || document.errors.length > 0)
    return { refused: 'The file can’t be read as YAML: mend it first.' };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    const root = document.contents;
    if (root === null || (isScalar(root) && root.value === null))
      return { root: undefined, value: undefined };
    return isMap(root) && !root.flow ? { root, value } : NO_BLOCK;
  } catch {
    return { refused: 'The file has more aliases than can be followed.' };
  }
}

/** The text, if all that it says besides the review is what it said before. */
function proven(before: string, after: string | undefined, notes: readonly string[]): Edited {
  if (after === undefined) return NO_BLOCK;
  const read = [readYaml(before), readYaml(after)] as const;
  if ('refused' in read[0] || 'refused' in read[1] || !sameBut(read[1].value, read[0].value)) return NO_BLOCK;
  return { text: after, notes };
}

function sameBut(withIt: unknown, without: unknown): boolean {
  return !isDeepStrictEqual(withIt, without) && isDeepStrictEqual(stripped(withIt), stripped(without));
}

/** A copy without the review, and without what is empty then. */
function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const own = value as Readonly<Record<string, unknown>>;
  if (Object.values(own).some((item) => typeof item === 'string' && item.includes(COMMAND_LINE)))
    return undefined;
  const entries = Object.entries(own).map(([key, item]) => [key, stripped(item)] as const);
  const kept = entries.filter(([, item]) => item !== undefined && !isEmpty(item));
  const isRepoOfOurs = kept.length === 1 && own['repo'] === 'local';
  return kept.length === 0 || isRepoOfOurs ? undefined : Object.fromEntries(kept);
}

function isEmpty(item: unknown): boolean {
  return Array.isArray(item) && item.length === 0;
}

function inMap(text: string, map: YAMLMap, lines: readonly string[]): string | undefined {
  const [first] = map.items;
  const last = map.items.at(-1);
  if (map.flow || !first || !last || !isScalar(first.key)) return undefined;
  const column = columnOf(text, first.key, /^ *$/);
  const end = endOf(last.value) ?? endOf(last.key);
  return column === undefined || end === undefined
    ? undefined
    : below(text, end, marked(lines, 'part', ' '.repeat(column)));
}

function inList(text: string, list: YAMLSeq, lines: readonly string[]): string | undefined {
  const first = list.items[0] as Node | undefined;
  if (list.flow || !first) return undefined;
  const column = columnOf(text, first, /^ *- +$/);
  const end = endOf(list.items.at(-1));
  if (column === undefined || end === undefined) return undefined;
  return below(text, end, marked(lines, 'part', ' '.repeat(column)));
}

function atEnd(text: string, root: YAMLMap | undefined, lines: readonly string[]): string | undefined {
  const column = root ? columnOf(text, root, /^ *$/) : 0;
  return column === 0 ? insertLines(text, text.length, marked(lines, 'part')) : undefined;
}

/** How far the line of a node is indented, if nothing else than expected stands before it. */
function columnOf(text: string, node: Node, before: RegExp): number | undefined {
  const start = node.range?.[0];
  if (start === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lead = text.slice(lineStart, start);
  return before.test(lead) ? lead.length - lead.trimStart().length : undefined;
}

function endOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[1];
}

/** Puts lines below the one on which something ends. */
function below(text: string, end: number, lines: readonly string[]): string {
  const content = text.slice(0, end).trimEnd().length;
  const newline = text.indexOf('\n', content);
  return insertLines(text, newline === -1 ? text.length : newline + 1, lines);
}

function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => ' '.repeat(by) + line);
}
