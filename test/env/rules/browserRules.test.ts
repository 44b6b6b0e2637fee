import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const PAGE = {
  'package.json': packageJson('vite', 'react'),
  'index.html': '<script src="/src/a.ts"></script>\n',
  '.env.example': 'API_URL=\n',
};
const NEXT = { 'package.json': packageJson('next'), '.env.example': 'API_URL=\n' };

describe('env/server-variable-in-client', () => {
  const RULE = 'env/server-variable-in-client';

  it('reports private names in client components of Next.js, and in no others', () => {
    const client =
      "'use client';\nexport const a = () => go(process.env.API_URL, process.env.NEXT_PUBLIC_URL, process.env.NODE_ENV);\n";
    assert.deepEqual(linesOf(RULE, { ...NEXT, 'app/a.tsx': client }), ['high API_URL app/a.tsx']);
    assert.deepEqual(linesOf(RULE, { ...NEXT, 'app/a.tsx': client.slice(client.indexOf('\n')) }), []);
  });

  it('is silent where the code asks on which side it runs, and where the build puts the value in', () => {
    const asks =
      "'use client';\nexport const a = () => (typeof window === 'undefined' ? process.env.API_URL : '');\n";
    assert.deepEqual(linesOf(RULE, { ...NEXT, 'app/a.tsx': asks }), []);
    const client = "'use client';\nexport const a = () => go(process.env.API_URL);\n";
    const settings = { 'next.config.js': 'module.exports = { env: { API_URL: process.env.API_URL } };\n' };
    assert.deepEqual(linesOf(RULE, { ...NEXT, ...settings, 'app/a.tsx': client }), []);
  });

  it('reports private names in pages of Vite, whichever way they are read', () => {
    assert.deepEqual(
      linesOf(RULE, { ...PAGE, 'src/a.ts': 'go(import.meta.env.API_URL, import.meta.env.MODE);\n' }),
      ['high API_URL src/a.ts'],
    );
    assert.deepEqual(linesOf(RULE, { ...PAGE, 'src/a.ts': 'go(process.env.API_URL);\n' }), [
      'high API_URL src/a.ts',
    ]);
  });

  it('is silent where a public name is read in the same breath', () => {
    const code = 'go(import.meta.env.API_URL || import.meta.env.VITE_API_URL || "");\n';
    assert.deepEqual(linesOf(RULE, { ...PAGE, 'src/a.ts': code }), []);
    const three =
      'go(import.meta.env.VITE_URL || import.meta.env.API_URL || import.meta.env.API_HOST || "");\n';
    assert.deepEqual(linesOf(RULE, { ...PAGE, 'src/a.ts': three }), []);
    const other = 'go(import.meta.env.API_URL || import.meta.env.API_HOST);\n';
    assert.equal(linesOf(RULE, { ...PAGE, 'src/a.ts': other }).length, 2);
  });

  it('reports private names in apps of Expo, and in no route of their server', () => {
    const expo = { 'package.json': packageJson('expo', 'react-native'), '.env.example': 'API_URL=\n' };
    const code = 'go(process.env.API_URL, process.env.EXPO_OS, process.env.EXPO_PUBLIC_URL);\n';
    assert.deepEqual(linesOf(RULE, { ...expo, 'app/index.tsx': code }), ['high API_URL app/index.tsx']);
    assert.deepEqual(linesOf(RULE, { ...expo, 'app/users+api.ts': code, 'app.config.ts': code }), []);
    const inline = { ...expo, 'package.json': packageJson('expo', 'react-native-dotenv') };
    assert.deepEqual(linesOf(RULE, { ...inline, 'app/index.tsx': code }), []);
  });

  it('reports private modules of SvelteKit in components', () => {
    const kit = { 'package.json': packageJson('@sveltejs/kit', 'vite'), '.env.example': 'API_KEY=\n' };
    const code = "import { API_KEY } from '$env/static/private';\n";
    const component = `<script>\n  ${code}</script>\n<p>{API_KEY}</p>\n`;
    assert.deepEqual(linesOf(RULE, { ...kit, 'src/routes/+page.svelte': component }), [
      'medium API_KEY src/routes/+page.svelte',
    ]);
    assert.deepEqual(linesOf(RULE, { ...kit, 'src/routes/+page.server.ts': `${code}go(API_KEY);\n` }), []);
  });

  it('is silent about libraries, servers, settings with prefixes of their own, and Astro', () => {
    const code = { 'src/a.ts': 'go(import.meta.env.API_URL);\n' };
    const { 'index.html': _page, ...library } = PAGE;
    assert.deepEqual(linesOf(RULE, { ...library, ...code }), []);
    assert.deepEqual(linesOf(RULE, { ...PAGE, ...code, 'package.json': packageJson('vite', 'express') }), []);
    assert.deepEqual(
      linesOf(RULE, { ...PAGE, ...code, 'vite.config.ts': "export default { envPrefix: ['API_'] };\n" }),
      [],
    );
    assert.deepEqual(linesOf(RULE, { ...PAGE, ...code, 'package.json': packageJson('astro') }), []);
  });

  it('tells a secret from what may be renamed', () => {
    const secret = { ...PAGE, 'src/a.ts': 'go(import.meta.env.STRIPE_SECRET_KEY);\n' };
    assert.match(findingsOf(RULE, secret)[0]?.message ?? '', /leave it on the server/);
    assert.match(
      findingsOf(RULE, { ...PAGE, 'src/a.ts': 'go(import.meta.env.API_URL);\n' })[0]?.message ?? '',
      /name it VITE_API_URL/,
    );
  });
});

describe('env/wrong-prefix', () => {
  const RULE = 'env/wrong-prefix';

  it('reports the prefix of the framework that was left', () => {
    const files = { ...PAGE, 'src/a.ts': 'go(import.meta.env.REACT_APP_URL, import.meta.env.VITE_NAME);\n' };
    assert.deepEqual(linesOf(RULE, files), ['high REACT_APP_URL src/a.ts']);
    assert.deepEqual(findingsOf(RULE, files)[0]?.fixes, []);
  });

  it('is silent where a name that browsers get is read in the same breath', () => {
    for (const code of [
      'go(import.meta.env.VITE_URL || import.meta.env.NEXT_PUBLIC_ADDRESS);\n',
      'go(import.meta.env.REACT_APP_ADDRESS ?? import.meta.env.VITE_URL);\n',
      "go(\n  import.meta.env['REACT_APP_ADDRESS'] ||\n    import.meta.env['VITE_URL'],\n);\n",
    ])
      assert.deepEqual(linesOf(RULE, { ...PAGE, 'src/a.ts': code }), [], code);
    const other = 'go(import.meta.env.REACT_APP_ADDRESS || import.meta.env.NEXT_PUBLIC_URL);\n';
    assert.equal(linesOf(RULE, { ...PAGE, 'src/a.ts': other }).length, 2);
  });

  it('renames the use where the right name is declared', () => {
    const files = {
      ...PAGE,
      '.env.example': 'VITE_URL=\n',
      'src/a.ts': 'go(import.meta.env.REACT_APP_URL);\n',
    };
    assert.deepEqual(findingsOf(RULE, files)[0]?.fixes, [
      {
        kind: 'edit',
        title: 'Read VITE_URL, which is declared',
        edits: [{ range: { start: 19, end: 32 }, newText: 'VITE_URL' }],
        needsDecision: true,
      },
    ]);
    const twice = 'go(import.meta.env.REACT_APP_URL);\ngo(import.meta.env["REACT_APP_URL"]);\n';
    const [fix] = findingsOf(RULE, { ...files, 'src/a.ts': twice })[0]?.fixes ?? [];
    assert.equal(fix?.kind === 'edit' && fix.edits.length, 2);
  });

  it('renames no variable of the code', () => {
    const files = {
      ...PAGE,
      '.env.example': 'VITE_URL=\n',
      'src/a.ts': 'const { REACT_APP_URL } = import.meta.env;\ngo(REACT_APP_URL);\n',
    };
    assert.deepEqual(
      findingsOf(RULE, files).map(({ fixes }) => fixes),
      [[]],
    );
  });

  it('is less sure where the code may run on a server', () => {
    assert.deepEqual(linesOf(RULE, { ...NEXT, 'lib/a.ts': 'go(process.env.VITE_URL);\n' }), [
      'medium VITE_URL lib/a.ts',
    ]);
  });

  it('is silent where the prefix belongs to a package beside it, or the build lets it through, or both names are read', () => {
    const shared = {
      'package.json': '{ "name": "root", "private": true, "workspaces": ["apps/*"] }',
      'apps/web/package.json': '{ "name": "web", "dependencies": { "vite": "7.0.0" } }',
      'apps/api/package.json': '{ "name": "api", "dependencies": { "next": "15.0.0" } }',
      'apps/api/lib/a.ts': 'go(process.env.VITE_URL);\n',
    };
    assert.deepEqual(linesOf(RULE, shared), []);
    const code = { 'src/a.ts': 'go(import.meta.env.REACT_APP_URL);\n' };
    const settings = { 'vite.config.ts': "export default { envPrefix: ['VITE_', 'REACT_APP_'] };\n" };
    assert.deepEqual(linesOf(RULE, { ...PAGE, ...settings, ...code }), []);
    const both = { 'src/a.ts': 'go(import.meta.env.VITE_URL ?? process.env.REACT_APP_URL);\n' };
    assert.deepEqual(linesOf(RULE, { ...PAGE, ...both }), []);
  });
});
