/** Fields of Go structs that say which variable they are filled with: caarlos0/env, envconfig, cleanenv, go-flags, kong. */
import { lineStartAt } from '../../../lines.ts';
import { endOfBrackets, type Code } from '../../../parsers/code.ts';
import type { TextRange } from '../../../finding.ts';
import type { Literal } from '../../../fixes/literals/literal.ts';
import { describeValue } from '../../describeValue.ts';
import type { Found } from '../../code/codeFacts.ts';
import { literalsIn } from '../../code/lookups.ts';
import type { EnvSchema, Need } from '../../types.ts';

/** Finds the tags of the structs in this file. */
export function readStructTags(found: Found): void {
  const { code } = found;
  if (!/\b(?:env|envconfig|envPrefix):"|split_words:"|env:[A-Z]/.test(code.text)) return;
  const structs = structsIn(code);
  const processed = processPrefix(code);
  const isProcessed = processed !== undefined;
  const nested = new Map<string, string[]>();
  for (const struct of structs) {
    for (const tag of tagsOf(code, struct, { structs, isProcessed })) {
      if (tag.prefix !== undefined) addPrefix(found, nested, structs, tag, tag.prefix);
    }
  }
  for (const struct of structs) {
    const prefixes = nested.get(struct.name) ?? [''];
    for (const tag of tagsOf(code, struct, { structs, isProcessed })) {
      if (tag.name === undefined) continue;
      const base = tag.through === 'envconfig' && processed ? `${processed.toUpperCase()}_` : '';
      for (const prefix of prefixes.slice(0, 5)) addUse(found, tag, base + prefix + tag.name);
    }
  }
  if (
    structs.length > 0 &&
    /\b(?:env\.Parse|envconfig\.(?:Must)?Process|cleanenv\.Read\w*|env\.ParseAs)/.test(code.masked)
  ) {
    validateAt(found);
  }
}

interface Struct extends TextRange {
  readonly name: string;
}

interface Tag {
  readonly at: TextRange;
  readonly through: string;
  /** Absent where the tag only gives a prefix. */
  readonly name: string | undefined;
  readonly prefix: string | undefined;
  readonly type: string;
  readonly need: Need;
  readonly fallback: string | undefined;
  /** Offset of the brace that stands before it. */
  readonly closes?: number;
}

function structsIn(code: Code): readonly Struct[] {
  const structs: Struct[] = [];
  for (const match of code.masked.matchAll(/\b(\w{1,80})(?:\[[^\]\n]{0,80}\])?\s{1,8}struct\s{0,8}\{/g)) {
    if (structs.length >= 500) break;
    const open = match.index + match[0].length - 1;
    structs.push({ name: match[1] ?? '', start: open, end: endOfBrackets(code, open) });
  }
  return structs;
}

/** The tags in a struct, but not those of a named struct inside it, which comes on its own. */
function tagsOf(
  code: Code,
  struct: Struct,
  { structs, isProcessed }: { readonly structs: readonly Struct[]; readonly isProcessed: boolean },
): readonly Tag[] {
  const inner = structs.filter(({ start, end }) => start > struct.start && end < struct.end).slice(0, 50);
  return tagLiterals(code, struct).flatMap((literal) => {
    if (inner.some(({ start, end }) => start < literal.start && literal.start < end)) return [];
    const text = code.text.slice(literal.content.start, literal.content.end);
    if (text.length > 1_000 || !/env|split_words/.test(text)) return [];
    const tag = tagOf(code, literal, text);
    return tag ?? (isProcessed ? (untaggedField(code, literal, text) ?? []) : []);
  });
}

function tagLiterals(code: Code, { start, end }: TextRange): readonly Literal[] {
  return literalsIn(code, { start, end }, 500).filter(({ open }) => open === '`');
}

const KEY =
  /(?:^|\s)(env|envconfig|conf|env-default|default|envDefault|required|env-required|envPrefix|env-prefix|split_words|arg):"([^"]*)"/g;

function tagOf(code: Code, literal: Literal, text: string): Tag | undefined {
  const keys = new Map<string, { readonly value: string; readonly start: number }>();
  for (const match of text.matchAll(KEY)) {
    const start = literal.content.start + match.index + match[0].length - 1 - (match[2] ?? '').length;
    keys.set(match[1] ?? '', { value: match[2] ?? '', start });
  }
  const line =
    code.masked
      .slice(Math.max(0, literal.start - 200), literal.start)
      .split('\n')
      .at(-1) ?? '';
  const type = /^\s*[\w, ]*?\s+([\w.*[\]]+(?:\{\})?)\s*$/.exec(line)?.[1] ?? line.trim();
  const key = keys.get('env') ?? keys.get('envconfig') ?? argumentTag(keys.get('arg'));
  const [name = '', ...options] = (key?.value ?? '').split(',').map((part) => part.trim());
  const option = (pattern: RegExp): string | undefined =>
    options.map((one) => pattern.exec(one)?.[1]).find((one) => one !== undefined);
  const prefix = keys.get('envPrefix')?.value ?? keys.get('env-prefix')?.value ?? option(/^prefix=(.*)$/);
  const fallback =
    keys.get('envDefault')?.value ??
    keys.get('env-default')?.value ??
    keys.get('default')?.value ??
    option(/^default=(.*)$/);
  const isRequired =
    options.some((one) => /^(?:required|notEmpty)$/.test(one)) ||
    /^(?:true|yes|1)$/.test(keys.get('required')?.value ?? '') ||
    /^(?:true|1)$/.test(keys.get('env-required')?.value ?? '');
  const isName = key !== undefined && /^[A-Za-z_]\w*$/.test(name);
  if (!isName && prefix === undefined) return undefined;
  const start = key?.start ?? literal.content.start;
  const before = code.masked.slice(Math.max(0, literal.start - 40), literal.start).trimEnd();
  const closes = before.endsWith('}') ? Math.max(0, literal.start - 40) + before.length - 1 : undefined;
  return {
    ...(closes !== undefined && { closes }),
    at: { start, end: start + (isName ? name.length : 0) },
    through: keys.has('env') ? 'env tag' : 'envconfig',
    name: isName ? name : undefined,
    prefix,
    type,
    need: isRequired && fallback === undefined ? 'required' : 'optional',
    fallback,
  };
}

/** `Token string \`split_words:"true" required:"true"\``: envconfig makes APP_TOKEN of the field's own name. */
function untaggedField(code: Code, literal: Literal, text: string): Tag | undefined {
  if (!/\bsplit_words:"true"/.test(text)) return undefined;
  const start = lineStartAt(code.masked, literal.start, 200);
  const [, blank = '', field = '', type = ''] =
    /^(\s{0,40})([A-Z]\w{0,60})\s{1,40}(\S{1,60})/.exec(code.masked.slice(start, literal.start)) ?? [];
  if (field === '') return undefined;
  const fallback = /\bdefault:"([^"]{0,200})"/.exec(text)?.[1];
  const isRequired = /\brequired:"true"/.test(text) && fallback === undefined;
  const at = start + blank.length;
  return {
    at: { start: at, end: at + field.length },
    through: 'envconfig',
    name: field
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
      .toUpperCase(),
    prefix: undefined,
    type,
    need: isRequired ? 'required' : 'optional',
    fallback,
  };
}

/** `arg:"--port,env:PORT"` */
function argumentTag(tag: { readonly value: string; readonly start: number } | undefined): typeof tag {
  const match = tag && /(?:^|,)env:(\w+)/.exec(tag.value);
  if (!match) return undefined;
  return {
    value: match[1] ?? '',
    start: tag.start + match.index + match[0].length - (match[1] ?? '').length,
  };
}

function addPrefix(
  found: Found,
  nested: Map<string, string[]>,
  structs: readonly Struct[],
  tag: Tag,
  prefix: string,
): void {
  // `Mail struct { … } \`envPrefix:"MAIL_"\``: the struct that ends there is called after its field.
  const ended = structs.find(({ end }) => end === tag.closes);
  const type = ended?.name ?? tag.type.replace(/^[*[\]]+/, '');
  if (structs.some(({ name }) => name === type)) nested.set(type, [...(nested.get(type) ?? []), prefix]);
  else if (prefix !== '') found.dynamic({ start: tag.at.start, end: tag.at.start + 1 }, prefix);
}

/** `envconfig.Process("app", &config)` */
function processPrefix(code: Code): string | undefined {
  return /\benvconfig\.(?:Must)?Process\(\s*"(\w{0,60})"/.exec(code.masked)?.[1];
}

const TYPES: readonly (readonly [RegExp, EnvSchema['type']])[] = [
  [/^\*?(?:u?int\d*|float\d+)$/, 'number'],
  [/^\*?bool$/, 'boolean'],
  [/^\*?url\.URL$/, 'url'],
];

function addUse(found: Found, tag: Tag, name: string): void {
  const type = TYPES.find(([pattern]) => pattern.test(tag.type))?.[1];
  const schema: EnvSchema = {
    library: tag.through === 'envconfig' ? 'envconfig' : 'env',
    ...(type && { type }),
  };
  const fallback = tag.fallback === undefined ? undefined : describeValue(tag.fallback);
  found.use({ name, through: tag.through, need: tag.need, schema, ...(fallback && { fallback }) }, tag.at);
}

function validateAt(found: Found): void {
  const match = /\b(?:env\.Parse|envconfig\.(?:Must)?Process|cleanenv\.Read|env\.ParseAs)\w*/.exec(
    found.code.masked,
  );
  if (match)
    found.validate(match[0].split('.')[0] ?? 'env', {
      start: match.index,
      end: match.index + match[0].length,
    });
}
