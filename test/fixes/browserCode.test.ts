import { strict as assert } from 'node:assert';
import { browserReason, publicPrefixOf } from '../../server/src/core/fixes/browserCode.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
import { refusal } from './move.ts';

const CODE = 'export const a = 1;\n';

function reason(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): string | undefined {
  return browserReason(createDocument({ path, text }), memoryFiles(files));
}

function packageOf(...names: string[]): Readonly<Record<string, string>> {
  return {
    'package.json': JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) }),
  };
}

type Case = readonly [what: string, path: string, text: string, files?: Readonly<Record<string, string>>];

const BROWSER: readonly Case[] = [
  ['"use client"', 'app/a.tsx', `// About\n'use client';\n${CODE}`],
  ['"use client" after another directive', 'app/a.jsx', `"use strict"\n"use client"\n${CODE}`],
  ['a Vue component', 'src/a.vue', `<script setup>\n${CODE}</script>\n`],
  ['a Svelte component', 'src/a.svelte', `<script>\n${CODE}</script>\n`],
  ['an Astro file without code', 'src/a.astro', '<p></p>\n'],
  ['HTML', 'a.html', '<p></p>\n'],
  ['a file that is served as it is', 'public/a.js', CODE],
  ['a static file of a Python app', 'shop/static/js/a.js', CODE],
  ['a single-page app with Vite', 'src/a.ts', CODE, packageOf('vite', 'react')],
  ['Create React App', 'src/a.js', CODE, packageOf('react-scripts')],
  ['the Vue CLI', 'src/a.js', CODE, packageOf('@vue/cli-service')],
  ['Angular, with a server too', 'src/app/a.ts', CODE, packageOf('@angular/core', 'express')],
  [
    'a single-page app in a monorepo',
    'apps/web/src/a.ts',
    CODE,
    { ...packageOf('express'), 'apps/web/package.json': packageOf('vite')['package.json'] ?? '' },
  ],
  ['React Native', 'App.js', CODE, packageOf('react-native')],
  ['Expo', 'app/index.tsx', CODE, packageOf('expo', 'react-native')],
  ['Electron', 'src/main.js', CODE, packageOf('electron')],
  ['a browser extension', 'src/background.js', CODE, { 'manifest.json': '{ "manifest_version": 3 }' }],
  ['a browser extension with WXT', 'entrypoints/a.ts', CODE, packageOf('wxt')],
  ['a script that a page loads', 'js/a.js', CODE, { 'index.html': '<p>\n<script src="./js/a.js"></script>' }],
  ['a page in pages/ of Next.js', 'pages/a.tsx', CODE, packageOf('next')],
  [
    'state in a component of Next.js',
    'components/a.tsx',
    `export function A() { useState<string>(''); }`,
    packageOf('next'),
  ],
  ['a component of Nuxt', 'app/composables/a.ts', CODE, packageOf('nuxt')],
  ['a universal load of SvelteKit', 'src/routes/+page.ts', CODE, packageOf('@sveltejs/kit', 'vite')],
  ['a component of React Router', 'app/components/a.tsx', CODE, packageOf('@react-router/dev', 'vite')],
  ['a .client file', 'app/a.client.ts', CODE, packageOf('@remix-run/node')],
  ['an island of Astro', 'src/components/a.tsx', CODE, packageOf('astro')],
  ['Gatsby', 'src/pages/a.js', CODE, packageOf('gatsby')],
  ['code that uses the page', 'lib/a.js', `window.addEventListener('load', f);\n`],
];

const SERVER: readonly Case[] = [
  ['a file on its own', 'a.js', CODE],
  ['"use server"', 'app/a.ts', `'use server';\n${CODE}`, packageOf('vite')],
  ['"use client" in a comment', 'app/a.ts', `// 'use client'\n${CODE}`],
  ['"use client" as a value', 'app/a.ts', `${CODE}const b = 'use client';\n`],
  ['a server component of Next.js', 'app/a/page.tsx', CODE, packageOf('next', 'react')],
  ['a route handler of Next.js', 'app/api/a/route.ts', CODE, packageOf('next')],
  ['an API route of Next.js', 'src/pages/api/a.ts', CODE, packageOf('next')],
  [
    'a page with getStaticProps',
    'pages/a.js',
    `export async function getStaticProps() {}\n`,
    packageOf('next'),
  ],
  ['the server of Nuxt', 'server/api/a.ts', CODE, packageOf('nuxt')],
  ['a server load of SvelteKit', 'src/routes/+page.server.ts', CODE, packageOf('@sveltejs/kit', 'vite')],
  ['an endpoint of SvelteKit', 'src/routes/a/+server.js', CODE, packageOf('@sveltejs/kit', 'vite')],
  ['$lib/server of SvelteKit', 'src/lib/server/a.ts', CODE, packageOf('@sveltejs/kit', 'vite')],
  ['the hooks of SvelteKit', 'src/hooks.server.ts', CODE, packageOf('@sveltejs/kit', 'vite')],
  [
    'a route with a loader',
    'app/routes/a.tsx',
    `export async function loader() {}\n`,
    packageOf('@react-router/dev'),
  ],
  ['the code of an Astro file', 'src/a.astro', `---\n${CODE}---\n`],
  ['Vite beside Express', 'src/a.ts', CODE, packageOf('vite', 'express')],
  ['the configuration of Vite', 'vite.config.ts', CODE, packageOf('vite')],
  ['a test of a single-page app', 'src/a.test.ts', CODE, packageOf('vite')],
  ['a serverless function beside a single-page app', 'netlify/functions/a.ts', CODE, packageOf('vite')],
  ['code of a single-page app that uses Node', 'src/a.ts', `import fs from 'node:fs';\n`, packageOf('vite')],
  ['an API route of Expo', 'app/pay+api.ts', CODE, packageOf('expo')],
  ['PHP in public', 'public/index.php', '<?php f();\n'],
  ['Python in static', 'static/a.py', 'a = 1\n'],
  ['a manifest of a web app', 'src/a.js', CODE, { 'manifest.json': '{ "name": "a" }' }],
  ['a script that no page loads', 'server.js', CODE, { 'index.html': '<script src="a.js"></script>' }],
  ['a broken package.json', 'src/a.js', CODE, { 'package.json': '{ "dependencies": {' }],
  ['an odd package.json', 'src/a.js', CODE, { 'package.json': '[null, {"dependencies": 3}]' }],
];

describe('code that reaches browsers', () => {
  for (const [what, path, text, files] of BROWSER) {
    it(`is ${what}`, () =>
      assert.match(
        reason(path, text, files) ?? '',
        /^[A-Z].+: keep the secret on a server and let this code call a server route that uses it\.$/,
      ));
  }

  for (const [what, path, text, files] of SERVER) {
    it(`is not ${what}`, () => assert.equal(reason(path, text, files), undefined));
  }

  it('makes the fix refuse, but for comments', () => {
    assert.match(refusal('src/a.js', `'use client';\nf('«§»');\n`), /says "use client"/);
    assert.match(refusal('src/a.astro', `---\n---\n<script>f('«§»')</script>\n`), /below the --- lines/);
  });

  it('has variables of its own', () => {
    assert.equal(publicPrefixOf('NEXT_PUBLIC_KEY'), 'NEXT_PUBLIC_');
    assert.equal(publicPrefixOf('MIX_STRIPE_KEY'), 'MIX_');
    assert.equal(publicPrefixOf('STRIPE_KEY'), undefined);
  });
});
