import { codeOf, isInString } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { indentedFunctions } from '../code/functions.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts } from '../types.ts';
import { readEnviron } from './python/environ.ts';
import { readLibraries } from './python/libraries.ts';
import { readLoads } from './python/loads.ts';
import { pythonOpenChecks } from './python/secretChecks.ts';
import { readSettingsClasses } from './python/settings.ts';

const TRIGGERS = ['environ', 'env', 'basesettings', 'decouple', 'starlette.config', 'dynaconf'];

/** Python: os.environ, the libraries for settings, and pydantic's settings classes. */
const pythonReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (_path, language) => language === 'python',
  read: readPython,
};
export default pythonReader;

function readPython(document: Document): EnvFacts | undefined {
  if (!/env|basesettings|decouple|starlette\.config|dynaconf/i.test(document.text)) return undefined;
  const code = codeOf(document);
  const found: Found = createFound(document, code, PYTHON);
  readEnviron(found);
  readLibraries(found);
  readSettingsClasses(found);
  readLoads(found);
  const facts = found.facts();
  const openChecks = pythonOpenChecks(document);
  return openChecks.length > 0 ? { ...facts, openChecks } : facts;
}

const PYTHON: Language = {
  followsHelpers: true,
  functions: (code) =>
    indentedFunctions(code, /(?<=^|\n)[^\S\n]{0,80}(?:async )?def (\w{1,80})\s{0,4}\(/g, parameterName)
      .filter(({ start }) => !isInString(code, start))
      .map(({ name, parameters, start, open, end }) => ({
        name,
        parameters: withoutSelf(parameters),
        start,
        open,
        end,
      })),
  loops: (identifier) => new RegExp(`\\bfor\\s+(?:\\w+,\\s*)?${identifier}\\s+in\\s+`, 'g'),
};

function parameterName(parameter: string): string {
  return /^\*{0,2}\w*/.exec(parameter)?.[0] ?? '';
}

function withoutSelf(parameters: readonly string[]): readonly string[] {
  return /^(?:self|cls|mcs)$/.test(parameters[0] ?? '') ? parameters.slice(1) : parameters;
}
