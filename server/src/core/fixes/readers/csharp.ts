/** C#: `Environment.GetEnvironmentVariable("NAME")`; constants become read-only fields. */

import type { TextEdit } from '../../edit.ts';
import { folderOf, join, nameOf } from '../../paths.ts';
import type { Project } from '../project.ts';
import { after, before, enclosingBracket, insertion, lineBreakOf, replaceWord, type Site } from '../site.ts';
import { concatenate, IN_RAW_TEXT, NEEDS_CONSTANT, type Reader } from './reader.ts';

export const csharp: Reader = {
  refuses(site) {
    const constant = constantAround(site);
    if (constant !== undefined) return NEEDS_CONSTANT(constant);
    return site.literal?.dedents && !site.isWhole ? IN_RAW_TEXT : undefined;
  },
  existing: [
    {
      before: /(?<read>(?:System\.)?Environment\.GetEnvironmentVariable\(\s*"(?<name>\w+)"\s*\))\s*\?\?\s*$/,
    },
  ],
  replace(site, name) {
    const call = `Environment.GetEnvironmentVariable("${name}")`;
    const read = site.isWhole ? call : concatenate(site, call, '+');
    return [...usingSystem(site), ...withoutConst(site), replaceWord(site, site.whole, read)];
  },
};

/** Why the place takes constants only. */
function constantAround(site: Site): string | undefined {
  const [left, right] = [before(site), after(site)];
  if (/\b(?:case|is|or|and|not)\s*$/.test(left) || /^\s*=>/.test(right)) return 'A pattern';
  const open = enclosingBracket(site.code, site.whole.start);
  if (open === undefined) return undefined;
  const head = site.code.slice(Math.max(0, open - 200), open);
  if (site.code[open] === '[')
    return isAttribute(site.code, open) ? 'An argument of an attribute' : undefined;
  if (site.code[open] !== '(') return undefined;
  const outer = enclosingBracket(site.code, open);
  if (outer !== undefined && site.code[outer] === '[' && isAttribute(site.code, outer))
    return 'An argument of an attribute';
  const isDefault = /[\w>\])?][ \t]+\w+\s*=\s*$/.test(left.slice(left.lastIndexOf('(') + 1));
  return isDefault && !/\b(?:for|foreach|using|if|while|switch|fixed|lock)\s*$/.test(head)
    ? 'The default of a parameter'
    : undefined;
}

/** An attribute's bracket starts a statement; an index follows what it indexes. */
function isAttribute(code: string, bracket: number): boolean {
  return /(?:^|[;{}\]])\s*$/.test(code.slice(Math.max(0, bracket - 200), bracket));
}

/** `const string` is `static readonly string` in a type, and a plain `string` in a method. */
function withoutConst(site: Site): TextEdit[] {
  const { code, whole } = site;
  const line = code.slice(code.lastIndexOf('\n', whole.start - 1) + 1, whole.start);
  const match = /\bconst\s+(?=\w)/.exec(line);
  if (!match) return [];
  const start = whole.start - line.length + match.index;
  return [
    { range: { start, end: start + match[0].length }, newText: isField(site) ? 'static readonly ' : '' },
  ];
}

function isField({ code, whole }: Site): boolean {
  const brace = enclosingBracket(code, whole.start);
  if (brace === undefined) return false;
  const window = code.slice(Math.max(0, brace - 400), brace);
  const header = window.slice(
    Math.max(window.lastIndexOf(';'), window.lastIndexOf('{'), window.lastIndexOf('}')) + 1,
  );
  return /\b(?:class|struct|record|interface)\b/.test(header);
}

function usingSystem({ code, text, document, project }: Site): TextEdit[] {
  if (
    /^[ \t]*(?:global[ \t]+)?using[ \t]+System[ \t]*;/m.test(code) ||
    hasImplicitUsings(document.path, project)
  )
    return [];
  const line = `using System;${lineBreakOf(text)}`;
  const first = /^using\s/m.exec(code);
  if (first) return [insertion(first.index, line)];
  const start = /^(?:\s|\uFEFF)*/.exec(code)?.[0].length ?? 0; // comments are blank in `code`
  const at = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const top = at === 0 && text.startsWith('\uFEFF') ? 1 : at;
  return [insertion(top, `${line}${lineBreakOf(text)}`)];
}

/** Project files can't be listed; the usual names are tried: `Api/Api.csproj`, `Directory.Build.props`, `GlobalUsings.cs`. */
function hasImplicitUsings(path: string, { files }: Project): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const name = nameOf(folder);
    const properties = [`${name}.csproj`, 'Directory.Build.props'].map(
      (each) => files.read(join(folder, each)) ?? '',
    );
    if (properties.some((xml) => /<ImplicitUsings>\s*(?:enable|true)\s*</i.test(xml))) return true;
    if (
      /^[ \t]*global[ \t]+using[ \t]+System[ \t]*;/m.test(files.read(join(folder, 'GlobalUsings.cs')) ?? '')
    )
      return true;
    if (folder === '') return false;
  }
}
