import type { EnvFile } from '../../env/model.ts';
import { spanOf } from '../../span.ts';
import type { Dialect } from '../../env/types.ts';
import type { EditFix } from '../../finding.ts';
import { lineEndAt } from '../../lines.ts';
import { parseDotenv, type DotenvEntry } from '../../parsers/dotenv.ts';
import {
  differentReadings,
  quotingThatAgrees,
  type Disagreement,
} from '../../parsers/dotenvDisagreements.ts';
import { createDocument } from '../../source.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/dialect-trap',
  impact: 'medium',
  stage: 'deployment',
  title: 'Value that two loaders read differently',
  why: 'The same file is read by more than one program here, and they disagree about this line. It works in one place and fails in the other.',
  *check({ env }, context) {
    for (const file of env.envFiles.values()) {
      const dialects = [...new Set(file.dialects.map(merged))];
      if (file.role.template || dialects.length < 2) continue;
      const text = context.read(file.path);
      if (text !== undefined && text.length <= LARGEST) yield* trapsIn(file, text, dialects);
    }
  },
});

const LARGEST = 200_000;

/** A program that reads with dotenv and replaces references afterwards is one loader. */
function merged(dialect: Dialect, _: number, all: readonly Dialect[]): Dialect {
  return dialect === 'dotenv' && all.includes('dotenv-expand') ? 'dotenv-expand' : dialect;
}

function* trapsIn(file: EnvFile, text: string, dialects: readonly Dialect[]): Iterable<PlacedFinding> {
  const document = createDocument({ path: file.path, text });
  const { entries } = document.parsed(parseDotenv);
  const last = new Map(entries.map((entry) => [entry.name, entry]));
  const { disagreements, rejections } = differentReadings(text, [...last.values()], dialects);
  for (const { dialect, range } of rejections)
    yield {
      file: file.path,
      at: spanOf(document, range.start, lineEndAt(text, range.start)),
      kind: 'refused file',
      message: `${capitalised(LOADERS[dialect])} refuses the whole file because of this line; the other loaders of this workspace go on. Correct the line.`,
    };
  let carriageReturns = 0;
  for (const disagreement of disagreements) {
    // A file with Windows' line breaks has it in every line.
    if (disagreement.readings.some(({ words }) => words.includes('carriage return')) && carriageReturns++ > 0)
      continue;
    const { entry } = disagreement;
    const { start, end } = entry.value;
    const at =
      start < end
        ? spanOf(document, start, end)
        : spanOf(document, entry.nameRange.start, entry.nameRange.end);
    const fix = fixFor(text, entry, dialects);
    yield {
      file: file.path,
      at,
      kind: entry.name,
      message: messageFor(disagreement, fix),
      ...(fix ? { fix } : {}),
    };
  }
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function messageFor({ entry, readings }: Disagreement, fix: EditFix | undefined): string {
  const parts = readings.map(
    ({ dialects, words }) => `${dialects.map((dialect) => LOADERS[dialect]).join(' and ')} ${words}`,
  );
  const advice = fix
    ? `${fix.title}, and all of them agree.`
    : 'Write the value in a way that all of them read alike.';
  return `The loaders of this workspace disagree about ${entry.name}: ${parts.join('; ')}. ${advice}`;
}

/** As subjects of a sentence, for one of them and for several. */
const LOADERS: Readonly<Record<Dialect, string>> = {
  dotenv: 'dotenv',
  'dotenv-expand': 'dotenv with references',
  node: 'Node.js',
  python: 'Python’s dotenv',
  ruby: 'Ruby’s dotenv',
  compose: 'docker compose',
  shell: 'the shell',
};

function fixFor(text: string, entry: DotenvEntry, dialects: readonly Dialect[]): EditFix | undefined {
  const quoting = quotingThatAgrees(text, entry, dialects);
  if (!quoting) return undefined;
  // One of the loaders reads another value afterwards, and it may be the one that production works with.
  return { kind: 'edit', title: quoting.title, edits: quoting.edits, needsDecision: true };
}
