import { createDocument } from '../../../server/src/core/source.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { Handler, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Condition, OriginTest, Value } from '../../../server/src/core/web/values.ts';

/** What a reader finds in a file of code, if its name and its triggers would show it the file. */
export function read(reader: WebReader, path: string, text: string): WebFacts {
  const document = createDocument({ path, text });
  const isShown =
    reader.languages.includes(document.language) &&
    reader.reads(path) &&
    (reader.always?.(path) === true ||
      reader.triggers.some((trigger) => text.toLowerCase().includes(trigger)));
  return (isShown && reader.read(document)) || {};
}

/** Headers, one line each: what is underlined stands between « and ». */
export function headersOf(reader: WebReader, path: string, text: string): string[] {
  const { headers = [], handlers = [] } = read(reader, path, text);
  return headers.map(({ header, nameAt, value, mode, handler, when, scope, setBy }) => {
    const place = text.slice(nameAt.start, nameAt.end);
    const named = place.toLowerCase() === header ? `«${place}»` : `${header} «${place}»`;
    const of = handler === undefined ? '' : ` in ${nameOf(handlers[handler])}`;
    const on = scope.pattern === undefined ? '' : ` on ${scope.pattern}`;
    return `${mode}${setBy === 'code' ? '' : ` ${setBy}`} ${named}: ${shown(value, text)}${on}${of}${conditions(when)}`;
  });
}

export function corsOf(reader: WebReader, path: string, text: string): string[] {
  const { cors = [], handlers = [] } = read(reader, path, text);
  return cors.map(({ library, at, options, scope, handler, when, misplaced }) => {
    const on = scope.pattern === undefined ? '' : ` on ${scope.pattern}`;
    const of = handler === undefined ? '' : ` in ${nameOf(handlers[handler])}`;
    const where = misplaced ? ` ${misplaced.why} «${text.slice(misplaced.at.start, misplaced.at.end)}»` : '';
    return `${library} «${text.slice(at.start, at.end)}» ${shown(options, text)}${on}${of}${conditions(when)}${where}`;
  });
}

export function routesOf(reader: WebReader, path: string, text: string): string[] {
  const { handlers = [] } = read(reader, path, text);
  return handlers.map((handler) => {
    const { at, methods = ['ANY'], reads, setsCookie, guarded, kind } = handler;
    const told = [
      `${methods.join()} ${nameOf(handler)} «${text.slice(at.start, at.end)}»`,
      kind === 'middleware' ? 'middleware' : '',
      ...reads.map(({ what, at: place }) => `reads ${what} «${text.slice(place.start, place.end)}»`),
      setsCookie ? `sets «${text.slice(setsCookie.start, setsCookie.end)}»` : '',
      guarded ? `guarded by «${text.slice(guarded.at.start, guarded.at.end)}»` : '',
    ];
    return told.filter((part) => part !== '').join(', ');
  });
}

export function guardsOf(reader: WebReader, path: string, text: string): string[] {
  const { guards = [] } = read(reader, path, text);
  return guards.map(
    ({ at, by, scope, inverted }) =>
      `${inverted ? 'open ' : ''}${by} «${text.slice(at.start, at.end)}» ${scope.syntax}${scope.pattern === undefined ? '' : ` ${scope.pattern}`}${scope.methods ? ` ${scope.methods.join()}` : ''}`,
  );
}

function nameOf(handler: Handler | undefined): string {
  return handler?.path ?? (handler?.kind === 'middleware' ? 'middleware' : 'a function');
}

function conditions(when: readonly Condition[] | undefined): string {
  return when && when.length > 0 ? ` if ${when.map(condition).join(' and ')}` : '';
}

function condition(asked: Condition): string {
  if (asked.kind === 'origin') return `${asked.negated ? 'not ' : ''}${test(asked.test)}`;
  if (asked.kind === 'stage') return asked.stage;
  return asked.kind === 'other'
    ? 'something'
    : `(${asked.of.map(condition).join(asked.kind === 'all' ? ' and ' : ' or ')})`;
}

function test(asked: OriginTest): string {
  if (asked.kind === 'host') return `host ${test(asked.test)}`;
  if (asked.kind === 'listed') return 'listed';
  if (asked.kind === 'matches') return `matches ${asked.how}`;
  return 'value' in asked && asked.value.kind === 'text' ? `${asked.kind} ${asked.value.text}` : asked.kind;
}

/** Texts that stand in the file as they are have « and » round them. */
function shown(value: Value, text: string): string {
  const place = text.slice(value.at.start, value.at.end);
  switch (value.kind) {
    case 'text':
      return place === value.text ? `«${place}»` : value.text;
    case 'number':
    case 'flag':
      return String(value.value);
    case 'list':
      return `[${value.items.map((item) => shown(item, text)).join(', ')}${value.open ? ', …' : ''}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${entry.key}: ${shown(entry.value, text)}`).join(', ')}}`;
    case 'joined':
      return value.parts.map((part) => shown(part, text)).join('');
    case 'variable':
      return `$${value.name}${value.split === undefined ? '' : '[]'}${value.fallback ? ` or ${shown(value.fallback, text)}` : ''}`;
    case 'choice':
      return `(${value.options.map((option) => shown(option.value, text)).join(' | ')})`;
    case 'request':
      return `request's ${value.what} «${place}»${value.parameter ? ' as given' : ''}`;
    case 'function':
      return `(${value.exits
        .map(({ gives, when }) => {
          const given =
            'of' in gives || 'test' in gives || gives.kind === 'other' || gives.kind === 'stage'
              ? condition(gives)
              : shown(gives, text);
          return `${given}${conditions(when)}`;
        })
        .join('; ')})`;
    case 'call':
    case 'imported':
    case 'nothing':
    case 'pattern':
    case 'unknown':
      return value.kind;
  }
}
