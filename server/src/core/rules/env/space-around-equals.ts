import { envFileRoleOf } from '../../env/envFileRole.ts';
import { parseDotenv, type DotenvEntry } from '../../parsers/dotenv.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/space-around-equals',
  impact: 'low',
  stage: 'handover',
  title: 'Space beside an equals sign',
  why: 'Libraries pass over the space. A shell doesn’t: it takes the name for a command, and the variable stays unset.',
  offByDefault: true,
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    if (envFileRoleOf(document.path) === undefined) return;
    for (const entry of document.parsed(parseDotenv).entries) {
      const start = entry.nameRange.end;
      const end = valueStart(entry);
      if (start === entry.separator.start && end === entry.separator.end) continue;
      if (document.text[entry.separator.start] !== '=') continue;
      // Behind the sign alone, with no value, it makes no difference.
      if (start === entry.separator.start && entry.value.start === entry.value.end && !entry.quote) continue;
      yield {
        range: { start, end },
        kind: entry.name.slice(0, 80),
        message:
          'Write the name, the equals sign and the value without spaces between them: a shell fails on them.',
        fix: { kind: 'edit', title: 'Remove the spaces', edits: [{ range: { start, end }, newText: '=' }] },
      };
    }
  },
});

function valueStart({ value, quote }: DotenvEntry): number {
  return quote ? value.start - 1 : value.start;
}
