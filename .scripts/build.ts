/** Bundles the extension's client, the language server, its worker thread and the command line into dist/. */
import { rmSync } from 'node:fs';
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
  format: 'cjs',
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  // Some CommonJS builds (jsonc-parser's) load parts by computed paths: their ES module builds can be bundled.
  mainFields: ['module', 'main'],
  // CommonJS has no import.meta.
  define: { 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
};

rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
await Promise.all([
  build({
    ...COMMON,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/client.cjs',
    external: ['vscode'],
  }),
  build({ ...COMMON, entryPoints: ['server/src/lsp/main.ts'], outfile: 'dist/server.cjs' }),
  build({ ...COMMON, entryPoints: ['server/src/host/scanWorker.ts'], outfile: 'dist/worker.cjs' }),
  build({
    ...COMMON,
    entryPoints: ['server/src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: {
      js: `#!/usr/bin/env node\nrequire('node:module').enableCompileCache?.();\n${COMMON.banner?.['js'] ?? ''}`,
    },
  }),
]);
