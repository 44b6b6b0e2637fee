/** Environment variables in JavaScript and TypeScript, and in the scripts of Vue, Svelte and Astro components. */
import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import type { EnvReader } from '../reader.ts';
import { factsOf } from './script/facts.ts';
import { readScript } from './script/readScript.ts';

const script: EnvReader = {
  triggers: ['env', 'configservice', 'configmodule', 'runtimeconfig', 'getsecret', 'mustget'],
  reads: (_path, language) => LANGUAGES.has(language),
  read: (document) => (MAY_HOLD.test(document.text) ? factsOf(readScript(document)) : undefined),
};

/** Most files that have a trigger only speak of environments of other kinds. */
const MAY_HOLD =
  /[eE]nv(?!ironment|elop|is|oy)|nvironment\w{0,60}\(\s{0,40}["'`][A-Z]|EnvironmentPlugin|onfigService|ConfigModule|untimeConfig|[gG]etSecret|mustGet|class-validator/;

export default script;

const LANGUAGES: ReadonlySet<Language> = new Set(SCRIPT_LANGUAGES);
