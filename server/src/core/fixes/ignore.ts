import type { EditPlan, Refusal } from '../edit.ts';
import type { Language } from '../language.ts';
import { printable } from '../printable.ts';
import type { Document } from '../source.ts';

export interface IgnoreRequest {
  readonly document: Document;
  readonly ruleId: string;
  /** Offset of the finding. */
  readonly offset: number;
  readonly scope: 'next-line' | 'file';
  readonly reason: string;
}

/** Silences a finding where it stands, or its rule in the whole file, in the comment syntax of the file. */
export function planIgnore({ document, ruleId, offset, scope, reason }: IgnoreRequest): EditPlan | Refusal {
  // A space in their place: without one, what is around them could close up to another.
  const said = reason.replaceAll(/[\r\n]+|\*\/|-->/g, ' ').trim();
  if (said === '')
    return { refused: 'A finding can only be ignored with a reason, for whoever reads the code next.' };
  const line = document.lineAt(offset);
  const comment = commentFor(document, offset);
  if (!comment) {
    return {
      refused: `This file has no comments to write it into. Add it to launch-ready.yaml: ignore: [{ paths: [${JSON.stringify(printable(document.path))}], rules: ["${ruleId}"], reason: "…" }].`,
    };
  }
  const at = scope === 'file' ? afterShebang(document.text) : line.start;
  const indent =
    scope === 'file' ? '' : (/^[ \t]*/.exec(document.text.slice(line.start, line.end))?.[0] ?? '');
  const directive = `launch-ready-ignore-${scope} ${ruleId} -- ${said}`;
  const lineBreak = /\r\n/.test(document.text) ? '\r\n' : '\n';
  const newText = `${indent}${comment[0]}${directive}${comment[1]}${lineBreak}`;
  return {
    title: scope === 'file' ? `Ignore ${ruleId} in this file` : 'Ignore here',
    edits: [{ path: document.path, edits: [{ range: { start: at, end: at }, newText }] }],
    notes: [],
  };
}

/** What opens and closes a comment on a line of its own, above the finding. */
type Comment = readonly [open: string, close: string];

const SLASHES: Comment = ['// ', ''];
const HASH: Comment = ['# ', ''];
const MARKUP: Comment = ['<!-- ', ' -->'];

const COMMENTS: Readonly<Partial<Record<Language, Comment>>> = {
  javascript: SLASHES,
  typescript: SLASHES,
  javascriptreact: SLASHES,
  typescriptreact: SLASHES,
  go: SLASHES,
  java: SLASHES,
  kotlin: SLASHES,
  csharp: SLASHES,
  rust: SLASHES,
  swift: SLASHES,
  php: SLASHES,
  jsonc: SLASHES,
  python: HASH,
  ruby: HASH,
  elixir: HASH,
  shell: HASH,
  powershell: HASH,
  dockerfile: HASH,
  yaml: HASH,
  toml: HASH,
  properties: HASH,
  dotenv: HASH,
  nginx: HASH,
  terraform: HASH,
  'launch-ready': HASH,
  ini: ['; ', ''],
  sql: ['-- ', ''],
  css: ['/* ', ' */'],
  html: MARKUP,
  xml: MARKUP,
  markdown: MARKUP,
};

function commentFor(document: Document, offset: number): Comment | undefined {
  const { language, text } = document;
  // Single-file components are markup around script: which of the two the line is in decides.
  if (language === 'vue' || language === 'svelte' || language === 'astro' || language === 'html') {
    return insideScript(text, offset, language === 'astro') ? SLASHES : MARKUP;
  }
  if (/^(type|java)scriptreact$/.test(language) && isJsxText(document, offset)) return ['{/* ', ' */}'];
  return COMMENTS[language];
}

function insideScript(text: string, offset: number, frontmatter: boolean): boolean {
  const before = text.slice(0, offset);
  if (frontmatter && before.startsWith('---') && before.split(/^---$/m).length === 2) return true;
  return before.lastIndexOf('<script') > before.lastIndexOf('</script');
}

/** The line before a JSX child or attribute: a `//` there would be text. Judged by how the line itself begins. */
function isJsxText(document: Document, offset: number): boolean {
  const line = document.lineAt(offset);
  const text = document.text.slice(line.start, line.end).trim();
  return text.startsWith('<') && !text.startsWith('<T');
}

function afterShebang(text: string): number {
  // PHP's opening tag and a shebang must stay first.
  const first = /^(#![^\n]*\n|<\?php[^\n]*\n|<\?xml[^\n]*\n)/.exec(text);
  return first ? first[0].length : 0;
}
