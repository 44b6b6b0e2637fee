import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { Handler, Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import { createDocument } from '../../../server/src/core/source.ts';
import type { Span } from '../../../server/src/core/span.ts';

/** What one reader says about one file. */
export function readBy(reader: WebReader, path: string, text: string): WebFacts {
  const document = createDocument({ path, text });
  const isRead = reader.reads(path) && reader.languages.includes(document.language);
  const isTriggered =
    reader.always?.(path) === true || reader.triggers.some((trigger) => text.toLowerCase().includes(trigger));
  return isRead && isTriggered ? (reader.read(document) ?? {}) : {};
}

/** What stands at a span, with its line: "3 no-store". */
export function at(text: string, { start, end, line }: Span): string {
  return `${String(line)} ${text.slice(start, end)}`;
}

/** "GET /api/users/:id" with who comes in. */
export function routesIn(facts: WebFacts): string[] {
  return (facts.handlers ?? []).map(
    (handler) => `${(handler.methods ?? ['*']).join('|')} ${handler.path ?? '?'}${access(handler)}`,
  );
}

function access({ guarded, reads, machine, setsCookie }: Handler): string {
  const who = guarded ? ` guarded by ${guarded.by}` : '';
  const read = reads.length > 0 ? ` reads ${reads.map(({ how }) => how).join(', ')}` : '';
  return `${who}${read}${machine ? ' machine' : ''}${setsCookie ? ' sets a cookie' : ''}`;
}

/** "next /dashboard(.*)", "prefix /ping". */
export function scopeText({ syntax, pattern, conditional, methods }: Scope): string {
  return [syntax, pattern, ...(methods ?? []), conditional && '(sometimes)'].filter(Boolean).join(' ');
}

export function guardsIn(facts: WebFacts): string[] {
  return (facts.guards ?? []).map(({ scope, but, by, folder }) =>
    [
      by,
      scopeText(scope),
      ...(but ?? []).map((each) => `but ${scopeText(each)}`),
      ...(folder === undefined ? [] : [`in ${folder}`]),
    ].join(' | '),
  );
}

/** "cache-control: no-store @ next /x". */
export function headersIn(facts: WebFacts, text: string): string[] {
  return (facts.headers ?? []).map(
    ({ header, value, scope }) =>
      `${header}: ${text.slice(value.at.start, value.at.end)} @ ${scopeText(scope)}`,
  );
}
