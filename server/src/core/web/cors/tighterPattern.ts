/** Patterns and ends of names, mended so that only what was meant passes. */
import type { EditFix } from '../../finding.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { OriginTest, PatternValue } from '../values.ts';
import { replaced } from './edits.ts';
import type { JudgedRule } from './judging.ts';
import { loosePattern, loosenessOf, type Looseness } from './looseness.ts';
import { readRegularExpression, withoutDelimiters, type Extent } from './regularExpression.ts';

/** Nothing where it takes more than an edit of the text. */
export function withTighterPattern(
  { rule }: JudgedRule,
  hole: Looseness,
  texts: Texts,
): { readonly fix?: EditFix } {
  if (rule.kind !== 'tested' || hole.at?.start === undefined) return {};
  const fixes = rule.tests.flatMap((test) => fixOf(test, rule.file, texts) ?? []);
  const [fix] = fixes;
  return rule.tests.length === 1 && fix ? { fix } : {};
}

function fixOf(test: OriginTest, file: string, texts: Texts): EditFix | undefined {
  switch (test.kind) {
    case 'host':
      return test.test.kind === 'ends-with' ? fixOf(test.test, file, texts) : undefined;
    case 'ends-with':
      return pointBefore(test, file, texts);
    case 'matches':
      return test.pattern.kind === 'pattern' ? tighter(test.pattern, test.how, file, texts) : undefined;
    default:
      return undefined;
  }
}

function pointBefore(
  { value }: Extract<OriginTest, { kind: 'starts-with' | 'ends-with' | 'contains' }>,
  file: string,
  texts: Texts,
): EditFix | undefined {
  if (value.kind !== 'text') return undefined;
  const { text, at } = value;
  const after = `.${text}`;
  if (
    !/^[a-z0-9]/i.test(text) ||
    loosenessOf({ kind: 'ends-with', value: { kind: 'text', text: after, at } })
  )
    return undefined;
  const fix = replaced(file, at, text, after, 'Put a point before the name', texts);
  // The name itself, without anything before it, passes no more.
  return fix && { ...fix, needsDecision: true };
}

function tighter(
  { source, flags, at }: PatternValue,
  how: Extent,
  file: string,
  texts: Texts,
): EditFix | undefined {
  const bare = withoutDelimiters(source, flags);
  const written = texts.read(file)?.slice(at.start, at.end);
  const place = written?.indexOf(bare.source) ?? -1;
  if (written === undefined || place < 0 || place > 4) return undefined;
  const isLiteral = /^(?:\/|%r.|~r.)/.test(written);
  // A stroke means one thing in a pattern and another in a text; a class means the same in both.
  const after = anchored(escaped(bare.source, isLiteral ? '\\.' : '[.]'), how);
  if (!isTighter(bare.source, after, bare.flags, how, { source, flags, at, kind: 'pattern' }))
    return undefined;
  const range = { start: at.start + place, end: at.start + place + bare.source.length };
  return replaced(file, range, bare.source, after, 'Let only what is meant match', texts);
}

function isTighter(before: string, after: string, flags: string, how: Extent, { at }: PatternValue): boolean {
  const old = readRegularExpression(before, flags);
  const made = readRegularExpression(after, flags);
  if (!old || !made || loosePattern(after, flags, how, at)) return false;
  const meant = old.samples.filter((sample) => old.matches(sample, how));
  return meant.length > 0 && meant.every((sample) => made.matches(sample, how));
}

function anchored(source: string, how: Extent): string {
  if (how === 'full') return source;
  const isGrouped = hasAlternatives(source);
  const inner = isGrouped ? `(?:${source})` : source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  // Without a scheme at its start it is an end of names: only what stands behind it is closed.
  const startsAnywhere = !/^\^|^\(*(?:\?:)?https?/.test(source);
  return `${startsAnywhere ? '' : '^'}${inner}$`;
}

function hasAlternatives(source: string): boolean {
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (character === '|' && depth <= 0) return true;
  }
  return false;
}

/** Points between letters of names, which are meant as points. */
function escaped(source: string, point: string): string {
  let made = '';
  let isInClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      made += character + source.charAt(++at);
      continue;
    }
    if (character === '[') isInClass = true;
    if (character === ']') isInClass = false;
    const isPoint =
      character === '.' &&
      !isInClass &&
      !/[*+?{]/.test(source.charAt(at + 1)) &&
      /[\w)\]+*]/.test(source.charAt(at - 1));
    made += isPoint ? point : character;
  }
  return made;
}
