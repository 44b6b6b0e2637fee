/**
 * Reads nginx' configuration: directives, their words and blocks, with the place of everything. Lua in blocks is stepped over,
 * and so is what a template puts in: `{{ … }}`, `{% … %}`, `<% … %>`. Of a text that is broken it gives what can be told.
 * The rules for words are those of nginx' own reader (src/core/ngx_conf_file.c).
 */
import type { TextRange } from '../finding.ts';
import { lineFeedAt } from '../lines.ts';
import type { Parser } from '../source.ts';

/** The range goes from the name to the semicolon or the bracket that closes the block. */
export interface NginxDirective extends TextRange {
  readonly name: NginxWord;
  readonly args: readonly NginxWord[];
  readonly block?: readonly NginxDirective[];
}

/** The range is that of what stands between the quotes. */
export interface NginxWord extends TextRange {
  /** Without quotes and escapes. */
  readonly text: string;
  readonly isQuoted: boolean;
}

export const parseNginx: Parser<readonly NginxDirective[]> = (text) => parseNginxIn(text, 0, text.length);

/** Reads a part of a text: configuration in a ConfigMap, a Dockerfile. */
export function parseNginxIn(text: string, start: number, end: number): readonly NginxDirective[] {
  const reader: Reader = { text, at: start, end, holes: new Map() };
  const root: Block = { directives: [] };
  const open: Block[] = [root];
  let tooDeep = 0;
  let words: NginxWord[] = [];

  const finish = (block?: Block): void => {
    const [name, ...args] = words;
    words = [];
    if (!name) return;
    const directive: Building = { name, args, start: name.start, end: reader.at };
    if (block) {
      directive.block = block.directives;
      block.owner = directive;
    }
    open.at(-1)?.directives.push(directive);
  };

  for (;;) {
    skipBlank(reader);
    const char = reader.at < end ? text[reader.at] : undefined;
    if (char === undefined) break;
    if (char === ';') {
      reader.at++;
      finish();
    } else if (char === '}') {
      finish();
      reader.at++;
      if (tooDeep > 0) tooDeep--;
      else if (open.length > 1) {
        const closed = open.pop();
        if (closed?.owner) closed.owner.end = reader.at;
      }
    } else if (char === '{' && !holeAt(reader, reader.at)) {
      if (words[0]?.text.endsWith('_by_lua_block')) {
        skipLua(reader);
        finish();
        continue;
      }
      reader.at++;
      if (open.length >= DEEPEST) {
        words = [];
        tooDeep++;
        continue;
      }
      const block: Block = { directives: [] };
      // A block without a name is still a block: brackets must match.
      if (words.length === 0) block.directives = open.at(-1)?.directives ?? [];
      finish(block);
      open.push(block);
    } else if (words.length === 0 && skipTemplateLine(reader)) continue;
    else words.push(readWord(reader));
  }
  finish();
  for (const { owner } of open) if (owner) owner.end = end;
  return root.directives;
}

interface Building {
  readonly name: NginxWord;
  readonly args: readonly NginxWord[];
  readonly start: number;
  end: number;
  block?: readonly NginxDirective[];
}

interface Block {
  directives: NginxDirective[];
  owner?: Building;
}

interface Reader {
  readonly text: string;
  at: number;
  readonly end: number;
  /** Where the next end of each kind of template hole stands: a text is searched once. */
  readonly holes: Map<string, number>;
}

const DEEPEST = 60;

function skipBlank(reader: Reader): void {
  const { text, end } = reader;
  while (reader.at < end) {
    const char = text[reader.at] ?? '';
    if (BLANK.test(char)) reader.at++;
    else if (char === '#') reader.at = Math.min(end, lineFeedAt(text, reader.at));
    else return;
  }
}

const BLANK = /[\s\uFEFF]/;

/** nginx takes quotes for quotes only where a word starts, and `#` for a comment only there. */
function readWord(reader: Reader): NginxWord {
  const { text } = reader;
  const quote = text[reader.at];
  if (quote === '"' || quote === "'") return readQuoted(reader, quote);
  const start = reader.at;
  let isEscaped = false;
  while (reader.at < reader.end) {
    const hole = holeAt(reader, reader.at);
    if (hole) {
      reader.at = hole;
      continue;
    }
    const char = text[reader.at] ?? '';
    if (BLANK.test(char) || char === ';') break;
    if (char === '{' && text[reader.at - 1] !== '$') break;
    // `${name}`: the bracket is the word's own. So is one behind a name that was opened.
    if (char === '}' && !closesVariable(text, start, reader.at)) break;
    if (char === '\\') {
      isEscaped = true;
      reader.at++;
    }
    reader.at++;
  }
  reader.at = Math.min(Math.max(reader.at, start + 1), reader.end);
  const raw = text.slice(start, reader.at);
  return { text: isEscaped ? unescape(raw) : raw, isQuoted: false, start, end: reader.at };
}

/** Looks back over a name of at most 200 characters for its `${`. */
function closesVariable(text: string, start: number, at: number): boolean {
  const limit = Math.max(start, at - 200);
  for (let before = at - 1; before > limit; before--) {
    if (text[before] === '{') return text[before - 1] === '$';
    if (!/[\w:.-]/.test(text[before] ?? '')) return false;
  }
  return false;
}

function readQuoted(reader: Reader, quote: string): NginxWord {
  const { text, end } = reader;
  const start = ++reader.at;
  let isEscaped = false;
  while (reader.at < end && text[reader.at] !== quote) {
    // `"{{ getenv "NAME" }}"`: the template's own quotes.
    const hole = holeAt(reader, reader.at);
    if (hole && text.slice(reader.at, hole).includes(quote)) {
      reader.at = hole;
      continue;
    }
    if (text[reader.at] === '\\') {
      isEscaped = true;
      reader.at++;
    }
    reader.at++;
  }
  const stop = Math.min(reader.at, end);
  reader.at = Math.min(stop + 1, end);
  const raw = text.slice(start, stop);
  return { text: isEscaped ? unescape(raw) : raw, isQuoted: true, start, end: stop };
}

function unescape(raw: string): string {
  return raw.replace(/\\(["'\\trn])/g, (_, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

const HOLES: readonly (readonly [open: string, close: string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
];

/** Behind the hole that starts here, on this line; undefined where none does. */
function holeAt(reader: Reader, at: number): number | undefined {
  const { text } = reader;
  const first = text[at];
  if (first !== '{' && first !== '<') return undefined;
  for (const [open, close] of HOLES) {
    if (!text.startsWith(open, at)) continue;
    let next = reader.holes.get(close) ?? -1;
    if (next < at + 2) {
      const found = text.indexOf(close, at + 2);
      next = found === -1 ? Number.MAX_SAFE_INTEGER : found;
      reader.holes.set(close, next);
    }
    if (next + 2 > reader.end || next - at > 1_000) return undefined;
    return text.slice(at, next).includes('\n') && open === '{{' ? undefined : next + 2;
  }
  return undefined;
}

/** `{{ if .Values.x }}`, `{% endif %}`, `<% end %>` alone on a line: no word of a directive. */
function skipTemplateLine(reader: Reader): boolean {
  const behind = holeAt(reader, reader.at);
  if (!behind) return false;
  let at = behind;
  while (reader.text[at] === ' ' || reader.text[at] === '\t' || reader.text[at] === '\r') at++;
  if (at < reader.end && reader.text[at] !== '\n' && !holeAt(reader, at)) return false;
  reader.at = Math.min(behind, reader.end);
  return true;
}

const LUA = /--\[(=*)\[|--[^\n]*|\[(=*)\[|["'{}]/g;

/** To behind the bracket that closes a block of Lua: its strings and comments may hold brackets. */
function skipLua(reader: Reader): void {
  const { text, end } = reader;
  let depth = 0;
  LUA.lastIndex = reader.at;
  for (let match = LUA.exec(text); match && match.index < end; match = LUA.exec(text)) {
    const [token, comment, long] = match;
    if (token === '{') depth++;
    else if (token === '}') {
      if (--depth === 0) {
        reader.at = LUA.lastIndex;
        return;
      }
    } else if (token === '"' || token === "'") LUA.lastIndex = behindLuaString(text, match.index);
    else if (comment !== undefined || long !== undefined) {
      const close = text.indexOf(`]${comment ?? long}]`, LUA.lastIndex);
      // An unclosed one would be searched for again and again.
      if (close === -1) break;
      LUA.lastIndex = close;
    }
  }
  reader.at = end;
}

function behindLuaString(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
