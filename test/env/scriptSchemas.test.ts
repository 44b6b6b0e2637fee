import { strict as assert } from 'node:assert';
import reader from '../../server/src/core/env/readers/script.ts';
import type { EnvUse } from '../../server/src/core/env/types.ts';
import { createDocument } from '../../server/src/core/source.ts';

describe('schemas of the environment in scripts', () => {
  it('zod: in parts, with types, defaults and lengths', () => {
    assert.deepEqual(
      keys(`
        import { z } from 'zod';
        const flag = z.enum(['on', 'off']).optional();
        const base = z.object({ AA: z.string(), BB: z.coerce.number().min(1).default(3), CC: flag, DD: z.url().min(5) });
        const schema = base.extend({ EE: z.string().email() }).merge(z.object({ FF: z.preprocess((v) => v ?? undefined, z.string()) }));
        export const env = schema.parse(process.env);
      `),
      [
        'AA required string',
        'BB optional number',
        'CC optional enum on|off',
        'DD required url ≥5',
        'EE required email',
        'FF required string',
      ],
    );
  });

  it('zod: a key that is filled from another variable is none', () => {
    assert.deepEqual(
      keys(`
        import { z } from 'zod';
        const envSchema = z.object({ BASE_URL: z.string(), API_KEY: z.string() });
        const envValues = { BASE_URL: process.env.NEXT_PUBLIC_BASE_URL, API_KEY: process.env.API_KEY };
        export const env = envSchema.parse(envValues);
      `),
      ['API_KEY required string'],
    );
  });

  it('zod: what a value is made into, and one of several ways, says little of the text', () => {
    assert.deepEqual(
      keys(`
        import { z } from 'zod';
        z.object({
          AA: z.preprocess((v) => JSON.parse(String(v)), z.object({ a: z.number() })),
          BB: z.string().transform((s) => s.split(',')).pipe(z.array(z.coerce.number())),
          CC: z.union([z.coerce.number(), z.enum(['all'])]).optional(),
          DD: z.preprocess((v) => v || undefined, z.string().url().optional()),
          EE: z.preprocess((v) => v === 'yes', z.boolean()),
        }).parse(process.env);
      `),
      ['AA required', 'BB required string', 'CC optional', 'DD optional url', 'EE required'],
    );
  });

  it('class-validator: the members of a class', () => {
    assert.deepEqual(
      keys(`
        import { IsInt, IsOptional, IsString } from 'class-validator';
        export class EnvironmentVariables {
          @IsString()
          AA: string;
          @IsInt() BB: number = 3;
          @IsOptional()
          @IsString()
          CC?: string;
          @IsString({ message: 'x' }) DD!: string;
          plain: string;
        }
      `),
      ['AA required', 'BB optional', 'CC optional', 'DD required'],
    );
  });

  it('zod: needed in production is needed', () => {
    assert.deepEqual(
      keys(`
        import { z } from 'zod';
        const s = z.object({
          AA: process.env.NODE_ENV === 'production' ? z.string() : z.string().optional(),
          BB: inTest ? z.string().optional() : z.string(),
          CC: importedValidator,
        });
        s.safeParse(process.env);
      `),
      ['AA required string', 'BB optional string', 'CC optional'],
    );
  });

  it('zod: what decides between two validators is none of them', () => {
    assert.deepEqual(
      keys(`
        import { z } from 'zod';
        const inTest = z.stringbool().catch(false).parse(process.env.IN_TEST);
        z.object({ AA: inTest ? z.string().optional() : z.string(), BB: inTest ? z.url() : z.url().min(9) }).parse(process.env);
      `),
      ['AA optional string', 'BB required url ≥9'],
    );
  });

  it('t3: with the side of each part, and the mapping is no second need', () => {
    const found = uses(`
      import { createEnv } from '@t3-oss/env-nextjs';
      import { z } from 'zod';
      export const env = createEnv({
        server: { AA: z.string() }, client: { NEXT_PUBLIC_BB: z.string().min(1) }, shared: { CC: z.string().optional() },
        runtimeEnv: { AA: process.env.AA, NEXT_PUBLIC_BB: process.env.NEXT_PUBLIC_BB },
      });
    `);
    assert.deepEqual(
      found.map(({ name, need, side, schema }) => [name, need, side, schema?.library]),
      [
        ['AA', 'required', 'server', 'zod'],
        ['NEXT_PUBLIC_BB', 'required', 'client', 'zod'],
        ['CC', 'optional', undefined, 'zod'],
        ['AA', 'optional', undefined, undefined],
        ['NEXT_PUBLIC_BB', 'optional', undefined, undefined],
      ],
    );
  });

  it('valibot, ArkType and yup', () => {
    assert.deepEqual(
      keys(`
        import * as v from 'valibot';
        const S = v.object({ AA: v.pipe(v.string(), v.url()), BB: v.optional(v.string(), 'x'), CC: v.picklist(['a', 'b']), DD: v.fallback(v.string(), 'x') });
        v.parse(S, process.env);
      `),
      ['AA required url', 'BB optional string', 'CC required enum a|b', 'DD optional string'],
    );
    assert.deepEqual(
      keys(`
        import { type } from 'arktype';
        const E = type({ AA: 'string', 'BB?': 'string.url', CC: "'a' | 'b'", DD: 'number = 3' });
        export const env = E(process.env);
      `),
      ['AA required string', 'BB optional url', 'CC required enum a|b', 'DD optional number'],
    );
    assert.deepEqual(
      keys(
        "import * as yup from 'yup'; yup.object({ AA: yup.string().required(), BB: yup.string() }).validateSync(process.env)",
      ),
      ['AA required string', 'BB optional string'],
    );
  });

  it('Joi, for NestJS: optional unless it says otherwise', () => {
    assert.deepEqual(
      keys(`
        import * as Joi from 'joi';
        ConfigModule.forRoot({ validationSchema: Joi.object({ AA: Joi.string().required(), BB: Joi.number().port().default(1), CC: Joi.string().valid('x', 'y') }) });
      `),
      ['AA required string', 'BB optional port', 'CC optional enum x|y'],
    );
  });

  it('envalid, convict, env-var and znv', () => {
    assert.deepEqual(
      keys(`
        import { cleanEnv, str, port, bool } from 'envalid';
        const validators = { AA: str({ choices: ['a'] }), BB: port({ default: 3000 }), CC: bool({ devDefault: true }) };
        cleanEnv(process.env, validators);
      `),
      ['AA required string a', 'BB optional port', 'CC required boolean'],
    );
    assert.deepEqual(
      keys(
        "import convict from 'convict'; convict({ db: { host: { default: 'x', env: 'AA' }, pw: { default: null, env: 'BB' } } })",
      ),
      ['AA optional', 'BB required'],
    );
    assert.deepEqual(
      keys(
        "import env from 'env-var'; env.get('AA_A').required().asString(); env.get('BB_B').default('3').asInt()",
      ),
      ['AA_A required', 'BB_B optional'],
    );
    assert.deepEqual(
      keys(
        "import { parseEnv } from 'znv'; parseEnv(process.env, { AA: z.string(), BB: z.string().default('x') })",
      ),
      ['AA required string', 'BB optional string'],
    );
  });

  it('Astro: with the context', () => {
    const found = uses(
      "export default { env: { schema: { AA: envField.string({ context: 'client', access: 'public', optional: true }), BB: envField.enum({ context: 'server', access: 'secret', values: ['a'] }) } } }",
      'astro.config.mjs',
    );
    assert.deepEqual(
      found.map(({ name, need, side }) => [name, need, side]),
      [
        ['AA', 'optional', 'client'],
        ['BB', 'required', 'server'],
      ],
    );
  });

  it('say where they stand', () => {
    const library = (text: string): string[] =>
      (reader.read(createDocument({ path: 'src/config.ts', text }))?.validations ?? []).map(
        (validation) => `${validation.library} ${text.slice(validation.at.start, validation.at.end)}`,
      );
    assert.deepEqual(library("import { z } from 'zod'; z.object({ AA: z.string() }).parse(process.env)"), [
      'zod parse',
    ]);
    assert.deepEqual(
      library("import { z } from 'zod'; export const envSchema = z.object({ AA: z.string() })"),
      ['zod envSchema'],
    );
    assert.deepEqual(
      library(
        "import { z } from 'zod'; const envSchema = z.object({ AA: z.string() }); envSchema.parse(process.env)",
      ),
      ['zod parse'],
    );
  });

  it('are recognised by their names where another file applies them', () => {
    assert.deepEqual(
      keys("import { z } from 'zod'; export const serverEnvSchema = z.object({ AA: z.string() })"),
      ['AA required string'],
    );
    assert.deepEqual(
      keys("import { z } from 'zod'; export const tableSchema = z.object({ AA: z.string() })"),
      [],
    );
    assert.deepEqual(
      keys("import { z } from 'zod'; export const environmentSchema = z.object({ name: z.string() })"),
      [],
    );
  });
});

function uses(text: string, path = 'src/config.ts'): readonly EnvUse[] {
  const found = reader.read(createDocument({ path, text }))?.uses ?? [];
  for (const { name, at } of found) assert.equal(text.slice(at.start, at.end), name);
  return found;
}

function keys(text: string): string[] {
  return uses(text).flatMap(({ name, need, schema }) => {
    if (!schema) return [];
    const values = schema.values?.join('|');
    const length = schema.minimumLength === undefined ? undefined : `≥${schema.minimumLength}`;
    return [[name, need, schema.type, values, length].filter((part) => part !== undefined).join(' ')];
  });
}
