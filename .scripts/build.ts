/** Bundles the client, the language server with its worker thread, the command line and scratch databases into dist/. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '..');
const minify = process.argv.includes('--minify');

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  // VS Code 1.101 runs extensions on Node 22.15; the command line serves whoever has Node 20.
  target: 'node20',
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  // Some CommonJS builds (jsonc-parser's) load parts by computed paths: their ES module builds can be bundled.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/** The editor and npm load these two as CommonJS, which has no import.meta. */
const COMMON_JS: BuildOptions = { ...COMMON, format: 'cjs', define: { 'import.meta.url': '__bundleUrl' } };
const BUNDLE_URL = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

/** ES modules can share: the engine is in the package once, in a file of its own, and not in server and worker each. */
const SHARED: BuildOptions = {
  ...COMMON,
  format: 'esm',
  splitting: true,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'engine-[hash]',
  // What is bundled of CommonJS asks for Node's own modules this way.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
mkdirSync(path.join(ROOT, 'dist'));
// The glue of PostgreSQL's grammar looks for its WebAssembly beside the bundle that it is in.
copyFileSync(
  path.join(ROOT, 'node_modules/libpg-query/wasm/libpg-query.wasm'),
  path.join(ROOT, 'dist/libpg-query.wasm'),
);
await Promise.all([
  build({
    ...COMMON_JS,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/client.cjs',
    external: ['vscode'],
    banner: { js: BUNDLE_URL },
  }),
  build({
    ...SHARED,
    entryPoints: {
      server: 'server/src/lsp/main.ts',
      worker: 'server/src/host/scanWorker.ts',
      // What talks to the network: loaded only where live checks are run.
      live: 'server/src/host/liveMain.ts',
    },
  }),
  // Loaded only where there is SQL for PostgreSQL.
  build({
    ...COMMON_JS,
    entryPoints: ['server/src/host/grammarMain.ts'],
    outfile: 'dist/grammar.cjs',
    banner: { js: BUNDLE_URL },
  }),
  // Loaded only where a domain has an SPF record.
  build({
    ...COMMON_JS,
    entryPoints: ['server/src/host/spfMain.ts'],
    outfile: 'dist/spf.cjs',
    alias: { libmime: path.join(ROOT, 'server/src/host/spfHeaders.ts') },
    banner: { js: BUNDLE_URL },
  }),
  // Loaded only when somebody asks for a scratch database.
  build({
    ...COMMON,
    format: 'esm',
    entryPoints: { scratch: 'server/src/host/trace/scratchMain.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    external: ['pg-native'],
    ...(SHARED.banner ? { banner: SHARED.banner } : {}),
  }),
  // Each command loads what it needs: one that runs for weeks does not keep the others in memory.
  build({ ...SHARED, entryPoints: { command: 'server/src/cli/main.ts' }, chunkNames: 'command-[hash]' }),
]);
// A file is compiled before it runs: what switches Node's cache of compiled code on must stand in another than what is kept.
writeFileSync(
  path.join(ROOT, 'dist/cli.cjs'),
  `#!/usr/bin/env node
'use strict';
require('node:module').enableCompileCache?.();
import('./command.mjs');
`,
);
// Whoever keeps results keeps them for this very build: its name is worked out here, and not at every start.
const bundles = readdirSync(path.join(ROOT, 'dist')).filter((name) => /\.[cm]js$/.test(name));
const digest = createHash('sha256');
for (const name of bundles.sort()) digest.update(readFileSync(path.join(ROOT, 'dist', name)));
writeFileSync(path.join(ROOT, 'dist/build.id'), `${digest.digest('hex')}\n`);
