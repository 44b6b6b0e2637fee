/** The strings and comments of each language, as data; the languages' references are the source. */

import { escapeRegExp } from '../../escapeRegExp.ts';
import type { Language } from '../../language.ts';
import type { Forms, HereDocument, Hole, Opening, StringForm } from './forms.ts';

const SLASH_COMMENTS = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const MARKUP: Forms = { blockComments: [['<!--', '-->']], strings: [] };

const RUBY_HOLE: Hole = { open: '#{', close: '}' };
const PHP_HOLE: Hole = { open: '{$', close: '}', variable: /\$\{?[A-Za-z_]\w*/y };
const SHELL_VARIABLE = /\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|[\d@*#?$!-])/y;
const SHELL_HOLE: Hole = { open: '$(', close: ')', variable: SHELL_VARIABLE };

const AT_LINE_START = (text: string, at: number): boolean =>
  /(^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, at - 80), at));
const AFTER_BLANK = (text: string, at: number): boolean => at === 0 || /[\s;&|(]/.test(text.charAt(at - 1));

/** In YAML a quote opens a string only where a value starts. */
const AT_YAML_VALUE = (text: string, at: number): boolean =>
  /(^|[\r\n]|[:,[{?-]|![\w!/:.-]*)[ \t]*$/.test(text.slice(Math.max(0, at - 80), at));

const CHARACTER = /'(?:\\[^\r\n]{1,10}?|[^\\'\r\n])'/y;

/** Length of a character literal such as `'"'`, which is no string. */
function characterLength(text: string, at: number): number {
  if (text[at] !== "'") return 0;
  CHARACTER.lastIndex = at;
  return CHARACTER.test(text) ? CHARACTER.lastIndex - at : 1;
}

const PYTHON_PREFIX = /^(?:[rbuft]|br|rb|fr|rf|tr|rt)?$/i;

function python(open: string, oneLine: boolean): StringForm {
  return {
    open,
    prefix: PYTHON_PREFIX,
    escapes: 'python',
    escapesOf: (prefix) => (/r/i.test(prefix) ? 'raw' : 'python'),
    hole: { open: '{', close: '}', doubled: true },
    holePrefix: /[ft]/i,
    ...(oneLine && { oneLine }),
  };
}

const RUBY_BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const RUBY_PERCENT = /%([qQwWiIrs]?)([([{<|!/])/y;
const EXPRESSION_BEFORE =
  /(?:^|[\r\n(,=~!|&?:;{[]|=>|\b(?:if|unless|elsif|when|and|or|not|return|puts|while|until|in|origins|resource|match))[ \t]*$/;

/** `%q(…)`, `%w[…]` and regular expressions. */
function openRuby(text: string, at: number): Opening | undefined {
  const character = text[at];
  if (character !== '%' && character !== '/') return undefined;
  if (!EXPRESSION_BEFORE.test(text.slice(Math.max(0, at - 40), at))) return undefined;
  if (character === '/') {
    if (text[at + 1] === ' ' || !matchAt(RUBY_REGEX, text, at)) return undefined;
    return { contentStart: at + 1, open: '/', close: '/', kind: 'regex', escapes: 'ruby', hole: RUBY_HOLE };
  }
  RUBY_PERCENT.lastIndex = at;
  const match = RUBY_PERCENT.exec(text);
  if (!match) return undefined;
  const [open, letter = '', bracket = ''] = match;
  const evaluates = !/[qwis]/.test(letter);
  return {
    contentStart: at + open.length,
    open,
    close: RUBY_BRACKETS[bracket] ?? bracket,
    kind: letter === 'r' ? 'regex' : 'string',
    escapes: evaluates ? 'ruby' : 'quotes',
    hole: evaluates ? RUBY_HOLE : undefined,
  };
}

/** On one line, and of a length that people write. */
const RUBY_REGEX = /\/(?:\\[^\r\n]|[^/\\\r\n]){1,400}\//y;

const RUBY_HERE = /<<([~-]?)(["'`]?)([A-Za-z_]\w*)\2/y;

function rubyHereDocument(text: string, at: number): HereDocument | undefined {
  const match = matchAt(RUBY_HERE, text, at);
  if (!match) return undefined;
  const [all, indent, quote, name = ''] = match;
  if (!indent && !quote && !/^[A-Z]/.test(name)) return undefined;
  const evaluates = quote !== "'";
  return {
    end: at + all.length,
    terminator: new RegExp(`^${indent ? '\\s*' : ''}${name}\\s*$`),
    escapes: evaluates ? 'ruby' : 'none',
    hole: evaluates ? RUBY_HOLE : undefined,
    ...(indent === '~' && { dedents: true }),
  };
}

const SHELL_HERE = /<<(-?)[ \t]*(?:(["'])([^"'\r\n]{1,80})\2|\\?([A-Za-z_]\w*))/y;

function shellHereDocument(text: string, at: number): HereDocument | undefined {
  if (text[at - 1] === '<' || text.startsWith('<<<', at)) return undefined;
  const match = matchAt(SHELL_HERE, text, at);
  if (!match) return undefined;
  const name = match[3] ?? match[4] ?? '';
  const evaluates = match[3] === undefined && !match[0].includes('\\');
  return {
    end: at + match[0].length,
    terminator: new RegExp(`^${match[1] ? '\\t*' : ''}${escapeRegExp(name)}\\s*$`),
    escapes: evaluates ? 'shell' : 'none',
    hole: evaluates ? SHELL_HOLE : undefined,
  };
}

const PHP_HERE = /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1/y;

function phpHereDocument(text: string, at: number): HereDocument | undefined {
  const match = matchAt(PHP_HERE, text, at);
  if (!match) return undefined;
  const evaluates = match[1] !== "'";
  return {
    end: at + match[0].length,
    terminator: new RegExp(`^\\s*${match[2]}\\b`),
    escapes: evaluates ? 'php' : 'none',
    hole: evaluates ? PHP_HOLE : undefined,
    dedents: true,
  };
}

const RUST_RAW = /(?:b|c)?r(#{0,16})"/y;

/** `r#"…"#`, entered at the quote or the first `#`; characters and lifetimes are skipped before. */
function openRust(text: string, at: number): Opening | undefined {
  if (text[at] !== '"' && text[at] !== '#') return undefined;
  const prefix = /(?:^|\W)([bc]?r)$/.exec(text.slice(Math.max(0, at - 3), at))?.[1];
  const match = prefix === undefined ? undefined : matchAt(RUST_RAW, text, at - prefix.length);
  if (prefix === undefined || !match) return undefined;
  const marks = match[1] ?? '';
  return {
    contentStart: at + marks.length + 1,
    prefix,
    open: `${marks}"`,
    close: `"${marks}`,
    escapes: 'none',
  };
}

const CSHARP_RAW = /"{3,}/y;

function openCSharp(text: string, at: number): Opening | undefined {
  const quotes = matchAt(CSHARP_RAW, text, at)?.[0];
  if (quotes === undefined || text[at - 1] === '@') return undefined;
  const prefix = /\$*$/.exec(text.slice(Math.max(0, at - 4), at))?.[0] ?? '';
  const hole: Hole | undefined = prefix ? { open: '{'.repeat(prefix.length), close: '}' } : undefined;
  return {
    contentStart: at + quotes.length,
    prefix,
    open: quotes,
    close: quotes,
    escapes: 'none',
    hole,
    dedents: true,
  };
}

const SIGIL = /~[a-zA-Z](?:"""|'''|[([{<|/"'])/y;

function openElixir(text: string, at: number): Opening | undefined {
  const open = matchAt(SIGIL, text, at)?.[0];
  if (open === undefined) return undefined;
  const close = RUBY_BRACKETS[open.slice(2)] ?? open.slice(2);
  const hole = /[a-z]/.test(open.charAt(1)) ? RUBY_HOLE : undefined;
  return {
    contentStart: at + open.length,
    open,
    close,
    escapes: 'other',
    hole,
    kind: open[1] === 'r' ? 'regex' : 'string',
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const KOTLIN_HOLE: Hole = { open: '${', close: '}', variable: /\$[A-Za-z_]\w*/y };
const JSON_STRING: StringForm = { open: '"', escapes: 'other', oneLine: true };

/** PHP code between its tags; `embedded.ts` finds the tags. */
export const PHP: Forms = {
  lineComments: ['//', '#'],
  commentStarts: (text, at) => !text.startsWith('#[', at),
  blockComments: [['/*', '*/']],
  strings: [
    { open: '"', escapes: 'php', hole: PHP_HOLE },
    { open: "'", escapes: 'quotes' },
    { open: '`', escapes: 'other', hole: PHP_HOLE },
  ],
  hereDocument: phpHereDocument,
};

export const HTML: Forms = MARKUP;

export const PRISMA: Forms = { lineComments: ['//'], strings: [JSON_STRING] };

type TableLanguage = Exclude<
  Language,
  'javascript' | 'javascriptreact' | 'typescript' | 'typescriptreact' | 'vue' | 'svelte' | 'astro' | 'php'
>;

const YAML: Forms = {
  lineComments: ['#'],
  commentStarts: (text, at) => at === 0 || /\s/.test(text.charAt(at - 1)),
  strings: [
    { open: '"', escapes: 'javascript', starts: AT_YAML_VALUE },
    { open: "'", escapes: 'doubled', starts: AT_YAML_VALUE },
  ],
};

export const LANGUAGES: Readonly<Record<TableLanguage, Forms>> = {
  python: {
    lineComments: ['#'],
    strings: [python('"""', false), python("'''", false), python('"', true), python("'", true)],
  },
  ruby: {
    lineComments: ['#'],
    blockComments: [['=begin', '\n=end']],
    strings: [
      { open: '"', escapes: 'ruby', hole: RUBY_HOLE },
      { open: "'", escapes: 'quotes' },
      { open: '`', escapes: 'ruby', hole: RUBY_HOLE },
    ],
    open: openRuby,
    hereDocument: rubyHereDocument,
  },
  go: {
    ...SLASH_COMMENTS,
    strings: [
      { open: '"', escapes: 'go', oneLine: true },
      { open: '`', escapes: 'none' },
    ],
    skip: characterLength,
  },
  java: {
    ...SLASH_COMMENTS,
    strings: [
      { open: '"""', escapes: 'java', dedents: true },
      { open: '"', escapes: 'java', oneLine: true },
    ],
    skip: characterLength,
  },
  kotlin: {
    ...SLASH_COMMENTS,
    nestedComments: true,
    strings: [
      { open: '"""', escapes: 'none', hole: KOTLIN_HOLE },
      { open: '"', escapes: 'java', oneLine: true, hole: KOTLIN_HOLE },
    ],
    skip: characterLength,
  },
  csharp: {
    ...SLASH_COMMENTS,
    open: openCSharp,
    strings: [
      {
        open: '"',
        prefix: /^(?:@|\$@|@\$)$/,
        needsPrefix: true,
        escapes: 'doubled',
        hole: { open: '{', close: '}', doubled: true },
        holePrefix: /\$/,
      },
      {
        open: '"',
        prefix: /^\$?$/,
        escapes: 'csharp',
        oneLine: true,
        hole: { open: '{', close: '}', doubled: true },
        holePrefix: /\$/,
      },
    ],
    skip: characterLength,
  },
  rust: {
    ...SLASH_COMMENTS,
    nestedComments: true,
    open: openRust,
    strings: [{ open: '"', prefix: /^[bc]?$/, escapes: 'rust' }],
    skip: characterLength,
  },
  swift: {
    ...SLASH_COMMENTS,
    nestedComments: true,
    strings: [
      { open: '"""', escapes: 'other' },
      { open: '"', escapes: 'other', oneLine: true },
    ],
  },
  elixir: {
    lineComments: ['#'],
    open: openElixir,
    strings: [
      { open: '"""', escapes: 'other', hole: RUBY_HOLE, dedents: true },
      { open: "'''", escapes: 'other', hole: RUBY_HOLE, dedents: true },
      { open: '"', escapes: 'elixir', hole: RUBY_HOLE },
      { open: "'", escapes: 'other', hole: RUBY_HOLE },
    ],
    skip: (text, at) => (text[at] === '?' && /\W/.test(text.charAt(at - 1)) ? 2 : 0),
  },
  shell: {
    lineComments: ['#'],
    commentStarts: AFTER_BLANK,
    strings: [
      { open: '"', escapes: 'shell', hole: SHELL_HOLE },
      { open: "'", prefix: /^\$$/, needsPrefix: true, escapes: 'other' },
      { open: "'", escapes: 'none' },
    ],
    hereDocument: shellHereDocument,
    skip: (text, at) => (text[at] === '\\' ? 2 : 0),
  },
  powershell: {
    lineComments: ['#'],
    blockComments: [['<#', '#>']],
    strings: [
      { open: '@"', close: '\n"@', escapes: 'other', hole: SHELL_HOLE },
      { open: "@'", close: "\n'@", escapes: 'none' },
      { open: '"', escapes: 'powershell', hole: { ...SHELL_HOLE, variable: /\$\{?[A-Za-z_][\w:]*\}?/y } },
      { open: "'", escapes: 'doubled' },
    ],
    skip: (text, at) => (text[at] === '`' ? 2 : 0),
  },
  yaml: YAML,
  'launch-ready': YAML,
  toml: {
    lineComments: ['#'],
    strings: [
      { open: '"""', escapes: 'other' },
      { open: "'''", escapes: 'none' },
      { open: '"', escapes: 'other', oneLine: true },
      { open: "'", escapes: 'none', oneLine: true },
    ],
  },
  terraform: {
    lineComments: ['#', '//'],
    blockComments: [['/*', '*/']],
    strings: [{ open: '"', escapes: 'other', oneLine: true, hole: { open: '${', close: '}' } }],
  },
  sql: {
    lineComments: ['--'],
    blockComments: [['/*', '*/']],
    strings: [
      { open: "'", escapes: 'doubled' },
      { open: '"', escapes: 'doubled' },
      { open: '$$', escapes: 'none' },
    ],
  },
  jsonc: { ...SLASH_COMMENTS, strings: [JSON_STRING] },
  json: { strings: [JSON_STRING] },
  notebook: { strings: [JSON_STRING] },
  css: { blockComments: [['/*', '*/']], strings: [] },
  nginx: { lineComments: ['#'], commentStarts: AFTER_BLANK, strings: [] },
  dockerfile: { lineComments: ['#'], commentStarts: AT_LINE_START, strings: [] },
  dotenv: { lineComments: ['#'], commentStarts: AT_LINE_START, strings: [] },
  ini: { lineComments: ['#', ';'], commentStarts: AT_LINE_START, strings: [] },
  properties: { lineComments: ['#', '!'], commentStarts: AT_LINE_START, strings: [] },
  html: MARKUP,
  xml: MARKUP,
  markdown: MARKUP,
  text: { strings: [] },
};
