/** Programs that say what runs where (AWS CDK, SST, Pulumi): what they give to functions and containers as their environment. */
import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import { COLON, COMMA, CLOSE_BRACE, OPEN_BRACE } from '../../parsers/script/codes.ts';
import {
  codeAt,
  endOf,
  isAnyWord,
  partsOf,
  startOf,
  stringAt,
  textOf,
  wordAt,
} from '../../parsers/script/walk.ts';
import { scriptOf, type Script } from '../../parsers/script.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import type { EnvReader } from '../reader.ts';
import { spanOf } from '../../span.ts';
import type { EnvDeclaration } from '../types.ts';

export default {
  triggers: ['aws-cdk', '@pulumi/', 'cdktf', 'sst.aws', 'sst.cloudflare', '"sst', "'sst"],
  reads: (_path, language) => LANGUAGES.has(language),
  read(document) {
    if (!IS_INFRASTRUCTURE.test(document.text)) return undefined;
    const script = scriptOf(document);
    const declarations: EnvDeclaration[] = [];
    for (let token = 0; token < script.count && declarations.length < MOST; token++) {
      if (!isAnyWord(script, token, KEYS) || codeAt(script, token + 1) !== COLON) continue;
      if (codeAt(script, token + 2) === OPEN_BRACE)
        for (const found of declarationsIn(document, script, token + 2)) declarations.push(found);
    }
    return declarations.length === 0 ? undefined : { declarations };
  },
} satisfies EnvReader;

const LANGUAGES: ReadonlySet<Language> = new Set(SCRIPT_LANGUAGES);
const MOST = 2_000;
const KEYS = new Set(['environment', 'environmentVariables', 'variables']);
const IS_INFRASTRUCTURE =
  /['"](?:aws-cdk-lib|@aws-cdk\/|@pulumi\/|cdktf|sst(?:\/[\w/]{1,40})?['"])|\bsst\.(?:aws|cloudflare)\./;

/** `X: value` and `X` alone. What is handed on from the same variable has to come from somewhere else. */
function declarationsIn(document: Document, script: Script, open: number): EnvDeclaration[] {
  return [...partsOf(script, open)].flatMap(({ first, last }): EnvDeclaration[] => {
    const quoted = stringAt(script, first);
    const name = quoted ?? wordAt(script, first);
    const next = codeAt(script, first + 1);
    if (!/^[A-Z][A-Z0-9_]*$/.test(name) || (next !== COLON && next !== COMMA && next !== CLOSE_BRACE))
      return [];
    const isHandedOn = next === COLON && textOf(script, last) === name;
    if (isHandedOn) return [];
    const inset = quoted === undefined ? 0 : 1;
    const text = last === first + 2 ? stringAt(script, last) : undefined;
    return [
      {
        name,
        at: spanOf(document, startOf(script, first) + inset, endOf(script, first) - inset),
        value: text === undefined ? { state: 'unknown' } : describeValue(text),
        by: 'code',
      },
    ];
  });
}
