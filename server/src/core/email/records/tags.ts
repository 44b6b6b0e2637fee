import type { RecordTag, TextSpan } from './problem.ts';

/** The tags of a record of the form `tag=value; tag=value`, in their order; parts without "=" are left out. */
export function tagsOf(text: string): readonly RecordTag[] {
  return tagList(text).tags;
}

/** A record cut at its semicolons. */
export interface TagList {
  readonly tags: readonly RecordTag[];
  /** Parts that hold something, and no "=". */
  readonly strays: readonly TextSpan[];
  /** Parts that hold nothing, but for the last: two semicolons in a row. */
  readonly empty: readonly TextSpan[];
}

export function tagList(text: string): TagList {
  const tags: RecordTag[] = [];
  const strays: TextSpan[] = [];
  const empty: TextSpan[] = [];
  let from = 0;
  while (from <= text.length) {
    const semicolon = text.indexOf(';', from);
    const to = semicolon === -1 ? text.length : semicolon;
    const part = trimmed(text, from, to);
    const equals = text.indexOf('=', part.start);
    if (part.start === part.end) {
      if (semicolon !== -1) empty.push({ start: to, end: to + 1 });
    } else if (equals === -1 || equals >= part.end) strays.push(part);
    else tags.push(tagAt(text, part, equals));
    from = to + 1;
  }
  return { tags, strays, empty };
}

/** The first tag of that name, which is what receivers that don't give up take. */
export function tagNamed(tags: readonly RecordTag[], name: string): RecordTag | undefined {
  return tags.find((tag) => tag.name === name);
}

/** Of a tag, from its name to the end of its value. */
export function wholeTag(tag: RecordTag): TextSpan {
  return { start: tag.nameAt.start, end: tag.valueAt.end };
}

/** A part of a text without the blanks round it. */
export function trimmed(text: string, from: number, to: number): TextSpan {
  let start = from;
  let end = to;
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return { start, end };
}

/** Offsets are of the text; items that are empty are given too. */
export function splitAt(text: string, within: TextSpan, separator: string): readonly TextSpan[] {
  const parts: TextSpan[] = [];
  let from = within.start;
  while (from <= within.end) {
    const found = text.indexOf(separator, from);
    const to = found === -1 || found >= within.end ? within.end : found;
    parts.push(trimmed(text, from, to));
    from = to + 1;
  }
  return parts;
}

function tagAt(text: string, part: TextSpan, equals: number): RecordTag {
  const nameAt = trimmed(text, part.start, equals);
  const valueAt = trimmed(text, equals + 1, part.end);
  return {
    name: text.slice(nameAt.start, nameAt.end).toLowerCase(),
    value: text.slice(valueAt.start, valueAt.end),
    nameAt,
    valueAt,
  };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13);
}
