import { createDocument } from '../../../server/src/core/source.ts';
import type { Span } from '../../../server/src/core/span.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Value } from '../../../server/src/core/web/values.ts';

/** What a reader finds in a file, one line for each fact; « and » stand round what the file says at the fact's place. */
export function said(reader: WebReader, path: string, text: string): readonly string[] {
  const document = createDocument({ path, text });
  const isShown =
    reader.languages.includes(document.language) &&
    reader.reads(path) &&
    (reader.always?.(path) === true ||
      reader.triggers.some((trigger) => text.toLowerCase().includes(trigger)));
  const facts: WebFacts = (isShown && reader.read(document)) || {};
  const at = ({ start, end, line, column }: Span): string => {
    const place = document.positionAt(start);
    const isRight = place.line === line && place.column === column && !/\n/.test(text.slice(start, end));
    return isRight ? `«${text.slice(start, end)}»` : `wrong place ${line}:${column}`;
  };
  return [
    ...(facts.headers ?? []).map(
      ({ setBy, nameAt, value, scope, mode }) =>
        `${setBy} ${mode} ${at(nameAt)} = ${show(value, at)}${where(scope)}`,
    ),
    ...(facts.cors ?? []).map(
      ({ library, at: place, options, scope, when }) =>
        `${library} ${at(place)} ${show(options, at)}${where(scope)}${when ? ` when ${when[0]?.kind}` : ''}`,
    ),
    ...(facts.guards ?? []).map((guard) => `guard ${at(guard.at)} ${guard.by}${where(guard.scope)}`),
    ...(facts.handlers ?? []).map(
      ({ at: place, methods, path: route, guarded }) =>
        `route ${at(place)} ${methods?.join() ?? 'ANY'} ${route ?? '?'}${guarded ? ` by ${guarded.by} ${at(guarded.at)}` : ''}`,
    ),
    ...(facts.proxyCaches ?? []).map(
      (cache) =>
        `cache ${at(cache.at)} keeps ${cache.valid.map((valid) => `${valid.seconds} ${at(valid.at)}`).join()}${where(cache.scope)}` +
        cache.ignores.map((ignored) => ` ignores ${ignored.header} ${at(ignored.at)}`).join(''),
    ),
    ...(facts.packages ?? []).map(({ name, version, at: place }) => `${name} ${version} ${at(place)}`),
  ];
}

function where({ pattern, syntax, methods, conditional }: Scope): string {
  const scope = pattern === undefined ? '' : ` on ${syntax} ${pattern}`;
  return `${scope}${methods ? ` ${methods.join()}` : ''}${conditional ? ' sometimes' : ''}`;
}

function show(value: Value, at: (span: Span) => string): string {
  switch (value.kind) {
    case 'text':
    case 'number':
    case 'flag': {
      const told = String(value.kind === 'text' ? value.text : value.value);
      const place = at(value.at);
      return place === `«${told}»` ? place : `${told} at ${place}`;
    }
    case 'nothing':
    case 'unknown':
      return `${value.kind} ${at(value.at)}`;
    case 'list':
      return `[${value.items.map((item) => show(item, at)).join(', ')}${value.open ? ', …' : ''}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${entry.key}: ${show(entry.value, at)}`).join(', ')}}`;
    case 'joined':
      return value.parts.map((part) => show(part, at)).join(' + ');
    case 'variable': {
      const fallback = value.fallback ? ` or ${show(value.fallback, at)}` : '';
      return `$${value.name}${value.split === undefined ? '' : ' split'}${fallback} ${at(value.at)}`;
    }
    case 'choice':
      return value.options.map((option) => `${option.when}? ${show(option.value, at)}`).join(' | ');
    case 'pattern':
      return `/${value.source}/ ${at(value.at)}`;
    case 'request':
      return `request's ${value.what} ${at(value.at)}`;
    case 'imported':
    case 'function':
    case 'call':
      return `${value.kind} ${at(value.at)}`;
  }
}
