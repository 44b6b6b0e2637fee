/** What is wrong with `launch-ready.yaml`, in words that never quote it: a key may stand where it does not belong. */

import type { BaseIssue } from 'valibot';
import { isMap, isNode, isScalar, visit, type Document as YamlDocument, type ErrorCode } from 'yaml';
import type { TextRange } from './finding.ts';
import { looksLikeRuleName } from './ruleName.ts';

/** Something wrong with the configuration file: what, and where in its text. */
export interface ConfigProblem {
  readonly message: string;
  readonly range: TextRange;
}

/** Nobody reads more, and each costs a walk to its place. */
const MAX_PROBLEMS = 50;

/** What makes the text no YAML, or YAML of a kind that we refuse. */
export function yamlProblems(yaml: YamlDocument): readonly ConfigProblem[] {
  const wrong = [...yaml.errors, ...yaml.warnings].slice(0, MAX_PROBLEMS);
  if (wrong.length === 0) return repeatedKeys(yaml);
  return wrong.map(({ code, message, pos }) => ({
    message: MESSAGES[code] ?? (QUOTING.has(code) ? 'This is not valid YAML.' : message),
    range: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) },
  }));
}

/** What is well-formed and yet no configuration; `consequence` ends each message. */
export function schemaProblems(
  issues: readonly BaseIssue<unknown>[],
  yaml: YamlDocument,
  consequence = '',
): readonly ConfigProblem[] {
  return issues.slice(0, MAX_PROBLEMS).map((issue) => {
    const keys = (issue.path ?? []).map((item) => item.key);
    const isUnknown = issue.expected === 'never';
    const where = placeName(isUnknown ? keys.slice(0, -1) : keys);
    return {
      message: `${where === '' ? '' : `${where}: `}${issue.message}${consequence}`,
      range: (isUnknown ? keyRange(yaml, keys) : undefined) ?? valueRange(yaml, keys),
    };
  });
}

// Of the parser's own messages, these repeat text of the file.
const QUOTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_COLLECTION_TYPE',
  'BAD_DIRECTIVE',
  'BAD_SCALAR_START',
  'IMPOSSIBLE',
  'UNEXPECTED_TOKEN',
]);

const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'This alias names no anchor that stands before it.',
  BAD_DQ_ESCAPE: 'Text in double quotes has an escape here that YAML does not know.',
  RESOURCE_EXHAUSTION: 'This is nested too deep to be read.',
  TAG_RESOLVE_FAILED: 'This tag is not one that is read here.',
};

/** The parser's own check compares every key with every other. */
function repeatedKeys(yaml: YamlDocument): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(yaml, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value) && key.range)
          problems.push({
            message: 'This key stands here twice.',
            range: { start: key.range[0], end: key.range[1] },
          });
        seen.add(key.value);
        if (problems.length >= MAX_PROBLEMS) return visit.BREAK;
      }
      return undefined;
    },
  });
  return problems;
}

/** `ignore.0.reason`; a name under `rules` that can't be a rule's is not repeated, nor what maps under `domains` are about, nor headers. */
function placeName(keys: readonly unknown[]): string {
  return keys.map((key, depth) => (isFree(keys, depth) ? '…' : String(key))).join('.');
}

/** Whether anything may stand there as a key. */
function isFree(keys: readonly unknown[], depth: number): boolean {
  const key = keys[depth];
  if (keys[0] === 'rules') return depth === 1 && !looksLikeRuleName(String(key));
  if (keys[0] === 'monitoring') return depth === 4 && keys[3] === 'headers';
  if (keys[0] === 'smoke' || keys[0] === 'load') return keys.slice(0, depth).some((each) => FREE.has(each));
  const map = keys[2] === 'legacy' || keys[2] === 'environments';
  return keys[0] === 'domains' && map && depth === 3 && typeof key === 'string';
}

/** Settings of requests below which people's own names stand. */
const FREE: ReadonlySet<unknown> = new Set(['headers', 'header', 'json', 'form', 'save']);

function keyRange(yaml: YamlDocument, keys: readonly unknown[]): TextRange | undefined {
  const parent = keys.length === 1 ? yaml.contents : yaml.getIn(keys.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))
    : undefined;
  return isScalar(pair?.key) && pair.key.range
    ? { start: pair.key.range[0], end: pair.key.range[1] }
    : undefined;
}

/** Where the value at a path stands, or what is nearest around it. */
function valueRange(yaml: YamlDocument, keys: readonly unknown[]): TextRange {
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = depth === 0 ? yaml.contents : yaml.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range)
      return { start: node.range[0], end: Math.max(node.range[1], node.range[0] + 1) };
  }
  return { start: 0, end: 1 };
}
