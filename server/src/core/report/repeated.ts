import { isApplicable, type Finding } from '../finding.ts';

/** Findings that say the same of several places: the first in full, the others by what is different. */
export interface Repeated {
  readonly first: Finding;
  readonly others: readonly { readonly finding: Finding; readonly difference: string }[];
}

/** Fewer than these are told one by one. */
const LEAST = 3;
/** Which share of the words may be others. */
const MOST_DIFFERENT = 0.4;

/**
 * Puts findings together that a rule says in the same words, in the order of the first of each. What is overdue has a sentence of
 * its own, and stays by itself.
 */
export function withoutRepetition(findings: readonly Finding[]): readonly Repeated[] {
  const groups: { first: Finding; words: readonly string[]; others: Repeated['others'][number][] }[] = [];
  const byRule = new Map<string, (typeof groups)[number][]>();
  for (const finding of findings) {
    const words = finding.message.split(' ');
    const known = byRule.get(finding.ruleId) ?? [];
    byRule.set(finding.ruleId, known);
    const difference = finding.overdue ? undefined : firstAlike(known, words);
    if (difference) difference.group.others.push({ finding, difference: difference.text });
    else {
      const group = { first: finding, words, others: [] };
      groups.push(group);
      if (!finding.overdue) known.push(group);
    }
  }
  const order = new Map(findings.map((finding, index) => [finding, index]));
  return groups
    .flatMap((group): Repeated[] =>
      group.others.length + 1 >= LEAST
        ? [group]
        : [group.first, ...group.others.map(({ finding }) => finding)].map((first) => ({
            first,
            others: [],
          })),
    )
    .sort((a, b) => (order.get(a.first) ?? 0) - (order.get(b.first) ?? 0));
}

function firstAlike<Group extends { readonly words: readonly string[] }>(
  groups: readonly Group[],
  words: readonly string[],
): { readonly group: Group; readonly text: string } | undefined {
  for (const group of groups) {
    const text = differenceOf(group.words, words);
    if (text !== undefined) return { group, text };
  }
  return undefined;
}

/**
 * The words that stand in place of those of the first, without the marks round them: names, as a rule. Undefined where the
 * sentences are not the same.
 */
function differenceOf(before: readonly string[], after: readonly string[]): string | undefined {
  if (before.length !== after.length) return undefined;
  const others = after.filter((word, index) => word !== before[index]);
  if (others.length > MOST_DIFFERENT * after.length) return undefined;
  const bare = others.map(withoutMarks);
  return [...new Set(bare)].slice(0, MOST_WORDS).join(', ');
}

const MOST_WORDS = 3;

function withoutMarks(word: string): string {
  const bare = word.replace(/^[(“"]+/, '').replace(/[”".,:;]+$/, '');
  const isOpen = bare.split('(').length < bare.split(')').length;
  return isOpen ? bare.replace(/\)$/, '').replace(/[”"]$/, '') : bare;
}

/** How many of them can be mended by `--fix`. */
export function fixableAmong({ others }: Repeated): number {
  return others.filter(({ finding }) => finding.fixes.some(isApplicable)).length;
}
