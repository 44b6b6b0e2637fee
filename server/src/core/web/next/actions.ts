/** Functions with `'use server'`: anybody may call them with any arguments, as if they were addresses. */
import { OPEN_BRACE, OPEN_PAREN } from '../../parsers/script/codes.ts';
import { codeAt, wordAt } from '../../parsers/script/walk.ts';
import type { FoundHandler } from '../script/routes/handlers.ts';
import type { FunctionAt, ScriptFile } from '../script/scriptFile.ts';
import { accessOf } from '../script/access/access.ts';
import { directivesAt, rangeOf, reachedFrom, type Part } from '../script/module.ts';

const USE_SERVER = 'use server';
const MOST_ACTIONS = 300;

export function actionsOf(file: ScriptFile): FoundHandler[] {
  const { module, script } = file;
  if (!script.text.includes(USE_SERVER)) return [];
  if (module.directives.some(({ text }) => text === USE_SERVER))
    return module.exports
      .slice(0, MOST_ACTIONS)
      .flatMap(({ definition, at, name }) =>
        definition && !definition.isPattern && isAction(file, definition)
          ? [actionOf(file, definition, at, name)]
          : [],
      );
  return file.functions
    .filter((each) => isMarked(file, each))
    .slice(0, MOST_ACTIONS)
    .map((each) => actionOf(file, each, nameToken(file, each), each.name));
}

/** A function, or what a library makes of one: `authAction.schema(x).action(async () => …)`. */
function isAction(
  { script }: ScriptFile,
  { first, last, isFunction }: Part & { isFunction: boolean },
): boolean {
  if (isFunction) return true;
  for (let at = first; at <= last && at < first + 200; at++)
    if (codeAt(script, at) === OPEN_PAREN && wordAt(script, at - 1) !== '') return true;
  return false;
}

function isMarked({ script }: ScriptFile, { part }: FunctionAt): boolean {
  if (codeAt(script, part.bodyStart) !== OPEN_BRACE) return false;
  return directivesAt(script, part.bodyStart + 1).some(({ text }) => text === USE_SERVER);
}

/** The name stands before the parameters, and before `= async` or `function`. */
function nameToken({ script }: ScriptFile, { first, name }: FunctionAt): number {
  for (let at = first - 1; at >= Math.max(0, first - 6); at--)
    if (wordAt(script, at) === name && name !== '') return at;
  return first;
}

function actionOf(file: ScriptFile, part: Part, token: number, name: string): FoundHandler {
  const handler = {
    at: file.span(token, token),
    ...rangeOf(file.script, part),
    framework: 'server action',
    kind: 'action' as const,
    methods: ['POST'],
    ...accessOf(file.document, file.module, part),
    ...(name === '' ? {} : { name }),
  };
  return { handler, parts: reachedFrom(file.module, part) };
}
