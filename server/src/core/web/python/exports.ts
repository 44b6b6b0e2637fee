/** Names of a Python module that other files may ask for: origins, headers, options, and settings objects. */
import { endOfStatement } from '../../parsers/pythonStatements.ts';
import type { ExportedValue } from '../types.ts';
import type { MapEntry, Value } from '../values.ts';
import { contextOf, evaluateAt } from '../evaluate.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { namesIn, type PythonBlock } from './pythonFile.ts';

const TELLING =
  /cors|origins?(?:$|_)|access_control|cache_control|(?:^|_)headers?$|frontend|(?:^|_)(?:app|web|site|client|public|base|server|dashboard|api|external)_?(?:url|host|domain|hostname)s?$|(?:^|_)domains?$|^host$|allowed_(?:hosts|domains|urls|methods)|max_age$|^debug$/i;

export function readExports(web: PythonWeb): ExportedValue[] {
  return [...readConstants(web), ...readSettings(web)];
}

const CONSTANT = /(?<=^|\n)([A-Za-z_]\w{1,80})[ \t]{0,20}(?::[^=\n]{1,160})?=(?!=)[ \t]{0,20}/g;

function readConstants(web: PythonWeb): ExportedValue[] {
  const { file } = web;
  const exports: ExportedValue[] = [];
  for (const match of file.code.masked.matchAll(CONSTANT)) {
    const name = match[1] ?? '';
    if (exports.length >= 100) break;
    if (!TELLING.test(name)) continue;
    const value = unwrapped(web.valueAt(match.index + match[0].length));
    if (isTelling(value))
      exports.push({ name, value, at: file.place({ start: match.index, end: match.index + name.length }) });
  }
  return exports;
}

/** `set_from_string(os.environ.get("X", ""))`: what makes a list of a variable is called so. */
function unwrapped(value: Value): Value {
  if (
    value.kind !== 'call' ||
    !/list|set_|array|split|parse|tuple/i.test(value.callee) ||
    /bool|flag|int$/i.test(value.callee)
  )
    return value;
  const [first] = value.args;
  return value.args.length === 1 && first?.value.kind === 'variable' ? { ...first.value, split: ',' } : value;
}

function isTelling({ kind }: Value): boolean {
  return kind !== 'unknown' && kind !== 'call' && kind !== 'nothing' && kind !== 'function';
}

const INSTANCE = /(?<=^|\n)(\w{1,60})[ \t]{0,8}(?::[^=\n]{0,60})?=[ \t]{0,8}(\w{1,60})\(/g;

/** `settings = Settings()` of pydantic: a map of its fields, each the variable of that name. */
function readSettings(web: PythonWeb): ExportedValue[] {
  const { file } = web;
  const classes = new Map(
    file.blocks
      .filter(
        (block) =>
          block.kind === 'class' && namesIn(file, block).some((base) => /Settings$|^BaseConfig$/.test(base)),
      )
      .map((block) => [block.name, block]),
  );
  if (classes.size === 0) return [];
  const exports: ExportedValue[] = [];
  for (const match of file.code.masked.matchAll(INSTANCE)) {
    const block = classes.get(match[2] ?? '');
    if (!block || exports.length >= 10) continue;
    const at = file.place({ start: match.index, end: match.index + (match[1] ?? '').length });
    exports.push({
      name: match[1] ?? '',
      value: { kind: 'map', entries: fieldsOf(web, block), open: true, at },
      at,
    });
  }
  for (const [name, block] of classes) {
    const at = file.place(block.nameAt);
    exports.push({ name, value: { kind: 'map', entries: fieldsOf(web, block), open: true, at }, at });
  }
  return exports;
}

const FIELD =
  /\n[ \t]{1,8}([A-Za-z]\w{0,80})[ \t]{0,8}:[ \t]{0,8}([^=\n]{1,200}?)[ \t]{0,8}(?:=(?!=)[ \t]{0,8}|(?=\r?\n))/g;

function fieldsOf(web: PythonWeb, block: PythonBlock): MapEntry[] {
  const { file } = web;
  const prefix =
    /\benv_prefix["']?\s{0,4}[=:]\s{0,4}["'](\w{0,40})["']/.exec(
      file.code.text.slice(block.body, block.end),
    )?.[1] ?? '';
  const entries: MapEntry[] = [];
  const body = file.code.masked.slice(block.body, block.end);
  for (const match of body.matchAll(FIELD)) {
    const name = match[1] ?? '';
    if (!TELLING.test(name) || entries.length >= 60) continue;
    const start = block.body + match.index + match[0].indexOf(name);
    if (file.functionAt(start)?.parent === block) continue;
    const keyAt = file.place({ start, end: start + name.length });
    const end = block.body + match.index + match[0].length;
    const hasDefault = match[0].includes('=');
    const given = hasDefault ? defaultOf(web, end) : undefined;
    entries.push({
      key: name,
      keyAt,
      value: {
        kind: 'variable',
        name: (prefix + name).toUpperCase(),
        mayBeUnset: hasDefault,
        ...(given && given.kind !== 'unknown' && given.kind !== 'call' && { fallback: given }),
        ...(/\b(?:list|List|set|Set|tuple)\b/.test(match[2] ?? '') && { split: ',' }),
        at: keyAt,
      },
    });
  }
  return [...entries, ...propertiesOf(web, block, entries)];
}

/** `= Field(default=[…])`, `= []` */
function defaultOf(web: PythonWeb, start: number): Value {
  const { code, document } = web.file;
  const field = /Field\(\s{0,40}(?:default\s{0,8}=\s{0,8})?/y;
  field.lastIndex = start;
  if (!field.test(code.masked)) return web.valueAt(start);
  const end = code.partnerOf(code.masked.indexOf('(', start));
  return evaluateAt(
    contextOf(document),
    field.lastIndex,
    end > start ? end : endOfStatement(code, start, 4_000),
  );
}

const PROPERTY = /(?:^|\.)(?:property|computed_field|cached_property)$/;

/** `@property def cors_origins(self): return […]` */
function propertiesOf(web: PythonWeb, block: PythonBlock, fields: readonly MapEntry[]): MapEntry[] {
  const { file } = web;
  const context = contextOf(file.document);
  const bound = new Map([
    ...context.bound,
    ...fields.map(({ key, value }) => [`self.${key}`, value] as const),
  ]);
  return file.blocks.flatMap((method) => {
    if (
      method.parent !== block ||
      !method.decorators.some(({ name }) => PROPERTY.test(name)) ||
      !TELLING.test(method.name)
    )
      return [];
    const returns = [
      ...file.code.masked.slice(method.body, method.end).matchAll(/\n[ \t]{1,40}return[ \t]{1,8}/g),
    ];
    const [only] = returns;
    if (returns.length !== 1 || !only) return [];
    const start = method.body + only.index + only[0].length;
    const value = evaluateAt({ ...context, bound }, start, endOfStatement(file.code, start, 4_000));
    const keyAt = file.place(method.nameAt);
    return value.kind === 'unknown' ? [] : [{ key: method.name, keyAt, value }];
  });
}
