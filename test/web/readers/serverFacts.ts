import { createDocument } from '../../../server/src/core/source.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { HeaderSetting, Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Span } from '../../../server/src/core/span.ts';
import { printCondition, printValue } from '../../support/printValue.ts';

/** What a reader finds in a text that its path makes it read. */
export function read(reader: WebReader, path: string, text: string): WebFacts {
  return (reader.reads(path) && reader.read(createDocument({ path, text }))) || {};
}

/** A setting in one line: `set cache-control: "no-store" at 2:10 «no-store» for prefix /x`. */
function line(text: string, setting: HeaderSetting): string {
  const { value, scope, when, lost } = setting;
  return [
    `${setting.mode} ${setting.header}: ${printValue(value)} at ${place(text, value.at)}`,
    scope.syntax === 'all' && !scope.conditional && !scope.methods ? '' : ` for ${scopeOf(scope)}`,
    when ? ` when ${when.map(printCondition).join(' and ')}` : '',
    setting.successOnly ? ' on success' : '',
    setting.inherited ? ' (inherited)' : '',
    lost ? ` lost at ${place(text, lost.at)}` : '',
  ].join('');
}

export function lines(text: string, facts: WebFacts): string[] {
  return (facts.headers ?? []).map((setting) => line(text, setting));
}

export function place(text: string, at: Span): string {
  return `${at.line}:${at.column} «${text.slice(at.start, at.end)}»`;
}

export function scopeOf({ syntax, pattern, methods, conditional, ignoresCase }: Scope): string {
  return [syntax, pattern, methods?.join(','), ignoresCase && 'in any case', conditional && 'sometimes']
    .filter((part) => typeof part === 'string')
    .join(' ');
}
