import type { SchemaVariable, WriteSchemaFix } from '../../finding.ts';

/** The text of a module in JavaScript or TypeScript that checks variables when it is imported. */
export function scriptSchema(fix: WriteSchemaFix): string {
  const { imports, body } = WRITERS[fix.library](fix);
  const isCommon = fix.language === 'commonjs';
  const parts = [
    isCommon ? imports.map(required).join('\n') : imports.map(imported).join('\n'),
    `${commentOn(fix)}\n${isCommon ? body.replace(/^export const /gm, 'const ') : body}`,
    isCommon ? 'module.exports = { env };' : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

interface Written {
  readonly imports: readonly Import[];
  readonly body: string;
}

interface Import {
  /** `{ z }`, `* as v`, `Joi` */
  readonly what: string;
  readonly from: string;
}

function imported({ what, from }: Import): string {
  return `import ${what} from '${from}';`;
}

function required({ what, from }: Import): string {
  return `const ${what.replace(/^\* as /, '')} = require('${from}');`;
}

function commentOn({ variables }: WriteSchemaFix): string {
  const isMixed = variables.some(({ isPublic }) => isPublic) && variables.some(({ isPublic }) => !isPublic);
  const where = isMixed ? ' For the server alone: browsers have none of its secrets.' : '';
  return `/** What the product needs from its environment. It stops at startup when something is missing.${where} */`;
}

const WRITERS: Readonly<Record<WriteSchemaFix['library'], (fix: WriteSchemaFix) => Written>> = {
  zod: (fix) => ({
    imports: [{ what: '{ z }', from: 'zod' }],
    body: `export const env = z\n  .object(${zodObject(fix.variables, '  ')})\n  .parse(${sourceOf(fix, '  ')});`,
  }),
  valibot: (fix) => ({
    imports: [{ what: '* as v', from: 'valibot' }],
    body: `export const env = v.parse(\n  v.object(${object(fix.variables, valibot, '  ')}),\n  ${sourceOf(fix, '  ')},\n);`,
  }),
  envalid: (fix) => ({
    imports: [{ what: `{ ${['cleanEnv', ...validatorsOf(fix)].join(', ')} }`, from: 'envalid' }],
    body: `export const env = cleanEnv(${sourceOf(fix)}, ${object(fix.variables, envalid, '')});`,
  }),
  joi: (fix) => ({
    imports: [{ what: 'Joi', from: 'joi' }],
    body: [
      `const schema = Joi.object(${object(fix.variables, joi, '')}).unknown();`,
      '',
      `const { error, value } = schema.validate(${sourceOf(fix)});`,
      'if (error) throw new Error(`The environment is not complete: ${error.message}`);',
      '',
      'export const env = value;',
    ].join('\n'),
  }),
  't3-env-nextjs': (fix) => t3(fix, '@t3-oss/env-nextjs'),
  't3-env-core': (fix) => t3(fix, '@t3-oss/env-core'),
  'pydantic-settings': byHand,
  none: byHand,
};

// --- one line for each variable ---

function object(
  variables: readonly SchemaVariable[],
  write: (variable: SchemaVariable) => string,
  indent: string,
): string {
  const lines = variables.map((variable) => `${indent}  ${variable.name}: ${write(variable)},`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function zodObject(variables: readonly SchemaVariable[], indent: string): string {
  return object(variables, zod, indent);
}

function zod({ optional, type }: SchemaVariable): string {
  if (optional) return 'z.string().optional()';
  if (type === 'url') return 'z.string().url()';
  return type === 'number' ? 'z.coerce.number()' : 'z.string().min(1)';
}

function valibot({ optional, type }: SchemaVariable): string {
  if (optional) return 'v.optional(v.string())';
  if (type === 'number') return 'v.pipe(v.string(), v.nonEmpty(), v.transform(Number), v.number())';
  return `v.pipe(v.string(), ${type === 'url' ? 'v.url()' : 'v.nonEmpty()'})`;
}

function envalid({ optional, type }: SchemaVariable): string {
  if (optional) return 'str({ default: undefined })';
  return type === 'url' ? 'url()' : type === 'number' ? 'num()' : 'str()';
}

function validatorsOf({ variables }: WriteSchemaFix): readonly string[] {
  return [...new Set(variables.map((variable) => envalid(variable).replace(/\(.*/, '')))].sort();
}

function joi({ optional, type }: SchemaVariable): string {
  if (optional) return "Joi.string().allow('')";
  return type === 'url'
    ? 'Joi.string().uri().required()'
    : `Joi.${type === 'number' ? 'number' : 'string'}().required()`;
}

/**
 * Where the values come from. Builds replace `process.env.X` only where it is written out: public names are, each by itself.
 */
function sourceOf({ source, variables }: WriteSchemaFix, indent = ''): string {
  const publicNames = source === 'process.env' ? variables.filter(({ isPublic }) => isPublic) : [];
  if (publicNames.length === 0) return source;
  const spread = publicNames.length < variables.length ? [`${indent}  ...process.env,`] : [];
  const lines = publicNames.map(({ name }) => `${indent}  ${name}: process.env.${name},`);
  return `{\n${[...spread, ...lines].join('\n')}\n${indent}}`;
}

// --- t3-env ---

function t3(fix: WriteSchemaFix, from: string): Written {
  const server = fix.variables.filter(({ isPublic }) => !isPublic);
  const client = fix.variables.filter(({ isPublic }) => isPublic);
  const prefix = commonPrefix(client.map(({ name }) => name));
  const lines = [
    `  server: ${zodObject(server, '  ')},`,
    ...(from.endsWith('core') && client.length > 0 ? [`  clientPrefix: '${prefix}',`] : []),
    ...(client.length > 0 ? [`  client: ${zodObject(client, '  ')},`] : []),
    ...t3Source(fix, from, client),
    '  emptyStringAsUndefined: true,',
  ];
  return {
    imports: [
      { what: '{ createEnv }', from },
      { what: '{ z }', from: 'zod' },
    ],
    body: `export const env = createEnv({\n${lines.join('\n')}\n});`,
  };
}

function t3Source(fix: WriteSchemaFix, from: string, client: readonly SchemaVariable[]): readonly string[] {
  if (from.endsWith('core')) return [`  runtimeEnv: ${fix.source},`];
  const lines = client.map(({ name }) => `    ${name}: process.env.${name},`);
  return [`  experimental__runtimeEnv: {${lines.length > 0 ? `\n${lines.join('\n')}\n  ` : ''}},`];
}

/** Up to the last underscore that all of them have in common. */
function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, first.slice(0, length).lastIndexOf('_') + 1);
}

// --- by hand ---

function byHand(fix: WriteSchemaFix): Written {
  const { language, source, variables } = fix;
  const types =
    language === 'typescript'
      ? { name: ': string', value: ': string | undefined', result: ': string' }
      : undefined;
  const read = (name: string): string =>
    source === 'Deno.env.toObject()' ? `Deno.env.get('${name}')` : `${source}.${name}`;
  const lines = variables.map(({ name, optional }) =>
    optional ? `  ${name}: ${read(name)},` : `  ${name}: required('${name}', ${read(name)}),`,
  );
  return {
    imports: [],
    body: [
      `export const env = {\n${lines.join('\n')}\n};`,
      '',
      `function required(name${types?.name ?? ''}, value${types?.value ?? ''})${types?.result ?? ''} {`,
      '  if (!value) throw new Error(`Set ${name} in the environment: the product needs it.`);',
      '  return value;',
      '}',
    ].join('\n'),
  };
}
