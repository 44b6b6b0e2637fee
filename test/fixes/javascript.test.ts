import { strict as assert } from 'node:assert';
import { transform, type Loader } from 'esbuild';
import { move, refusal, type Setup } from './move.ts';

const NEXT = { 'package.json': '{"dependencies":{"next":"16.0.0"}}' };

type Case = readonly [what: string, path: string, before: string, after: string, setup?: Setup];

const CASES: readonly Case[] = [
  ['a constant', 'pay.js', `const key = '«§»';\n`, `const key = process.env.STRIPE_SECRET_KEY;\n`],
  [
    'an argument',
    'pay.js',
    `new Stripe("«§»", { a: 1 })\n`,
    `new Stripe(process.env.STRIPE_SECRET_KEY, { a: 1 })\n`,
  ],
  [
    'an argument in TypeScript',
    'pay.ts',
    `new Stripe("«§»")\n`,
    `new Stripe(process.env.STRIPE_SECRET_KEY!)\n`,
  ],
  [
    'a property',
    'pay.ts',
    `const a = { key: '«§»' };\n`,
    `const a = { key: process.env.STRIPE_SECRET_KEY! };\n`,
  ],
  [
    'a key of an object',
    'pay.ts',
    `const a = { '«§»': 1 };\n`,
    `const a = { [process.env.STRIPE_SECRET_KEY!]: 1 };\n`,
  ],
  [
    'a branch of a condition',
    'pay.ts',
    `const a = b ? '«§»' : '';\n`,
    `const a = b ? process.env.STRIPE_SECRET_KEY! : '';\n`,
  ],
  [
    'a template without anything else',
    'pay.js',
    'const key = `«§»`;\n',
    'const key = process.env.STRIPE_SECRET_KEY;\n',
  ],
  [
    'a part of a template',
    'pay.ts',
    'f(`Bearer «§» ${x}`);\n',
    'f(`Bearer ${process.env.STRIPE_SECRET_KEY} ${x}`);\n',
  ],
  [
    'a string in a hole of a template',
    'pay.ts',
    "f(`a ${'«§»'} b`);\n",
    'f(`a ${process.env.STRIPE_SECRET_KEY} b`);\n',
  ],
  ['a tagged template', 'pay.ts', 'q = sql`«§»`;\n', 'q = sql`${process.env.STRIPE_SECRET_KEY}`;\n'],
  [
    'a string with text before',
    'pay.js',
    `f("Bearer «§»");\n`,
    'f(`Bearer ${process.env.STRIPE_SECRET_KEY}`);\n',
  ],
  [
    'a string with text around, in TypeScript',
    'pay.ts',
    `f('a«§»b');\n`,
    'f(`a${process.env.STRIPE_SECRET_KEY}b`);\n',
  ],
  [
    'text that means something in a template',
    'pay.js',
    "f('`${x}` it\\'s «§»');\n",
    "f(`\\`\\${x}\\` it\\'s ${process.env.STRIPE_SECRET_KEY}`);\n",
  ],
  ['a concatenation', 'pay.ts', `f('Bearer ' + '«§»');\n`, `f('Bearer ' + process.env.STRIPE_SECRET_KEY);\n`],
  [
    'a comparison',
    'pay.ts',
    `if (key === '«§»') ok();\n`,
    `if (key === process.env.STRIPE_SECRET_KEY) ok();\n`,
  ],
  ['a literal type', 'pay.ts', `const k = '«§»' as const;\n`, `const k = process.env.STRIPE_SECRET_KEY!;\n`],
  [
    'a word directly before',
    'pay.js',
    `const f = () => { return"«§»" };\n`,
    `const f = () => { return process.env.STRIPE_SECRET_KEY };\n`,
  ],
  [
    'a JSX attribute',
    'app/page.tsx',
    `const a = <Pay key="«§»" b='c' />;\n`,
    `const a = <Pay key={process.env.STRIPE_SECRET_KEY!} b='c' />;\n`,
  ],
  [
    'a JSX attribute in JavaScript',
    'app/page.jsx',
    `const a = <Pay key='«§»'>It's</Pay>;\n`,
    `const a = <Pay key={process.env.STRIPE_SECRET_KEY}>It's</Pay>;\n`,
  ],
  [
    'a JSX attribute with text',
    'app/page.tsx',
    `const a = <Pay auth="Bearer «§»" />;\n`,
    'const a = <Pay auth={`Bearer ${process.env.STRIPE_SECRET_KEY}`} />;\n',
  ],
  [
    'an expression in JSX',
    'app/page.tsx',
    `const a = <p>don't {f('«§»')}</p>;\n`,
    `const a = <p>don't {f(process.env.STRIPE_SECRET_KEY!)}</p>;\n`,
  ],
  [
    'a type parameter list in TSX',
    'a.tsx',
    `const f = <T,>(a: T) => g(a, '«§»');\n`,
    `const f = <T,>(a: T) => g(a, process.env.STRIPE_SECRET_KEY!);\n`,
  ],
  [
    'regular expressions with quotes before',
    'a.js',
    `x = s.replace(/'/g, "").split(/[/"]/); k = '«§»';\n`,
    `x = s.replace(/'/g, "").split(/[/"]/); k = process.env.STRIPE_SECRET_KEY;\n`,
  ],
  [
    'a division before',
    'a.js',
    `x = a / b; y = 'c' / 2; k = '«§»'; // d / e\n`,
    `x = a / b; y = 'c' / 2; k = process.env.STRIPE_SECRET_KEY; // d / e\n`,
  ],
  [
    'a CommonJS file',
    'a.cjs',
    `module.exports = { k: '«§»' };\n`,
    `module.exports = { k: process.env.STRIPE_SECRET_KEY };\n`,
  ],
  [
    'line breaks of Windows',
    'a.ts',
    `const a = 1;\r\nconst k = '«§»';\r\n`,
    `const a = 1;\r\nconst k = process.env.STRIPE_SECRET_KEY!;\r\n`,
  ],
  [
    'a byte order mark',
    'a.js',
    `\uFEFFconst k = '«§»';\n`,
    `\uFEFFconst k = process.env.STRIPE_SECRET_KEY;\n`,
  ],
  [
    'quotes that the rule counted in',
    'a.js',
    `const k = «'§'»;\n`,
    `const k = process.env.STRIPE_SECRET_KEY;\n`,
  ],
  // What reads a variable already
  ['a fallback', 'a.js', `const k = process.env.PAY_KEY || '«§»';\n`, `const k = process.env.PAY_KEY;\n`],
  [
    'a fallback in TypeScript',
    'a.ts',
    `f(process.env.PAY_KEY ?? "«§»", 1);\n`,
    `f(process.env.PAY_KEY!, 1);\n`,
  ],
  [
    'a fallback of a fallback',
    'a.ts',
    `k = process.env.A ?? process.env['PAY_KEY'] ?? '«§»';\n`,
    `k = process.env.A ?? process.env['PAY_KEY']!;\n`,
  ],
  [
    'a fallback behind a cast',
    'a.ts',
    `k = process.env.PAY_KEY as string || '«§»';\n`,
    `k = process.env.PAY_KEY as string;\n`,
  ],
  [
    'a fallback on the next line',
    'a.js',
    `k =\n  process.env.PAY_KEY ||\n  '«§»';\n`,
    `k =\n  process.env.PAY_KEY;\n`,
  ],
  [
    'a fallback with text around the secret',
    'a.js',
    `k = process.env.PAY_KEY || 'Bearer «§»';\n`,
    `k = process.env.PAY_KEY;\n`,
  ],
  [
    'a fallback in a template',
    'a.ts',
    "k = `x ${process.env.PAY_KEY ?? '«§»'}`;\n",
    'k = `x ${process.env.PAY_KEY!}`;\n',
  ],
  [
    'a fallback that goes on',
    'a.js',
    `k = process.env.PAY_KEY || '«§»' + x;\n`,
    `k = process.env.PAY_KEY || process.env.STRIPE_SECRET_KEY + x;\n`,
  ],
  [
    'a default in a pattern',
    'a.js',
    `const { A, PAY_KEY: key = '«§»', B } = process.env;\n`,
    `const { A, PAY_KEY: key, B } = process.env;\n`,
  ],
  [
    'an assignment',
    'a.js',
    `process.env.PAY_KEY = '«§»';\n`,
    `if (!process.env.PAY_KEY) throw new Error('Set PAY_KEY in the environment');\n`,
  ],
  [
    'an assignment in double quotes',
    'a.ts',
    `process.env["PAY_KEY"] ||= "«§»"\nf()\n`,
    `if (!process.env.PAY_KEY) throw new Error("Set PAY_KEY in the environment")\nf()\n`,
  ],
  [
    'a fallback of import.meta.env',
    'a.js',
    `k = import.meta.env.PAY_KEY || '«§»';\n`,
    `k = import.meta.env.PAY_KEY;\n`,
  ],
  // Elsewhere than in Node
  [
    'Deno',
    'a.ts',
    `Deno.serve(() => f("«§»"));\n`,
    `Deno.serve(() => f(Deno.env.get("STRIPE_SECRET_KEY")!));\n`,
  ],
  [
    'a folder of Deno',
    'd/a.js',
    `f("«§»");\n`,
    `f(Deno.env.get("STRIPE_SECRET_KEY"));\n`,
    { files: { 'd/deno.json': '{}', 'package.json': '{}' } },
  ],
  [
    'a Supabase function',
    'supabase/functions/pay/index.ts',
    `f("«§»");\n`,
    `f(Deno.env.get("STRIPE_SECRET_KEY")!);\n`,
  ],
  [
    'SvelteKit',
    'src/routes/pay/+server.ts',
    `import { json } from '@sveltejs/kit';\n\nconst k = '«§»';\n`,
    `import { env } from '$env/dynamic/private';\nimport { json } from '@sveltejs/kit';\n\nconst k = env.STRIPE_SECRET_KEY!;\n`,
    { files: { 'package.json': '{"devDependencies":{"@sveltejs/kit":"2","vite":"7"}}' } },
  ],
  [
    'SvelteKit where the import is there',
    'src/hooks.server.js',
    `import { env as e } from "$env/dynamic/private";\nf('«§»');\n`,
    `import { env as e } from "$env/dynamic/private";\nf(e.STRIPE_SECRET_KEY);\n`,
    { files: { 'package.json': '{"devDependencies":{"@sveltejs/kit":"2"}}' } },
  ],
  [
    'Astro',
    'src/pages/index.astro',
    `---\nconst k = '«§»';\n---\n<p>it's</p>\n`,
    `---\nimport { getSecret } from 'astro:env/server';\nconst k = getSecret('STRIPE_SECRET_KEY')!;\n---\n<p>it's</p>\n`,
    { files: { 'package.json': '{"dependencies":{"astro":"^5.1.0"}}' } },
  ],
  [
    'a Worker',
    'src/index.js',
    `export default {\n  fetch(request, env) { return f('«§»'); },\n};\n`,
    `import { env as workerEnv } from 'cloudflare:workers';\nexport default {\n  fetch(request, env) { return f(workerEnv.STRIPE_SECRET_KEY); },\n};\n`,
    { files: { 'package.json': '{"devDependencies":{"wrangler":"4"}}', 'wrangler.jsonc': '{}' } },
  ],
  [
    'a page with server-side props',
    'pages/pay.tsx',
    `export async function getServerSideProps() { f('«§»'); }\n`,
    `export async function getServerSideProps() { f(process.env.STRIPE_SECRET_KEY!); }\n`,
    { files: NEXT },
  ],
  // What only describes
  ['a comment', 'a.js', `// old: «§»\nf();\n`, `// old: STRIPE_SECRET_KEY\nf();\n`],
  ['a comment in JSX', 'a.jsx', `a = <p>{/* «§» */}</p>;\n`, `a = <p>{/* STRIPE_SECRET_KEY */}</p>;\n`],
];

const LOADERS: Readonly<Record<string, Loader>> = { js: 'jsx', cjs: 'js', jsx: 'jsx', ts: 'ts', tsx: 'tsx' };

describe('Move to environment in JavaScript and TypeScript', () => {
  for (const [what, path, before, after, setup] of CASES) {
    it(`changes ${what}`, async () => {
      const moved = move(path, before, setup);
      assert.equal(moved.texts[path], after);
      const loader = LOADERS[path.slice(path.lastIndexOf('.') + 1)];
      if (loader) await transform(after, { loader });
    });
  }

  const refusals: readonly (readonly [what: string, path: string, before: string, reason: RegExp])[] = [
    ['a regular expression', 'a.js', `x = /«§»/;\n`, /regular expression/],
    ['the name of a module', 'a.js', `import x from '«§»';\n`, /name of a module/],
    ['a type', 'a.ts', `type Key = 'a' | '«§»';\n`, /A type must be known/],
    ['an enum', 'a.ts', `enum Key { A = '«§»' }\n`, /enum/],
    ['a declaration file', 'a.d.ts', `declare const a: '«§»';\n`, /A type/],
    ['text of a page', 'app/page.jsx', `a = <p>«§»</p>;\n`, /shown on the page/],
    ['code without a string', 'a.js', `x = «§»;\n`, /not in a string/],
    ['a value with a computed part', 'a.js', 'x = `«https://a.example.com/${p}»`;\n', /worked out/],
    ['a value across two strings', 'a.js', `x = "«a" + "b»";\n`, /one piece/],
    [
      'a fallback of a public variable',
      'a.js',
      `k = process.env.NEXT_PUBLIC_KEY || '«§»';\n`,
      /start with NEXT_PUBLIC_/,
    ],
    ['an escape that is not understood', 'a.js', `k = '«a\\12b»';\n`, /does not read/],
  ];
  for (const [what, path, before, reason] of refusals) {
    it(`refuses ${what}`, () => assert.match(refusal(path, before), reason));
  }

  it('gives the value as the program has it', () => {
    const moved = move('a.js', `k = "«-----BEGIN X-----\\nA\\x42\\u{43}\\\n-----END X-----»";\n`);
    assert.equal(moved.texts['.env'], 'STRIPE_SECRET_KEY="-----BEGIN X-----\nABC-----END X-----"\n');
  });

  it('warns where a missing variable would equal a missing value', () => {
    const [, note] = move('a.js', `if (req.headers.key !== '«§»') fail();\n`).notes;
    assert.match(note ?? '', /stop at start when STRIPE_SECRET_KEY is missing/);
  });
});
