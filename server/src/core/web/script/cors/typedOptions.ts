/** Options that are typed as those of a CORS library, whoever takes them: `const options: CorsOptions = {…}`. */
import {
  ARROW,
  ASSIGN,
  CLOSE_BRACE,
  CLOSE_PAREN,
  COLON,
  OPEN_BRACE,
  OPEN_PAREN,
  WORD,
} from '../../../parsers/script/codes.ts';
import { codeAt, isDot, partnerOf, wordAt } from '../../../parsers/script/walk.ts';
import type { CorsLibraryId } from '../../corsLibraries.ts';
import { entriesOf, type ScriptFile } from '../scriptFile.ts';
import { withAssigned } from './assignedOptions.ts';
import type { FoundCors } from './corsCalls.ts';
import { corsModule } from './corsLibraryNames.ts';

/** Those that `known` does not have already: a call of this file takes them. */
export function typedOptions(file: ScriptFile, known: readonly FoundCors[]): FoundCors[] {
  const { script } = file;
  const taken = new Set(known.map(({ setting }) => setting.options.at.start));
  const found: FoundCors[] = [];
  for (let token = 0; token < script.count && found.length < MOST; token++) {
    if (codeAt(script, token) !== WORD || !TYPE.test(wordAt(script, token))) continue;
    const library = libraryOf(file, token);
    if (!library) continue;
    for (const { brace, name } of objectsOf(file, token)) {
      // What says no origin is a part of other options.
      if (!entriesOf(file, brace).has('origin')) continue;
      const value = file.value(brace, partnerOf(script, brace));
      if (value.kind !== 'map' || taken.has(value.at.start)) continue;
      const when = file.conditions(brace);
      found.push({
        setting: {
          library,
          at: file.span(token, token),
          options: name < 0 ? value : withAssigned(file, value, name),
          scope: { syntax: 'all' },
          ...(when.length > 0 && { when }),
        },
        token: brace,
      });
    }
  }
  return found;
}

const TYPE = /^(?:Fastify)?(?:Cors)?Options$/;
const MOST = 40;

/** `CorsOptions` of cors and NestJS, `FastifyCorsOptions`, `cors.CorsOptions`, `cors.Options` of Koa. */
function libraryOf(file: ScriptFile, token: number): CorsLibraryId | undefined {
  const { script } = file;
  const word = wordAt(script, token);
  if (isDot(script, token - 1)) {
    const holder = file.imported(wordAt(script, token - 2));
    return holder && corsModule(holder.from, 'default')?.library;
  }
  if (word === 'Options') return undefined;
  const from = file.imported(word)?.from ?? '';
  return from.startsWith('@nestjs/') ? 'nest' : corsModule(from, 'default')?.library;
}

interface TypedObject {
  readonly brace: number;
  /** Token of the name that it is given to; -1 without one. */
  readonly name: number;
}

function objectsOf({ script }: ScriptFile, type: number): TypedObject[] {
  const first = isDot(script, type - 1) ? type - 2 : type;
  // `{…} satisfies CorsOptions`
  if (/^(?:satisfies|as)$/.test(wordAt(script, first - 1)))
    return codeAt(script, first - 2) === CLOSE_BRACE
      ? [{ brace: partnerOf(script, first - 2), name: -1 }]
      : [];
  if (codeAt(script, first - 1) !== COLON) return [];
  const next = codeAt(script, type + 1);
  if (next === ASSIGN && codeAt(script, type + 2) === OPEN_BRACE)
    return [{ brace: type + 2, name: first - 2 }];
  if (codeAt(script, first - 2) !== CLOSE_PAREN) return [];
  // `(): CorsOptions => ({…})`, `options(): CorsOptions { return {…}; }`
  const body = next === ARROW ? type + 2 : type + 1;
  if (codeAt(script, body) === OPEN_PAREN && codeAt(script, body + 1) === OPEN_BRACE)
    return [{ brace: body + 1, name: -1 }];
  return codeAt(script, body) === OPEN_BRACE ? returnedIn(script, body) : [];
}

/** Objects that a body itself returns: those of functions inside of it stand deeper. */
function returnedIn(script: ScriptFile['script'], body: number): TypedObject[] {
  const objects: TypedObject[] = [];
  const close = partnerOf(script, body);
  for (let at = body + 1; at < close; at++) {
    if (codeAt(script, at) !== OPEN_BRACE) continue;
    if (wordAt(script, at - 1) !== 'return') continue;
    objects.push({ brace: at, name: -1 });
    at = partnerOf(script, at);
  }
  return objects;
}
