/** The review in lefthook's TOML: a table at the end of the file. */
import { COMMAND_LINE } from './command.ts';
import { insertLines, marked } from './marks.ts';
import { parseToml } from '../../core/parsers/toml.ts';
import { entriesOf, nodeAt } from '../../core/parsers/tree.ts';
import { lefthookNotes } from './lefthookNotes.ts';
import type { Edited } from './types.ts';
import { LEFTHOOK_COMMAND } from './yamlHook.ts';

export function lefthookTomlWithReview(text: string): Edited {
  const tree = parseToml(text);
  if (tree.broken) return { refused: 'The file can’t be read as TOML: mend it first.' };
  if (INLINE.test(text))
    return {
      refused: `The file sets pre-commit without a [table]. Add this yourself, as the last of what it runs before a commit: ${COMMAND_LINE}`,
    };
  const hook = nodeAt(tree.roots[0], 'pre-commit');
  const isList = nodeAt(hook, 'jobs') !== undefined && nodeAt(hook, 'commands') === undefined;
  const table = isList
    ? ['[[pre-commit.jobs]]', 'name = "launch-ready"']
    : [`[pre-commit.commands.${LEFTHOOK_COMMAND}]`];
  const isParallel = entriesOf(hook).some(
    ({ key, value }) => key.text === 'parallel' && value?.kind === 'scalar' && value.text === 'true',
  );
  const lines = marked([...table, `run = '''${COMMAND_LINE}'''`], 'part');
  return {
    text: insertLines(text, text.length, lines),
    notes: lefthookNotes(text, { isParallel, hasScripts: nodeAt(hook, 'scripts') !== undefined }),
  };
}

/** `pre-commit = {…}`, `pre-commit.commands.x = …`, `commands = {…}`, `jobs = […]`: a table can't be added to these. */
const INLINE = /^[ \t]*(?:"?'?pre-commit"?'?[ \t]*[.=]|(?:commands|jobs)[ \t]*[.=])/m;
