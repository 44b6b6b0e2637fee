/** Python: `os.environ["NAME"]`, which raises where the variable is missing. */

import type { TextEdit } from '../../edit.ts';
import {
  after,
  afterShebang,
  before,
  enclosingBracket,
  insertion,
  lineBreakOf,
  replaceWord,
  surroundings,
  type Site,
} from '../site.ts';
import {
  concatenate,
  IN_RAW_TEXT,
  NEEDS_CONSTANT,
  type ExistingForm,
  type Reader,
  type Written,
} from './reader.ts';

export const python: Reader = {
  refuses(site) {
    if (/(?:^|[\r\n])[ \t]*case[ \t]+(?!=)[^\r\n]*$/.test(before(site)))
      return NEEDS_CONSTANT('A case pattern');
    if (/\bLiteral\[[^\]]*$/.test(before(site))) return NEEDS_CONSTANT('A type');
    const isJoinedBytes = /b/i.test(site.literal?.prefix ?? '') && isJoined(site);
    if (isJoinedBytes || (isInHole(site) && !site.isWhole)) return IN_RAW_TEXT;
    return undefined;
  },
  isProse: isDocstring,
  existing: existingForms(),
  replace(site, name) {
    const { expression, edits } = environ(site);
    return [...edits, replaceLiteral(site, (quote) => `${expression}[${quote}${name}${quote}]`)];
  },
};

type Read = (quote: '"' | "'") => string;

function replaceLiteral(site: Site, read: Read): TextEdit {
  const { literal, whole, range } = site;
  if (!literal) return { range, newText: read('"') };
  // Before Python 3.12 a string inside an f-string must use the other quote.
  const quote = literal.open.startsWith('"') ? '"' : "'";
  const hole = `{${read(quote === '"' ? "'" : '"')}}`;
  if (literal.interpolates) return { range, newText: hole };
  if (/b/i.test(literal.prefix)) {
    const bytes = `${read('"')}.encode()`;
    return replaceWord(site, whole, site.isWhole ? bytes : concatenate(site, bytes, '+'));
  }
  if (site.isWhole && !isJoined(site)) return replaceWord(site, whole, read(isInHole(site) ? quote : '"'));
  return { range: whole, newText: formatted(site, hole) };
}

/** True for a string in a hole of an f-string, whose quotes differ from those around it already. */
function isInHole({ literals, whole }: Site): boolean {
  return literals.some(({ holes }) => holes.some(({ start, end }) => start < whole.start && whole.end < end));
}

/** The literal as an f-string with the variable in it. */
function formatted(site: Site, hole: string): string {
  const { prefix = '', open = '', close = '' } = site.literal ?? {};
  const [left, right] = surroundings(site);
  const escape = (text: string): string => text.replace(/[{}]/g, '$&$&');
  return `${/r/i.test(prefix) ? 'rf' : 'f'}${open}${escape(left)}${hole}${escape(right)}${close}`;
}

/** A line break that no backslash precedes. */
const UNJOINED_LINE = /(?<![\\\r])\n|(?<!\\)\r/;

/** Strings that stand side by side are one string; on two lines only inside brackets. */
function isJoined(site: Site): boolean {
  const gapBefore = /["']([\s\\]*)$/.exec(before(site))?.[1];
  const gapAfter = /^([\s\\]*)[a-zA-Z]{0,2}["']/.exec(after(site))?.[1];
  const inBrackets = enclosingBracket(site.code, site.whole.start) !== undefined;
  return [gapBefore, gapAfter].some((gap) => gap !== undefined && (inBrackets || !UNJOINED_LINE.test(gap)));
}

/** A string in triple quotes that is a statement of its own. */
function isDocstring(site: Site): boolean {
  if (site.literal?.open.length !== 3) return false;
  const [left, right] = [before(site), after(site)];
  const startsLine = /(?:^|[\r\n])[ \t]*$/.test(left) && !/[([{,=+\-*/%|&<>!\\]$/.test(left.trimEnd());
  return startsLine && /^[ \t]*(?:[\r\n]|$)/.test(right);
}

// --- the environment ---

interface Access {
  readonly expression: string;
  readonly edits: readonly TextEdit[];
}

const IMPORT = /^import[ \t]+([^\r\n#;]+)/gm;
const FROM_OS = /^from[ \t]+os[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\r\n#;]+))/gm;

/** What the environment is called in this file, and the import that this needs. */
function environ(site: Site): Access {
  const { code, text } = site;
  const modules = [...code.matchAll(IMPORT)].flatMap((match) => aliases(match[1] ?? ''));
  const os = modules.find(
    ([module, alias]) => module === 'os' || (module.startsWith('os.') && alias === undefined),
  );
  if (os) return { expression: `${os[1] ?? 'os'}.environ`, edits: [] };
  const names = [...code.matchAll(FROM_OS)].flatMap((match) => aliases(match[1] ?? match[2] ?? ''));
  const name = names.find(([original]) => original === 'environ');
  if (name) return { expression: name[1] ?? name[0], edits: [] };
  return { expression: 'os.environ', edits: [importOs(text, site)] };
}

/** `a, b as c` as pairs of name and alias. */
function aliases(list: string): (readonly [name: string, alias: string | undefined])[] {
  return list.split(',').map((each) => {
    const [name = '', alias] = each.trim().split(/\s+as\s+/);
    return [name, alias];
  });
}

const STATEMENT = /^(?:import|from)[ \t][^\r\n]*/gm;

/** `import os` in its alphabetical place among the first plain imports. */
function importOs(text: string, site: Site): TextEdit {
  const lineBreak = lineBreakOf(text);
  const statements = [...site.code.matchAll(STATEMENT)];
  const first = statements.findIndex(([statement]) => !statement.startsWith('from __future__'));
  const start = statements[first];
  if (!start) return importOsAlone(site, lineBreak);
  let at = start.index;
  for (const { 0: statement, index } of statements.slice(first)) {
    const isNextLine = index === at;
    if (!isNextLine || !/^import[ \t]/.test(statement) || statement.slice(7).trim() > 'os') break;
    const end = text.indexOf('\n', index);
    if (end === -1) break;
    at = end + 1;
  }
  return insertion(at, `import os${lineBreak}`);
}

/** A file without imports: behind `__future__`, the docstring, or the `#!` and coding lines, with a blank line around. */
function importOsAlone({ code, text, literals }: Site, lineBreak: string): TextEdit {
  const future = [...code.matchAll(/^from __future__[^\r\n]*/gm)].at(-1);
  const docstring = literals.find(
    ({ kind, start }) => kind === 'string' && /^\uFEFF?\s*$/.test(code.slice(0, start)),
  );
  const head =
    /^\uFEFF?(?:#![^\n]*(?:\n|$))?(?:#.*coding[:=][^\n]*(?:\n|$))?/.exec(text)?.[0].length ??
    afterShebang(text);
  const follows = future ? future.index + future[0].length : docstring?.end;
  const lineFeed = follows === undefined ? -1 : text.indexOf('\n', follows);
  const at = follows === undefined ? head : lineFeed === -1 ? text.length : lineFeed + 1;
  const lead = follows === undefined ? '' : lineFeed === -1 ? lineBreak.repeat(2) : lineBreak;
  const trail = /^\r?\n/.test(text.slice(at)) ? '' : lineBreak;
  return insertion(at, `${lead}import os${lineBreak}${trail}`);
}

// --- variables that are read already ---

function existingForms(): ExistingForm[] {
  const name = String.raw`["'](?<name>\w+)["']`;
  const call = String.raw`[\w.]*\b(?:environ\.get|getenv)\(\s*${name}`;
  const strict = (variable: string, site: Site): Written => {
    const { expression, edits } = environ(site);
    return { newText: `${expression}["${variable}"]`, edits };
  };
  const assertion = (variable: string, site: Site): Written => {
    const { expression, edits } = environ(site);
    return { newText: `assert "${variable}" in ${expression}, "set ${variable} in the environment"`, edits };
  };
  return [
    {
      before: new RegExp(String.raw`${call}\s*,\s*(?:default\s*=\s*)?$`),
      after: /^\s*,?\s*\)/,
      write: strict,
    },
    { before: new RegExp(String.raw`${call}\s*\)\s*or\s+$`), write: strict },
    // python-decouple, django-environ, environs: without a default they raise
    {
      before: new RegExp(
        String.raw`(?<read>\b(?:config|env|env\.(?:str|url|db|db_url|cache|cache_url|get_value))\(\s*${name})\s*,\s*(?:default\s*=\s*)?$`,
      ),
      after: /^(?<keep>\s*[,)])/,
    },
    {
      before: new RegExp(String.raw`[\w.]*\benviron\[\s*${name}\s*\]\s*=\s*$`),
      statement: true,
      write: assertion,
    },
    {
      before: new RegExp(String.raw`[\w.]*\benviron\.setdefault\(\s*${name}\s*,\s*$`),
      after: /^\s*,?\s*\)/,
      statement: true,
      write: assertion,
    },
  ];
}
