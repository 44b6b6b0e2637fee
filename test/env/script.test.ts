import { strict as assert } from 'node:assert';
import reader from '../../server/src/core/env/readers/script.ts';
import type { EnvFacts } from '../../server/src/core/env/types.ts';
import { createDocument } from '../../server/src/core/source.ts';

describe('environment variables in scripts', () => {
  it('are read in every way of writing', () => {
    assert.deepEqual(
      uses(`
        import { env } from 'node:process';
        import own from 'process';
        process.env.AA; process.env['BB']; process.env[\`CC\`]; process?.env?.DD; globalThis.process.env.EE;
        env.FF; own.env.GG; (process.env as any).HH; process.env!.II; require('process').env.JJ;
        Bun.env.KK; Deno.env.get('LL'); import.meta.env.VITE_MM; import.meta.env.MODE;
        const { NN, OO: oo, ...rest } = process.env;
        const e = process.env; e.PP;
        function f() { const { env: inner } = process; return inner.QQ; }
        function g(variables: NodeJS.ProcessEnv) { return variables.RR; }
        const h = (source = process.env) => source.SS;
      `),
      'AA BB CC DD EE FF GG HH II JJ KK LL VITE_MM NN OO PP QQ RR SS'
        .split(' ')
        .map((name) => `${name} required`),
    );
  });

  it('are not read by an object of the same name, a comment, a string, or where they are written', () => {
    assert.deepEqual(
      uses(
        `
        import { env } from './env';
        env.AA; config.env.BB; // process.env.CC
        'process.env.DD'; /process.env.EE/; delete process.env.FF; process.env.GG = 'x';
        const a = <p>process.env.HH</p>;
      `,
        'a.tsx',
      ),
      [],
    );
  });

  it('are optional with a default, a guard, a condition or a comparison with a literal', () => {
    const facts = read(`
      a = process.env.AA ?? 'x'; b = process.env.BB || 3; const { CC = 'y' } = process.env;
      d = process.env.DD ? 1 : 2; if (process.env.EE) f(process.env.EE!); g = !!process.env.FF;
      h = process.env.GG === 'true'; i = process.env.HH?.split(','); j = typeof process.env.II;
      k = Number(process.env.JJ) || 3000; l = parseInt(process.env.KK || '1', 10); m = options.m ?? process.env.LL;
      n = 'MM' in process.env; o = useIt && process.env.NN; process.env.OO ??= 'z'; console.log(process.env.PP);
      const q = process.env.QQ; if (!q) return; r = q.trim(); s = cond ? process.env.RR : 'x';
      switch (process.env.SS) { case 'a': } t = Boolean(process.env.TT);
    `);
    assert.deepEqual(
      (facts.uses ?? []).filter(({ need }) => need === 'required').map(({ name }) => name),
      [],
    );
    assert.equal(facts.uses?.length, 21);
    assert.equal(facts.uses?.find(({ name }) => name === 'BB')?.fallback?.state, 'set');
  });

  it('are required where the program fails without them, guards or not', () => {
    assert.deepEqual(
      uses(`
        if (!process.env.AA || !process.env.BB) { throw new Error('x'); }
        const c = process.env.CC; if (!c) process.exit(1);
        const d = process.env.DD ?? fail('DD'); assert(process.env.EE);
        if (process.env.FF === undefined) throw 1; if (typeof process.env.GG !== 'string') throw 1;
        if (!('HH' in process.env)) throw 1; if (process.env.II) { f() } else { throw 1 }
        if (isProduction && !process.env.JJ) throw 1;
        new Client(process.env.KK!, { key: process.env.LL as string });
        if (token !== process.env.MM) f();
        const n = process.env.NN || ''; if (!n) throw 1;
      `),
      'AA BB CC DD EE FF GG HH II JJ KK LL MM NN'.split(' ').map((name) => `${name} required`),
    );
  });

  it('are optional where only some of several are needed, or another condition decides', () => {
    assert.deepEqual(
      uses(`
        if (!process.env.AA && !process.env.BB) throw 1;
        if (useS3 && !process.env.CC) throw 1;
        const hooks = { a: process.env.DD }; const hook = hooks[name]; if (!hook) return;
      `),
      ['AA optional', 'BB optional', 'CC optional', 'DD optional'],
    );
  });

  it('are found in lists that are walked over', () => {
    assert.deepEqual(
      uses(`
        const required = ['AA_A', 'BB_B'] as const;
        const missing = required.filter((name) => !process.env[name]);
        if (missing.length > 0) throw new Error(missing.join());
        for (const name of ['CC_C']) { if (!process.env[name]) throw 1; }
        ['DD_D'].forEach(function (name) { use(process.env[name]); });
        const some = ['EE_E']; some.some((name) => process.env[name]);
        const check = (names) => { for (const n of names) if (!process.env[n]) throw n; }; check(['FF_F']);
      `),
      ['AA_A required', 'BB_B required', 'CC_C required', 'DD_D required', 'EE_E optional', 'FF_F required'],
    );
  });

  it('are dynamic where their names are worked out', () => {
    const facts = read(
      'process.env[`FEATURE_${x}`]; process.env["A_" + x]; process.env[x + "_URL"]; send(process.env); Object.keys(process.env).filter((k) => k.startsWith("P_"));',
    );
    assert.deepEqual(
      facts.dynamics?.map(({ prefix, suffix }) => [prefix, suffix]),
      [
        ['FEATURE_', ''],
        ['A_', ''],
        ['', '_URL'],
        ['', ''],
        ['P_', ''],
      ],
    );
  });

  it('are not dynamic where a program is started with them, or a schema checks them', () => {
    const facts = read(`
      spawn('x', { env: process.env }); execa('x', [], { env: { ...process.env, A: 'b' } });
      const env = { ...process.env }; spawn('x', { env });
      const schema = z.object({ AA: z.string() }); schema.parse(withoutEmpty(process.env));
      process.env = { ...process.env, BB: 'x' };
    `);
    assert.equal(facts.dynamics, undefined);
    assert.deepEqual(
      facts.declarations?.map(({ name, by }) => [name, by]),
      [['BB', 'code']],
    );
  });

  it('are asked for by functions of this file, and by those of others', () => {
    const facts = read(`
      import { mustGetEnv } from './env';
      function requireEnv(name: string): string { const v = process.env[name]; if (!v) throw new Error(name); return v; }
      const getEnv = (name: string, fallback = '') => process.env[name] ?? fallback;
      class Env { static get(key: string) { return process.env[key]!; } }
      requireEnv('AA_A'); getEnv('BB_B', 'x'); getEnv('CC_C'); Env.get('DD_D'); mustGetEnv('EE_E'); getEnv(other);
    `);
    assert.deepEqual(named(facts), ['AA_A required', 'BB_B optional', 'CC_C optional', 'DD_D required']);
    assert.deepEqual(facts.helpers, [
      { name: 'requireEnv', parameter: 0, need: 'required' },
      { name: 'getEnv', parameter: 0, need: 'optional' },
      { name: 'get', parameter: 0, need: 'required' },
    ]);
    assert.deepEqual(
      facts.calls?.map(({ helper, parameter, name, hasFallback }) => ({
        helper,
        parameter,
        name,
        hasFallback,
      })),
      [{ helper: 'mustGetEnv', parameter: 0, name: 'EE_E', hasFallback: false }],
    );
    assert.equal(facts.dynamics?.length, 1);
  });

  it('are declared by assignments, types and configuration', () => {
    const by = (text: string, path: string): string[] =>
      (read(text, path).declarations ?? []).map((declaration) => `${declaration.name} ${declaration.by}`);
    assert.deepEqual(by('process.env.AA = "x"; process.env.BB ??= "y";', 'a.ts'), ['AA code', 'BB code']);
    assert.deepEqual(
      by('declare namespace NodeJS { interface ProcessEnv { AA: string; readonly BB?: string } }', 'a.d.ts'),
      ['AA type', 'BB type'],
    );
    assert.deepEqual(by('export interface Env { AA: string; DB: D1Database }', 'src/index.ts'), ['AA type']);
    assert.deepEqual(by('module.exports = { env: { AA: "x", BB } }', 'next.config.js'), [
      'AA code',
      'BB code',
    ]);
    assert.deepEqual(by('export default { define: { "process.env.AA": "1" } }', 'vite.config.ts'), [
      'AA code',
    ]);
  });

  it('are imported by name from SvelteKit and Astro', () => {
    const facts = read(`
      import { AA, BB as b } from '$env/static/private';
      import { env } from '$env/dynamic/public'; env.PUBLIC_CC;
      import { DD, getSecret } from 'astro:env/server'; getSecret('EE_E');
    `);
    assert.deepEqual(
      facts.uses?.map(({ name, need, side }) => [name, need, side]),
      [
        ['AA', 'required', 'server'],
        ['BB', 'required', 'server'],
        ['PUBLIC_CC', 'required', undefined],
        ['DD', 'optional', 'server'],
        ['EE_E', 'required', undefined],
      ],
    );
  });

  it('are texts among a Worker’s bindings', () => {
    assert.deepEqual(
      uses(`
        interface Env { AA: string; DB: D1Database; BB?: string }
        export default { async fetch(request, env, ctx) { env.AA; env.DB.prepare('x'); return env.BB ?? 'y'; } };
      `),
      ['AA required', 'BB optional'],
    );
    assert.deepEqual(
      uses(`
        type Bindings = { TOKEN: string; CACHE: KVNamespace };
        const app = new Hono<{ Bindings: Bindings }>();
        app.get('/', (c) => { c.env.CACHE.get('x'); return c.text(c.env.TOKEN); });
      `),
      ['TOKEN required'],
    );
  });

  it('are no variables where a Worker’s binding is called like a service', () => {
    assert.deepEqual(
      uses(`
        import { env } from 'cloudflare:workers';
        env.CACHE.get('x'); env.DB.prepare('y'); send(env.TOKEN);
      `),
      ['TOKEN optional'],
    );
  });

  it('are read through NestJS, Nuxt, Prisma and Vite', () => {
    assert.deepEqual(
      uses(`
        import { ConfigService } from '@nestjs/config';
        this.configService.get<string>('AA'.trim()); this.configService.get<string>('BB_B'); config.getOrThrow('CC_C');
        this.configService.get('DD_D', 'x'); this.configService.get('auth.secret');
      `),
      ['BB_B required', 'CC_C required', 'DD_D optional'],
    );
    assert.deepEqual(
      uses("export default { runtimeConfig: { apiKey: '', public: { apiBase: '/x' } } }", 'nuxt.config.ts'),
      ['NUXT_API_KEY optional', 'NUXT_PUBLIC_API_BASE optional'],
    );
    assert.deepEqual(
      uses("import { env } from 'prisma/config'; export default { url: env('DATABASE_URL') }"),
      ['DATABASE_URL required'],
    );
    const vite = read(
      "const env = loadEnv(mode, process.cwd(), ''); export default { envPrefix: ['VITE_', 'APP_'], port: env.PORT }",
    );
    assert.deepEqual(named(vite), ['PORT required']);
    assert.deepEqual(vite.publicPrefixes, ['VITE_', 'APP_']);
  });

  it('are read in the scripts and the markup of components', () => {
    assert.deepEqual(
      uses(
        '<script setup>const a = import.meta.env.VITE_A</script>\n<template><!-- import.meta.env.VITE_X -->{{ import.meta.env.VITE_B }}</template>',
        'A.vue',
      ),
      ['VITE_A required', 'VITE_B required'],
    );
  });

  it('come with the env files that the script loads', () => {
    assert.deepEqual(
      read(
        "import { config } from 'dotenv'; config({ path: '.env.local' }); config({ path: path.join(__dirname, '..', '.env') });",
      ).loads?.map(({ file, dialect }) => [file, dialect]),
      [
        ['.env.local', 'dotenv'],
        ['../.env', 'dotenv'],
      ],
    );
  });

  it('know the side that the first lines tell', () => {
    assert.equal(read('"use client";\nprocess.env.NEXT_PUBLIC_A').side, 'client');
    assert.equal(read('import "server-only";\nprocess.env.A').side, 'server');
    assert.equal(read('process.env.A').side, undefined);
  });

  it('are found while a line is being typed', () => {
    const facts = read('const a = process.env.AA;\nfoo({ b: process.env.\nconst c = process.env.CC;');
    assert.equal(facts.broken, true);
    assert.ok(facts.uses?.some(({ name }) => name === 'AA'));
  });

  for (const [name, piece] of Object.entries({
    reads: 'process.env.A_A;',
    'open calls': 'f(process.env.A,',
    arrows: 'a=>process.env.A+',
    names: 'const e=process.env;e.A;',
    conditions: 'process.env.A?',
    guards: 'if(!process.env.A&&',
    lists: 'for(const k of L)process.env[k];',
    functions: 'function g(n){return process.env[n]}g("A_A");',
    schemas: 'const env=z.object({A_A:z.string()}).merge(',
    patterns: 'const {A_A}=process.env;',
  })) {
    it(`are found in one walk over a megabyte of ${name}`, function () {
      this.timeout(20_000);
      read(piece.repeat(1_000_000 / piece.length));
    });
  }
});

function read(text: string, path = 'src/a.ts'): EnvFacts {
  const facts = reader.read(createDocument({ path, text })) ?? {};
  for (const { name, at, through } of facts.uses ?? [])
    if (!/untimeConfig/.test(through)) assert.equal(text.slice(at.start, at.end), name);
  for (const { name, at } of [
    ...(facts.calls ?? []),
    ...(path.startsWith('nuxt') ? [] : (facts.declarations ?? [])),
  ])
    assert.equal(text.slice(at.start, at.end), name);
  return facts;
}

function named({ uses: found = [] }: EnvFacts): string[] {
  return found.map(({ name, need }) => `${name} ${need}`);
}

/** In the order of the text, each once. */
function uses(text: string, path?: string): string[] {
  return [...new Set(named(read(text, path)))];
}
