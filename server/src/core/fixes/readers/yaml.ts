/** Compose files, GitHub workflows and Prisma schemas: formats that fill variables in themselves. */

import type { TextEdit } from '../../edit.ts';
import { previousCharacter, type Site } from '../site.ts';
import { IN_RAW_TEXT, type Existing, type Reader } from './reader.ts';
import { withoutDefault } from './shell.ts';

/** Compose replaces `${NAME}` in every value, from the shell and from `.env` beside the file. */
export const compose: Reader = {
  existingInside: (site) => withoutDefault(site, (name) => `\${${name}}`),
  replace: (site, name) => [inScalar(site, { range: site.range, newText: `\${${name}}` })],
};

/** Workflows read the repository's secrets, which are kept on GitHub: there is no environment file. */
export const workflow: Reader = {
  refuses: (site) =>
    isInExpression(site) && !secretOrElse(site)
      ? 'The value is part of a larger ${{ … }} expression: give it a variable of its own under env: first, then use this fix there.'
      : undefined,
  existingInside: secretOrElse,
  replace: (site, name) => [inScalar(site, { range: site.range, newText: `\${{ secrets.${name} }}` })],
};

/** `${{ secrets.NAME || 'secret' }}`: what follows the name goes. */
function secretOrElse({ text, range }: Site): Existing | undefined {
  const head = /\$\{\{\s*secrets\.(\w+)(\s*\|\|\s*')$/.exec(
    text.slice(Math.max(0, range.start - 200), range.start),
  );
  if (!head || !/^'\s*\}\}/.test(text.slice(range.end, range.end + 20))) return undefined;
  const [, name = '', alternative = ''] = head;
  return {
    name,
    edits: [{ range: { start: range.start - alternative.length, end: range.end + 1 }, newText: '' }],
  };
}

function isInExpression({ text, range }: Site): boolean {
  const left = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  return left.lastIndexOf('${{') > left.lastIndexOf('}}');
}

/** In `[a, b]` and `{a: b}` a brace means something to YAML: there the value gets quotes. */
function inScalar(site: Site, edit: TextEdit): TextEdit {
  const { text, literal, range } = site;
  const line = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  const isFlow = !literal && /(?:^|[:\s-])[[{][^\]}]*$/.test(line) && /[,[:{]/.test(previousCharacter(site));
  return isFlow ? { range: edit.range, newText: `"${edit.newText}"` } : edit;
}

export const prisma: Reader = {
  refuses: (site) => (site.literal && site.isWhole ? undefined : IN_RAW_TEXT),
  replace: ({ whole }, name) => [{ range: whole, newText: `env("${name}")` }],
};
