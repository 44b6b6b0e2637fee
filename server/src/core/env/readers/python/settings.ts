/** Classes that derive from pydantic's BaseSettings: each field is a variable. */
import { lineEndAt } from '../../../lines.ts';
import { argumentsAt, isInString, skipBlank, type Code } from '../../../parsers/code.ts';
import type { TextRange } from '../../../finding.ts';
import type { Found } from '../../code/codeFacts.ts';
import {
  contentOf,
  endOfOperand,
  namedArgument,
  plainArguments,
  stringsIn,
  textOf,
} from '../../code/lookups.ts';
import { endOfBlock, indentOf } from '../../code/functions.ts';
import { valueIn } from '../../code/values.ts';
import type { EnvSchema, EnvValue, Need } from '../../types.ts';
import { typeNamed } from './libraries.ts';

/** Finds the fields of settings classes, and the env files that they load. */
export function readSettingsClasses(found: Found): void {
  const { code } = found;
  if (!/Settings\b/.test(code.masked)) return;
  const classes = classesIn(code);
  for (const settings of classes.values()) {
    if (!isSettings(settings, classes)) continue;
    const options = optionsOf(code, settings, classes);
    if (options.skipped) continue;
    const fields = fieldsOf(code, settings);
    for (const field of fields) addField(found, field, options, classes);
    if (fields.length > 0) found.validate('pydantic', settings.at);
    loadFiles(found, settings);
  }
}

interface PythonClass {
  readonly name: string;
  readonly at: TextRange;
  readonly bases: readonly string[];
  readonly header: TextRange;
  readonly body: TextRange;
  readonly indent: number;
}

function classesIn(code: Code): ReadonlyMap<string, PythonClass> {
  const classes = new Map<string, PythonClass>();
  let searched = 0;
  for (const match of code.masked.matchAll(/(?<=^|\n)([^\S\n]{0,80})class (\w{1,80})\s{0,4}\(/g)) {
    if (classes.size >= 300 || searched > 4 * code.masked.length + 100_000) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const bases = argumentsAt(code, open).map((part) =>
      textOf(code, part).replace(/\[.*$/s, '').replace(/^.*\./, ''),
    );
    const [, , name = ''] = match;
    const start = match.index + match[0].indexOf('class ') + 6;
    const close = Math.max(code.partnerOf(open), open);
    const indent = indentOf(code.masked, start);
    const end = endOfBlock(code.masked, close, indent);
    searched += end - close;
    classes.set(name, {
      name,
      at: { start, end: start + name.length },
      bases,
      header: { start: open, end: close },
      body: { start: close, end },
      indent,
    });
  }
  return classes;
}

function isSettings(one: PythonClass, classes: ReadonlyMap<string, PythonClass>, depth = 0): boolean {
  if (one.bases.some((base) => /^(?:Pydantic)?BaseSettings$/.test(base))) return true;
  if (depth > 5) return false;
  return one.bases.some((base) => {
    const parent = classes.get(base);
    return parent !== undefined && parent !== one && isSettings(parent, classes, depth + 1);
  });
}

interface SettingsOptions {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly caseSensitive: boolean;
  /** The environment is not among its sources. */
  readonly skipped: boolean;
}

/** `model_config`, `class Config` and arguments of the class, its own or those of its nearest parent. */
function optionsOf(code: Code, one: PythonClass, classes: ReadonlyMap<string, PythonClass>): SettingsOptions {
  const ranges: TextRange[] = [];
  for (let at: PythonClass | undefined = one, depth = 0; at && depth < 5; depth++) {
    ranges.push({ start: at.header.start, end: Math.min(at.body.end, at.header.start + 40_000) });
    at = at.bases.map((base) => classes.get(base)).find((parent) => parent !== undefined && parent !== at);
  }
  return {
    prefix: optionText(code, ranges, 'env_prefix') ?? '',
    delimiter: optionText(code, ranges, 'env_nested_delimiter'),
    caseSensitive: ranges.some((range) =>
      /\bcase_sensitive["']?\s*[=:]\s*True\b/.test(code.masked.slice(range.start, range.end)),
    ),
    skipped: false,
  };
}

function optionText(code: Code, ranges: readonly TextRange[], option: string): string | undefined {
  for (const range of ranges) {
    const start = optionAt(code, range, option);
    if (start === undefined) continue;
    const literal = code.stringAt(start);
    if (literal) return code.text.slice(literal.content.start, literal.content.end);
  }
  return undefined;
}

function optionAt(code: Code, range: TextRange, option: string): number | undefined {
  const match = new RegExp(`\\b${option}["']?\\s{0,20}[=:]\\s{0,20}`).exec(
    code.masked.slice(range.start, range.end),
  );
  return match ? range.start + match.index + match[0].length : undefined;
}

interface Field {
  readonly name: string;
  readonly at: TextRange;
  readonly type: string;
  readonly value: TextRange | undefined;
}

const FIELD = /^([A-Za-z]\w{0,99})[ \t]{0,20}:[ \t]{0,20}/;
/** The last are words of the language: `else:` in a body that asks for the version of pydantic. */
const NO_FIELDS = /^(?:model_config|Config|model_fields|else|try|finally)$/;

/** Annotated names at the first level of the body. */
function fieldsOf(code: Code, one: PythonClass): readonly Field[] {
  const fields: Field[] = [];
  let level: number | undefined;
  let at = code.masked.indexOf('\n', one.body.start);
  while (at !== -1 && at < one.body.end && fields.length < 1_000) {
    const lineStart = at + 1;
    const lineEnd = lineEndAt(code.masked, lineStart, 20_000);
    const first = lineStart + (/^[ \t]*/.exec(code.masked.slice(lineStart, lineEnd))?.[0].length ?? 0);
    at = code.masked.indexOf('\n', lineEnd);
    if (first >= lineEnd) continue;
    level ??= first - lineStart;
    if (first - lineStart !== level || isInString(code, first)) continue;
    const match = FIELD.exec(code.masked.slice(first, Math.min(lineEnd, first + 200)));
    const name = match?.[1];
    if (!match || name === undefined || NO_FIELDS.test(name)) continue;
    const field = fieldAt(code, name, first, first + match[0].length, lineEnd);
    at = code.masked.indexOf('\n', Math.max(lineEnd, (field.value?.end ?? lineEnd) - 1));
    if (!/^(?:typing\.)?ClassVar\b|^Final\b/.test(field.type)) fields.push(field);
  }
  return fields;
}

function fieldAt(code: Code, name: string, start: number, typeStart: number, lineEnd: number): Field {
  let at = typeStart;
  let end = lineEnd;
  let value: TextRange | undefined;
  for (; at < end; at++) {
    const character = code.masked[at] ?? '';
    if ('([{'.includes(character) && code.partnerOf(at) > at) {
      at = code.partnerOf(at);
      if (at > end) end = lineEndAt(code.masked, at, 20_000);
    } else if (character === '=' && code.masked[at + 1] !== '=') {
      value = {
        start: skipBlank(code.masked, at + 1),
        end: endOfValue(code, skipBlank(code.masked, at + 1)),
      };
      break;
    }
  }
  const type = code.text.slice(typeStart, Math.min(at, typeStart + 400)).trim();
  return { name, at: { start, end: start + name.length }, type, value };
}

function endOfValue(code: Code, start: number): number {
  return endOfOperand(code, start, (character) => character === '\n' || character === '\r', Infinity);
}

function addField(
  found: Found,
  field: Field,
  options: SettingsOptions,
  classes: ReadonlyMap<string, PythonClass>,
): void {
  const { code } = found;
  const { need, fallback, names } = valueOf(code, field);
  const type = typeNamed(field.type);
  const values = valuesOf(code, field.type);
  const schema: EnvSchema = {
    library: 'pydantic',
    ...(values ? { type: 'enum' as const, values } : type && { type }),
  };
  const nested = [...field.type.matchAll(/\w+/g)].some(
    ([word]) =>
      classes.has(word) &&
      !isSettings(classes.get(word) as PythonClass, classes) &&
      isModel(classes.get(word)),
  );
  const use = {
    through: 'BaseSettings',
    need: nested ? ('optional' as const) : need,
    schema,
    ...(fallback && { fallback }),
  };
  const cased = (name: string): string => (options.caseSensitive ? name : name.toUpperCase());
  if (names.length === 0) {
    const name = cased(options.prefix + field.name);
    found.use({ ...use, name }, field.at);
    if (nested && options.delimiter !== undefined) found.dynamic(field.at, name + cased(options.delimiter));
    return;
  }
  for (const at of names) {
    const name = cased(code.text.slice(at.start, at.end));
    found.use({ ...use, need: names.length > 1 ? 'optional' : use.need, name }, at);
  }
}

function isModel(one: PythonClass | undefined): boolean {
  return one?.bases.some((base) => /Model$|Settings$|Config$/.test(base)) === true;
}

interface FieldValue {
  readonly need: Need;
  readonly fallback: EnvValue | undefined;
  /** Names of its own, instead of that of the field. */
  readonly names: readonly TextRange[];
}

function valueOf(code: Code, field: Field): FieldValue {
  const isOptional = /\bOptional\[|\|\s*None\b|\bNone\s*\||\bUnion\[[^\]]*\bNone\b/.test(field.type);
  if (!field.value)
    return {
      need: isOptional ? 'optional' : 'required',
      fallback: undefined,
      names: aliasesInType(code, field),
    };
  const call = /^(?:\w{1,30}\.)?(?:Field|PydanticField)\(/.exec(textOf(code, field.value));
  if (!call) {
    const isEllipsis = textOf(code, field.value) === '...';
    const fallback = valueIn(code, field.value);
    return {
      need: isEllipsis ? 'required' : 'optional',
      fallback: isEllipsis ? undefined : fallback,
      names: [],
    };
  }
  const parts = argumentsAt(code, field.value.start + call[0].length - 1);
  const given = plainArguments(code, parts)[0] ?? namedArgument(code, parts, /^default$/);
  const factory = namedArgument(code, parts, /^default_factory$/);
  const required = !factory && (!given || textOf(code, given) === '...');
  return {
    need: required && !isOptional ? 'required' : 'optional',
    fallback: required ? undefined : valueIn(code, given ?? factory),
    names: namesIn(code, parts),
  };
}

/** `env="X"`, `alias="X"`, `validation_alias=AliasChoices("X", "Y")` */
function namesIn(code: Code, parts: readonly TextRange[]): readonly TextRange[] {
  const given =
    namedArgument(code, parts, /^validation_alias$/) ??
    namedArgument(code, parts, /^env$/) ??
    namedArgument(code, parts, /^alias$/);
  return given
    ? stringsIn(code, given).filter((at) => /^\w{1,100}$/.test(code.text.slice(at.start, at.end)))
    : [];
}

/** `Annotated[str, Field(alias="X")]` */
function aliasesInType(code: Code, field: Field): readonly TextRange[] {
  const call = /\bField\(/.exec(field.type);
  if (!call) return [];
  const open = code.masked.indexOf('Field(', field.at.end) + 5;
  return open > 5 ? namesIn(code, argumentsAt(code, open)) : [];
}

/** `Literal["a", "b"]` */
function valuesOf(_code: Code, type: string): readonly string[] | undefined {
  const list = /\bLiteral\[([^\]]{1,300})\]/.exec(type)?.[1];
  if (list === undefined) return undefined;
  const values = [...list.matchAll(/"([^"]{0,60})"|'([^']{0,60})'/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return values.length > 0 ? values : undefined;
}

/** `env_file=".env"`, `env_file=(".env", ".env.prod")` */
function loadFiles(found: Found, one: PythonClass): void {
  const { code } = found;
  const start = optionAt(
    code,
    { start: one.header.start, end: Math.min(one.body.end, one.header.start + 40_000) },
    'env_file',
  );
  if (start === undefined) return;
  const open = code.masked[start] ?? '';
  const isList = '([{'.includes(open) && code.partnerOf(start) > 0;
  const end = isList ? code.partnerOf(start) : endOfArgument(code, start);
  for (const at of stringsIn(code, { start, end })) {
    const file = contentOf(code, at) ?? '';
    if (/env/.test(file)) found.load(file, at, 'python');
  }
}

/** Like `endOfValue`, but for a value between commas. */
function endOfArgument(code: Code, start: number): number {
  const end = endOfValue(code, start);
  for (let at = code.stringAt(start)?.end ?? start; at < end; at++) {
    const character = code.masked[at] ?? '';
    if (character === ',' || character === ')') return at;
    if ('([{'.includes(character) && code.partnerOf(at) > at) at = code.partnerOf(at);
  }
  return end;
}
