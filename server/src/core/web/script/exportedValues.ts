/** What other files may take from a script: origins, options and headers. */
import { endOf, startOf, wordAt } from '../../parsers/script/walk.ts';
import { contextOf, evaluate } from '../evaluate.ts';
import type { ExportedValue } from '../types.ts';
import type { Value } from '../values.ts';
import type { ScriptFile } from './scriptFile.ts';

export function exportedValues(file: ScriptFile): ExportedValue[] {
  if (!SPEAKING_TEXT.test(file.document.text)) return [];
  const { script } = file;
  const found: ExportedValue[] = [];
  for (const { name, at, definition, from, original } of file.module.exports) {
    if (found.length >= MOST) break;
    if (from !== undefined) {
      const span = file.span(at, at);
      if (SPEAKING_NAME.test(name))
        found.push({
          name,
          value: { kind: 'imported', from, name: original ?? name, path: [], at: span },
          at: span,
        });
      continue;
    }
    if (!definition || definition.last < definition.first || definition.last - definition.first > LONGEST)
      continue;
    if (wordAt(script, at - 1) === 'class') continue;
    const start = startOf(script, definition.first);
    const text = script.text.slice(start, endOf(script, definition.last));
    if (
      definition.isFunction
        ? !JUDGING_NAME.test(name)
        : !(SPEAKING_NAME.test(name) || SPEAKING_TEXT.test(text))
    )
      continue;
    if (!definition.isFunction && !mayBeSetting(text)) continue;
    const value = definition.isFunction
      ? functionNamed(file, definition)
      : file.value(definition.first, definition.last);
    if (isTelling(value, definition.isFunction)) found.push({ name, value, at: file.span(at, at) });
  }
  return found;
}

/** `const f = (…) => …`, and `function f(…) {…}`, of which the definition starts behind the name. */
function functionNamed(file: ScriptFile, { name, at, first, last }: FunctionDefinition): Value {
  const value = file.value(first, last);
  if (value.kind === 'function') return value;
  const range = { start: startOf(file.script, at), end: endOf(file.script, at) };
  return evaluate({ kind: 'name', name, ...range }, contextOf(file.document));
}

type FunctionDefinition = NonNullable<ScriptFile['module']['exports'][number]['definition']>;

const MOST = 60;
/** In tokens: settings are short. */
const LONGEST = 900;
const SPEAKING_NAME =
  /cors|origin|cache|headers?$|allow|domains?$|hosts?$|urls?$|whitelist|^(?:config|settings|options|env|default)$|max_?age|ttl|_?(?:day|hour|minute|year|week)s?$/i;
/** Functions that say whether an origin is let in, or make options. */
const JUDGING_NAME = /cors|origin|allow|whitelist|cacheControl/i;
const SPEAKING_TEXT =
  /origin|cors|https?:\/\/|cache-control|max-age|s-maxage|access-control|no-store|immutable/i;

/** Texts, numbers, lists, objects and what is read from the environment; not classes, schemas and elements. */
function mayBeSetting(text: string): boolean {
  return /^(?:["'`\d/[{(]|new (?:Set|RegExp)\b|Object\.|process\.env|import\.meta|Deno\.env|Bun\.env|env\b|[A-Z_\d]+\b|is\w+|!|define\w*\(|parse\w*\(|\w+(?:\.\w+)*(?:\?\?|\s|\.split\(|$))/.test(
    text,
  );
}

function isTelling(value: Value, isFunction: boolean): boolean {
  switch (value.kind) {
    case 'text':
      return value.text.length <= 600;
    case 'number':
    case 'flag':
    case 'pattern':
    case 'variable':
    case 'joined':
    case 'imported':
      return true;
    case 'choice':
      return value.options.some(({ value: inner }) => isTelling(inner, false));
    case 'list':
      return value.items.length <= 100 && value.items.some((item) => isTelling(item, false));
    case 'map':
      return value.entries.length <= 80 && value.entries.some((entry) => isTelling(entry.value, false));
    case 'function':
      return (
        !isFunction ||
        value.exits.some(
          ({ gives }) =>
            gives.kind === 'origin' ||
            gives.kind === 'map' ||
            gives.kind === 'all' ||
            gives.kind === 'any' ||
            gives.kind === 'flag',
        )
      );
    default:
      return false;
  }
}
