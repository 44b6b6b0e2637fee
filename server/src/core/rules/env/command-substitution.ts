import type { EnvFile } from '../../env/model.ts';
import { spanOf } from '../../span.ts';
import type { Dialect } from '../../env/types.ts';
import type { Impact } from '../../finding.ts';
import { parseDotenv, type DotenvEntry } from '../../parsers/dotenv.ts';
import { createDocument } from '../../source.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/command-substitution',
  impact: 'high',
  stage: 'security',
  title: 'Command in an env file',
  why: 'Some loaders run what stands in $(…): whoever can change the file runs programs on the server. Others take the command itself for the value.',
  *check({ env }, context) {
    for (const file of env.envFiles.values()) {
      // direnv runs its scripts by design, and asks before; an example only shows how a value is made.
      if (file.role.template || file.dialects.length === 0 || /(?:^|\/)\.envrc/.test(file.path)) continue;
      const text = context.read(file.path);
      if (text?.includes('$(') || text?.includes('`')) yield* commandsIn(file, text);
    }
  },
});

function* commandsIn(file: EnvFile, text: string): Iterable<PlacedFinding> {
  const document = createDocument({ path: file.path, text });
  for (const entry of document.parsed(parseDotenv).entries) {
    const command = entry.commands[0];
    const verdict = command && verdictOn(entry, file.dialects);
    if (!verdict) continue;
    const { impact, message } = verdict;
    yield {
      file: file.path,
      at: spanOf(document, command.start, command.end),
      kind: entry.name,
      impact,
      message,
    };
  }
}

function verdictOn(
  { name, quote }: DotenvEntry,
  dialects: readonly Dialect[],
): { impact: Impact; message: string } | undefined {
  const runners = RUNNERS.filter(([dialect]) => dialects.includes(dialect)).map(([, words]) => words);
  // Backticks quote a value for dotenv; only a shell runs what is in them.
  if (quote === 'backtick' && !dialects.includes('shell')) return undefined;
  if (runners.length > 0)
    return {
      impact: 'high',
      message: `${runners.join(' and ')} runs this command whenever the file is loaded, with all rights of the product. Write the value itself into ${name}.`,
    };
  if (dialects.includes('dotenv-expand'))
    return {
      impact: 'medium',
      message: `dotenv-expand runs this command from version 1000 on; before that, the program gets the command itself as the value. Write the value itself into ${name}.`,
    };
  return {
    impact: 'medium',
    message: `Nothing runs this command: the program gets its text as the value, the same for everybody who has this file. Write the value itself into ${name}.`,
  };
}

const RUNNERS: readonly (readonly [Dialect, string])[] = [
  ['shell', 'The shell'],
  ['ruby', 'Ruby’s dotenv'],
];
