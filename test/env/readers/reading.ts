/** Reads one text with one reader, and says in short words what was found. */
import assert from 'node:assert/strict';
import type { EnvReader } from '../../../server/src/core/env/reader.ts';
import type { EnvFacts, Span } from '../../../server/src/core/env/types.ts';
import { languageOf } from '../../../server/src/core/language.ts';
import { createDocument } from '../../../server/src/core/source.ts';

export interface Reading extends EnvFacts {
  /** `NAME required`, `NAME optional set` (with the state of its default), in the order of the text. */
  readonly needs: readonly string[];
  readonly declared: readonly string[];
  /** `PREFIX*SUFFIX` */
  readonly patterns: readonly string[];
  /** `name/parameter required` */
  readonly wrappers: readonly string[];
  readonly loaded: readonly string[];
}

/** `spelled: 'other'` where the text has a field or key that only stands for the name. */
export function readWith(
  reader: EnvReader,
  path: string,
  text: string,
  spelled: 'same' | 'other' = 'same',
): Reading {
  const language = languageOf(path, text);
  assert.ok(reader.reads(path, language), `${path} is for another reader`);
  const lower = text.toLowerCase();
  const isTriggered = reader.triggers.some((trigger) => lower.includes(trigger));
  const isRead = isTriggered || reader.always?.(path, language) === true;
  const facts = (isRead ? reader.read(createDocument({ path, text })) : undefined) ?? {};
  const places = [...(facts.uses ?? []), ...(facts.declarations ?? []), ...(facts.calls ?? [])];
  for (const { name, at } of places) {
    if (spelled === 'same') assert.equal(textAt(text, at), name);
    const line = text.split('\n')[at.line - 1] ?? '';
    assert.ok(line.slice(at.column - 1).startsWith(textAt(text, at)));
  }
  const uses = (facts.uses ?? []).toSorted((a, b) => a.at.start - b.at.start);
  return {
    ...facts,
    needs: uses.map(({ name, need, fallback }) => [name, need, fallback?.state].filter(Boolean).join(' ')),
    declared: (facts.declarations ?? [])
      .toSorted((a, b) => a.at.start - b.at.start)
      .map(({ name, value }) => `${name} ${value.state}`),
    patterns: (facts.dynamics ?? []).map(({ prefix, suffix }) => `${prefix}*${suffix}`),
    wrappers: (facts.helpers ?? []).map(({ name, parameter, need }) => `${name}/${parameter} ${need}`),
    loaded: (facts.loads ?? []).map(({ file }) => file),
  };
}

export function textAt(text: string, at: Span): string {
  return text.slice(at.start, at.end);
}

/** Texts that break careless parsers: long, unfinished, deeply nested. */
export function hostileTexts(start: string, units: readonly string[]): readonly string[] {
  const all = ['{', '(', '[', '"', "'", '\\', '`', '${', 'a', ' ', '\n', '/*', '"""', '(]', ...units];
  return all.map((unit) => start + unit.repeat(Math.ceil(300_000 / unit.length)));
}
