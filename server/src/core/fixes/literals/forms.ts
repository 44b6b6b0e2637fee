/** A lexer for strings and comments that is driven by a table, for every language but JavaScript. */

import type { Literal } from './literal.ts';
import type { Escapes } from '../escapes.ts';
import { closeLiteral, endOfLine, openLiteral, type OpenLiteral } from './builder.ts';

/** What a language's strings and comments look like. */
export interface Forms {
  /** What starts a comment that ends with its line. */
  readonly lineComments?: readonly string[];
  /** True where a line comment may start; absent: everywhere. */
  readonly commentStarts?: (text: string, at: number) => boolean;
  readonly blockComments?: readonly (readonly [open: string, close: string])[];
  readonly nestedComments?: true;
  /** Tried in order. */
  readonly strings: readonly StringForm[];
  /** Strings that no fixed quotes describe. Called at each character that is no word. */
  readonly open?: (text: string, at: number) => Opening | undefined;
  /** A here-document whose body starts on the next line. */
  readonly hereDocument?: (text: string, at: number) => HereDocument | undefined;
  /** Length of what looks like a quote at `at` and is none: a character literal, an escaped character. */
  readonly skip?: (text: string, at: number) => number;
}

export interface StringForm {
  readonly open: string;
  /** Absent: the same as `open`. */
  readonly close?: string;
  /** What may stand directly before the quote as part of the literal; anything else before it is code. */
  readonly prefix?: RegExp;
  /** True where the literal must have such a prefix. */
  readonly needsPrefix?: true;
  readonly escapes: Escapes;
  /** What the escapes are with a prefix, where that changes them. */
  readonly escapesOf?: (prefix: string) => Escapes;
  /** Ends at the end of the line if it is not closed before. */
  readonly oneLine?: true;
  readonly hole?: Hole;
  /** Only with such a prefix are there holes. Absent: always. */
  readonly holePrefix?: RegExp;
  readonly dedents?: true;
  readonly starts?: (text: string, at: number) => boolean;
  readonly kind?: 'regex';
}

/** Where evaluated code stands inside a string. */
export interface Hole {
  readonly open: string;
  readonly close: '}' | ')';
  /** True where doubling the opening character writes it as text. */
  readonly doubled?: true;
  /** A variable without braces: `$name`. */
  readonly variable?: RegExp;
}

export interface Opening extends Pick<Literal, 'escapes' | 'open' | 'close'> {
  /** Offset of the first character inside. */
  readonly contentStart: number;
  readonly kind?: 'string' | 'regex';
  readonly prefix?: string;
  readonly hole?: Hole | undefined;
  readonly dedents?: true;
  readonly oneLine?: true;
}

export interface HereDocument {
  /** Offset behind what announces it. */
  readonly end: number;
  /** Matches the line that ends it. */
  readonly terminator: RegExp;
  readonly escapes: Escapes;
  readonly hole?: Hole | undefined;
  readonly dedents?: true;
}

interface Lexer {
  readonly text: string;
  readonly forms: Forms;
  at: number;
  readonly literals: OpenLiteral[];
  readonly frames: Frame[];
  /** How many of the frames are strings that must end with their line. */
  oneLineFrames: number;
  readonly pending: HereDocument[];
  /** Characters that may still be searched for the ends of here-documents; keeps the lexer linear. */
  searchable: number;
}

type Frame = CodeFrame | StringFrame;

interface CodeFrame {
  readonly kind: 'code';
  /** What ends a hole; undefined for the file itself. */
  readonly close: string | undefined;
  depth: number;
}

interface StringFrame {
  readonly kind: 'string';
  readonly literal: OpenLiteral;
  readonly hole: Hole | undefined;
  readonly oneLine: boolean;
  /** Where a here-document's body ends; it has no quote to look for. */
  readonly end?: number;
}

/** The literals of `text` from `from` up to `to`. */
export function lexForms(text: string, forms: Forms, from = 0, to = text.length): Literal[] {
  const lexer: Lexer = {
    text: to === text.length ? text : text.slice(0, to),
    forms,
    at: from,
    literals: [],
    frames: [{ kind: 'code', close: undefined, depth: 0 }],
    oneLineFrames: 0,
    pending: [],
    searchable: 4 * (to - from),
  };
  while (lexer.at < lexer.text.length) {
    const frame = lexer.frames.at(-1);
    if (!frame) break;
    if (frame.kind === 'code') stepCode(lexer, frame);
    else stepString(lexer, frame);
  }
  for (const frame of lexer.frames) {
    if (frame.kind === 'string') endString(frame, lexer.text.length, lexer.text.length);
  }
  return lexer.literals;
}

function endString({ literal }: StringFrame, contentEnd: number, end: number): void {
  closeLiteral(literal, contentEnd, end);
  const hole = literal.holes.at(-1);
  if (hole && hole.end < hole.start) hole.end = contentEnd;
}

// --- code ---

const WORD_OR_BLANK = /[A-Za-z0-9_ \t\u0080-\ufefe]+/y;

function stepCode(lexer: Lexer, frame: CodeFrame): void {
  const { text, at, forms } = lexer;
  const character = text.charAt(at);
  if (character === '\n') return stepLineBreak(lexer);
  WORD_OR_BLANK.lastIndex = at;
  if (WORD_OR_BLANK.test(text)) {
    lexer.at = WORD_OR_BLANK.lastIndex;
    return;
  }
  const skipped = forms.skip?.(text, at) ?? 0;
  if (skipped > 0) lexer.at = at + skipped;
  else if (!addComment(lexer) && !announceHereDocument(lexer) && !startString(lexer)) stepBrace(lexer, frame);
}

function stepBrace(lexer: Lexer, frame: CodeFrame): void {
  const character = lexer.text.charAt(lexer.at);
  lexer.at++;
  if (frame.close === undefined) return;
  if (character === (frame.close === '}' ? '{' : '(')) frame.depth++;
  if (character !== frame.close) return;
  if (frame.depth-- > 0) return;
  lexer.frames.pop();
  const outer = lexer.frames.at(-1);
  const hole = outer?.kind === 'string' ? outer.literal.holes.at(-1) : undefined;
  if (hole) hole.end = lexer.at;
}

/** A line break ends an unfinished string that must fit on a line, with the hole that it happened in. */
function stepLineBreak(lexer: Lexer): void {
  if (lexer.oneLineFrames > 0) {
    const unfinished = lexer.frames.findIndex((frame) => frame.kind === 'string' && frame.oneLine);
    for (const frame of lexer.frames.splice(unfinished)) {
      if (frame.kind === 'string') endString(frame, lexer.at, lexer.at);
    }
    lexer.oneLineFrames = 0;
  }
  lexer.at++;
  const document = lexer.pending.shift();
  if (document) openHereDocument(lexer, document);
}

function addComment(lexer: Lexer): boolean {
  const { text, at, forms } = lexer;
  const block = forms.blockComments?.find(([open]) => text.startsWith(open, at));
  if (block) {
    pushComment(lexer, block[0].length, endOfBlock(lexer, block));
    return true;
  }
  if (lexer.oneLineFrames > 0) return false;
  const line = forms.lineComments?.find((open) => text.startsWith(open, at));
  if (line === undefined || forms.commentStarts?.(text, at) === false) return false;
  pushComment(lexer, line.length, endOfLine(text, at));
  return true;
}

function endOfBlock({ text, at, forms }: Lexer, [open, close]: readonly [string, string]): number {
  let depth = 1;
  let from = at + open.length;
  while (depth > 0) {
    const end = text.indexOf(close, from);
    if (end === -1) return text.length;
    if (forms.nestedComments) depth += countOf(text.slice(from, end), open);
    depth--;
    from = end + close.length;
  }
  return from;
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

function pushComment(lexer: Lexer, markLength: number, end: number): void {
  const literal = openLiteral(lexer.at, lexer.at + markLength, { kind: 'comment' });
  closeLiteral(literal, Math.max(end, literal.content.start), Math.max(end, literal.content.start));
  lexer.literals.push(literal);
  lexer.at = literal.end;
}

// --- strings ---

const PREFIX = /[A-Za-z@$]{1,4}$/;

function startString(lexer: Lexer): boolean {
  const { text, at, forms } = lexer;
  const opening = forms.open?.(text, at);
  if (opening) {
    pushString(lexer, at - (opening.prefix?.length ?? 0), opening);
    return true;
  }
  for (const form of forms.strings) {
    if (!text.startsWith(form.open, at)) continue;
    const prefix = prefixBefore(text, at, form);
    if (prefix === undefined || form.starts?.(text, at) === false) continue;
    pushString(lexer, at - prefix.length, openingOf(form, prefix, at + form.open.length));
    return true;
  }
  return false;
}

/** The literal's prefix; undefined where the form demands one and there is none. */
function prefixBefore(text: string, at: number, form: StringForm): string | undefined {
  const none = form.needsPrefix ? undefined : '';
  if (!form.prefix) return none;
  const before = text.slice(Math.max(0, at - 5), at);
  const prefix = PREFIX.exec(before)?.[0] ?? '';
  const standsAlone = !/\w/.test(before.charAt(before.length - prefix.length - 1));
  return standsAlone && form.prefix.test(prefix) ? prefix : none;
}

function openingOf(form: StringForm, prefix: string, contentStart: number): Opening {
  const hole = form.holePrefix && !form.holePrefix.test(prefix) ? undefined : form.hole;
  return {
    contentStart,
    prefix,
    open: form.open,
    close: form.close ?? form.open,
    escapes: form.escapesOf?.(prefix) ?? form.escapes,
    hole,
    ...(form.kind && { kind: form.kind }),
    ...(form.dedents && { dedents: form.dedents }),
    ...(form.oneLine && { oneLine: form.oneLine }),
  };
}

function pushString(lexer: Lexer, start: number, opening: Opening): void {
  const { contentStart, hole, oneLine, kind = 'string', ...rest } = opening;
  const literal = openLiteral(start, contentStart, { ...rest, kind, interpolates: hole !== undefined });
  lexer.literals.push(literal);
  lexer.frames.push({ kind: 'string', literal, hole, oneLine: oneLine === true });
  if (oneLine) lexer.oneLineFrames++;
  lexer.at = contentStart;
}

function announceHereDocument(lexer: Lexer): boolean {
  const document = lexer.forms.hereDocument?.(lexer.text, lexer.at);
  if (!document) return false;
  lexer.pending.push(document);
  lexer.at = document.end;
  return true;
}

function openHereDocument(lexer: Lexer, document: HereDocument): void {
  const { text, at } = lexer;
  const { escapes, hole } = document;
  const end = lexer.searchable > 0 ? endOfHereDocument(text, at, document.terminator) : undefined;
  lexer.searchable -= (end ?? text.length) - at;
  if (end === undefined) return; // it was a shift after all
  const literal = openLiteral(at, at, {
    kind: 'string',
    here: true,
    escapes,
    interpolates: hole !== undefined,
  });
  if (document.dedents) literal.dedents = true;
  lexer.literals.push(literal);
  lexer.frames.push({ kind: 'string', literal, hole, oneLine: false, end });
}

/** Offset of the line that matches `terminator`; undefined where there is none. */
function endOfHereDocument(text: string, from: number, terminator: RegExp): number | undefined {
  for (let at = from; at < text.length;) {
    const end = endOfLine(text, at);
    if (terminator.test(text.slice(at, end))) return at;
    const lineBreak = text.indexOf('\n', end);
    if (lineBreak === -1) break;
    at = lineBreak + 1;
  }
  return undefined;
}

function stepString(lexer: Lexer, frame: StringFrame): void {
  const { text, at } = lexer;
  const { literal, hole } = frame;
  if (frame.end !== undefined && at >= frame.end) return leaveString(lexer, frame, frame.end, frame.end);
  const escaped = escapeLength(text, at, literal);
  if (escaped > 0) {
    lexer.at = at + escaped;
  } else if (frame.end === undefined && text.startsWith(literal.close, at)) {
    leaveString(lexer, frame, at, at + literal.close.length);
  } else if (frame.oneLine && (text[at] === '\n' || text[at] === '\r')) {
    leaveString(lexer, frame, at, at);
  } else if (!(hole && enterHole(lexer, literal, hole))) {
    lexer.at++;
  }
}

function leaveString(lexer: Lexer, frame: StringFrame, contentEnd: number, end: number): void {
  endString(frame, contentEnd, end);
  lexer.frames.pop();
  if (frame.oneLine) lexer.oneLineFrames--;
  // A hole that is never closed may have run past the end of its here-document.
  lexer.at = Math.max(lexer.at, end);
}

/** Length of the escape sequence at `at`, so that what it escapes ends nothing; 0 where there is none. */
function escapeLength(text: string, at: number, { escapes, close }: OpenLiteral): number {
  const character = text[at];
  if (escapes === 'none') return 0;
  if (escapes === 'doubled') return text.startsWith(close + close, at) ? close.length * 2 : 0;
  const mark = escapes === 'powershell' ? '`' : '\\';
  if (escapes === 'powershell' && text.startsWith('""', at)) return 2;
  return character === mark && at + 1 < text.length ? 2 : 0;
}

function enterHole(lexer: Lexer, literal: OpenLiteral, hole: Hole): boolean {
  const { text, at } = lexer;
  if (hole.doubled && text.startsWith(hole.open + hole.open, at)) {
    lexer.at = at + 2;
    return true;
  }
  if (text.startsWith(hole.open, at)) {
    literal.holes.push({ start: at, end: -1 });
    lexer.frames.push({ kind: 'code', close: hole.close, depth: 0 });
    lexer.at = at + hole.open.length;
    return true;
  }
  if (!hole.variable) return false;
  hole.variable.lastIndex = at;
  if (!hole.variable.test(text)) return false;
  lexer.at = hole.variable.lastIndex;
  literal.holes.push({ start: at, end: lexer.at });
  return true;
}
