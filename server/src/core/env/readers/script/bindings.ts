/** Reads of a Worker's bindings: only those that can be texts are variables. */
import { OPEN_BRACE } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import { codeAt, isWord, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import type { Names } from './names.ts';
import { membersOf } from './types.ts';

export interface BindingTypes {
  /** True for a text, false for a service, undefined where no type of this file says it. */
  isText(name: string): boolean | undefined;
}

export function bindingTypesOf(script: Script, names: Names): BindingTypes {
  const types = new Map<string, string>();
  for (const name of NAMES)
    for (const token of names.places.get(name) ?? []) {
      const isInterface = isWord(script, token - 1, 'interface') && codeAt(script, token + 1) === OPEN_BRACE;
      const isType = isWord(script, token - 1, 'type') && codeAt(script, token + 2) === OPEN_BRACE;
      if (!isInterface && !isType) continue;
      for (const member of membersOf(script, isInterface ? token + 1 : token + 2))
        types.set(stringAt(script, member.token) ?? wordAt(script, member.token), member.type);
    }
  return {
    isText(name) {
      const type = types.get(name);
      return type === undefined ? undefined : /^(?:string|number|boolean|["'`])/.test(type);
    },
  };
}

const NAMES = ['Env', 'Bindings', 'CloudflareEnv', 'CloudflareBindings', 'WorkerEnv'];
