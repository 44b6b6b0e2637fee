import { createDocument } from '../../../server/src/core/source.ts';
import type { Span } from '../../../server/src/core/span.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Condition } from '../../../server/src/core/web/values.ts';
import { printCondition, printValue } from '../../support/printValue.ts';

type Kind = 'headers' | 'cors' | 'handlers' | 'guards' | 'classes' | 'dataCaches' | 'exports';

/** What a reader of code finds in a text that a trigger makes it read. */
export function factsIn(reader: WebReader, path: string, text: string): WebFacts {
  const document = createDocument({ path, text });
  const isShown =
    reader.languages.includes(document.language) &&
    reader.reads(path) &&
    (reader.always?.(path) === true ||
      reader.triggers.some((trigger) => text.toLowerCase().includes(trigger)));
  return (isShown && reader.read(document)) || {};
}

/** The same, one line for each fact of these kinds; « and » stand round what the file says at the fact's place. */
export function told(reader: WebReader, path: string, text: string, ...kinds: readonly Kind[]): string[] {
  const document = createDocument({ path, text });
  const facts = factsIn(reader, path, text);
  const at = ({ start, end, line, column }: Span): string => {
    const place = document.positionAt(start);
    const isRight = place.line === line && place.column === column && !/\n/.test(text.slice(start, end));
    return isRight ? `${line}:${column} «${text.slice(start, end)}»` : `wrong place ${line}:${column}`;
  };
  const of = (handler: number | undefined): string =>
    handler === undefined
      ? ''
      : ` in ${facts.handlers?.[handler]?.name ?? facts.handlers?.[handler]?.path ?? '?'}`;
  const lines: Record<Kind, () => string[]> = {
    headers: () =>
      (facts.headers ?? []).map(
        ({ setBy, mode, header, value, nameAt, handler, when = [] }) =>
          `${setBy === 'code' ? '' : `${setBy} `}${mode} ${header} ${at(nameAt)}: ${printValue(value)} ${at(value.at)}${of(handler)}${whenOf(when)}`,
      ),
    cors: () =>
      (facts.cors ?? []).map(
        ({ library, at: place, options, scope, handler, when = [], misplaced }) =>
          `${library} ${at(place)} ${printValue(options)}${where(scope)}${of(handler)}${whenOf(when)}${misplaced ? ` ${misplaced.why} ${at(misplaced.at)}` : ''}`,
      ),
    handlers: () =>
      (facts.handlers ?? []).map((one) =>
        [
          `${one.framework} ${at(one.at)} ${one.methods?.join() ?? 'ANY'} ${one.path ?? '?'}`,
          one.target === undefined ? '' : ` to ${one.target}`,
          one.kind === 'middleware' ? ' middleware' : '',
          one.reads
            .map(
              ({ what, how, at: place }) =>
                ` ${what} ${how === text.slice(place.start, place.end) ? how : `${how} at ${at(place)}`}`,
            )
            .join(','),
          one.guarded ? ` guarded by ${one.guarded.by} ${at(one.guarded.at)}` : '',
          one.open ? ` open by ${one.open.by} ${at(one.open.at)}` : '',
          one.setsCookie ? ` sets ${at(one.setsCookie)}` : '',
          one.machine ? ' for machines' : '',
        ].join(''),
      ),
    guards: () =>
      (facts.guards ?? []).map(
        (guard) =>
          `${guard.framework} ${at(guard.at)} by ${guard.by}${where(guard.scope)}${guard.owner === undefined ? '' : ` of ${guard.owner}`}`,
      ),
    classes: () => (facts.classes ?? []).map(({ name, bases }) => `${name} < ${bases.join(', ')}`),
    dataCaches: () =>
      (facts.dataCaches ?? []).map(
        (cache) =>
          `${cache.how} ${at(cache.at)} ${printValue(cache.value)}${of(cache.handler)} reads ${cache.reads.map(({ how }) => how).join() || 'nothing'}${cache.private ? ' private' : ''}`,
      ),
    exports: () => (facts.exports ?? []).map(({ name, value }) => `${name} = ${printValue(value)}`),
  };
  return kinds.flatMap((kind) => lines[kind]());
}

function where({ pattern, syntax }: Scope): string {
  return pattern === undefined ? '' : ` on ${syntax} ${pattern}`;
}

function whenOf(when: readonly Condition[]): string {
  return when.length === 0 ? '' : ` when ${when.map(printCondition).join(' and ')}`;
}
