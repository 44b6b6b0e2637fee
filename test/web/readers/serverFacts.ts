import { createDocument } from '../../../server/src/core/source.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { HeaderSetting, Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Condition, Value } from '../../../server/src/core/web/values.ts';

/** What a reader finds in a text that its path makes it read. */
export function read(reader: WebReader, path: string, text: string): WebFacts {
  return (reader.reads(path) && reader.read(createDocument({ path, text }))) || {};
}

/** A setting in one line: `set cache-control: "no-store" at 2:10 «no-store» for prefix /x`. */
function line(text: string, setting: HeaderSetting): string {
  const { value, scope, when, lost } = setting;
  return [
    `${setting.mode} ${setting.header}: ${shown(value)} at ${place(text, value.at)}`,
    scope.syntax === 'all' && !scope.conditional && !scope.methods ? '' : ` for ${scopeOf(scope)}`,
    when ? ` when ${when.map(asked).join(' and ')}` : '',
    setting.successOnly ? ' on success' : '',
    setting.inherited ? ' (inherited)' : '',
    lost ? ` lost at ${place(text, lost.at)}` : '',
  ].join('');
}

export function lines(text: string, facts: WebFacts): string[] {
  return (facts.headers ?? []).map((setting) => line(text, setting));
}

export function place(text: string, at: Value['at']): string {
  return `${at.line}:${at.column} «${text.slice(at.start, at.end)}»`;
}

export function scopeOf({ syntax, pattern, methods, conditional, ignoresCase }: Scope): string {
  return [syntax, pattern, methods?.join(','), ignoresCase && 'in any case', conditional && 'sometimes']
    .filter((part) => typeof part === 'string')
    .join(' ');
}

export function shown(value: Value): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'pattern':
      return `/${value.source}/${value.flags}`;
    case 'list':
      return `[${value.items.map(shown).join(', ')}]`;
    case 'choice':
      return value.options.map((option) => shown(option.value)).join(' or ');
    case 'joined':
      return value.parts.map(shown).join(' + ');
    case 'request':
      return `the ${value.what}`;
    case 'variable':
      return `$${value.name}${value.fallback ? ` else ${shown(value.fallback)}` : ''}`;
    case 'imported':
      return `${value.name} of ${value.from}`;
    case 'call':
    case 'flag':
    case 'function':
    case 'map':
    case 'nothing':
    case 'number':
    case 'unknown':
      return value.kind;
  }
}

export function asked(condition: Condition): string {
  if (condition.kind === 'all' || condition.kind === 'any')
    return `${condition.kind} of (${condition.of.map(asked).join(', ')})`;
  if (condition.kind !== 'origin') return condition.kind;
  const { test, negated } = condition;
  const what =
    test.kind === 'matches'
      ? `matches ${shown(test.pattern)} (${test.how})`
      : test.kind === 'listed'
        ? `is in ${shown(test.list)}`
        : 'value' in test
          ? `${test.kind} ${shown(test.value)}`
          : test.kind;
  return `${negated ? 'not ' : ''}origin ${what}`;
}
