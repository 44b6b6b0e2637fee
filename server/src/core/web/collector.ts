import { createTriggerLists, type Collector } from '../collector.ts';
import { keepLast } from '../keepLast.ts';
import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import type { WebReader } from './reader.ts';
import { WEB_READERS } from './readers.ts';
import type { WebFacts } from './types.ts';

/** What files say about response headers, caching, CORS and routes, each kind of file by its own reader. */
export const WEB_COLLECTOR: Collector = {
  id: 'web',
  triggers: [...new Set(WEB_READERS.flatMap(({ triggers }) => triggers))],
  classes: ['source'],
  wants(path, language) {
    const reading = readersOf(path, language);
    if (reading.some((reader) => reader.always?.(path) === true)) return 'always';
    return reading.length > 0 ? 'triggered' : 'never';
  },
  triggersFor: (path, language) => triggersOf(readersOf(path, language)),
  collect(document) {
    const reading = readersOf(document.path, document.language);
    const found = reading.flatMap((reader) =>
      reading.length === 1 || isTold(reader, document) ? (reader.read(document) ?? []) : [],
    );
    const web = merged(found);
    return Object.keys(web).length === 0 ? undefined : { web };
  },
};

const triggersOf = createTriggerLists();

/** Most readers of a language parse the same text for other words: those that have none of theirs are not asked. */
function isTold(reader: WebReader, { path, text }: Document): boolean {
  // Who looks for many words looks for them all at once, and itself.
  if (reader.triggers.length > MANY || reader.always?.(path) === true) return true;
  const lower = lowerOf(text);
  return reader.triggers.some((trigger) => lower.includes(trigger));
}

const MANY = 15;

let last = { text: '', lower: '' };

/** Of the text that was asked for last: it is asked for by one reader after the other. */
function lowerOf(text: string): string {
  if (last.text !== text) last = { text, lower: text.toLowerCase() };
  return last.lower;
}

const BY_LANGUAGE: ReadonlyMap<Language, readonly WebReader[]> = new Map(
  [...new Set(WEB_READERS.flatMap(({ languages }) => languages))].map((language) => [
    language,
    WEB_READERS.filter(({ languages }) => languages.includes(language)),
  ]),
);

const readersOf = keepLast(
  (path, language): readonly WebReader[] =>
    BY_LANGUAGE.get(language)?.filter((reader) => reader.reads(path)) ?? [],
);

/** Several readers may have something to say of one file; what they number is numbered anew. */
function merged(found: readonly WebFacts[]): WebFacts {
  const all: { -readonly [Key in keyof WebFacts]: unknown[] } = {};
  let handlers = 0;
  let groups = 0;
  for (const facts of found) {
    const handlersBefore = handlers;
    const groupsBefore = groups;
    for (const [key, list] of Object.entries(facts) as [keyof WebFacts, readonly object[] | undefined][]) {
      if (!list || list.length === 0) continue;
      (all[key] ??= []).push(
        ...(handlersBefore === 0 && groupsBefore === 0
          ? list
          : list.map((fact) => renumbered(fact, handlersBefore, groupsBefore))),
      );
    }
    handlers += facts.handlers?.length ?? 0;
    groups = Math.max(groups, ...(facts.headers ?? []).map(({ group }) => group + groupsBefore + 1));
  }
  return all as WebFacts;
}

function renumbered(fact: object, handlers: number, groups: number): object {
  const handler =
    'handler' in fact && typeof fact.handler === 'number' ? { handler: fact.handler + handlers } : {};
  const group = 'group' in fact && typeof fact.group === 'number' ? { group: fact.group + groups } : {};
  return Object.assign({}, fact, handler, group);
}
