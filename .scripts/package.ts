/** Packs dist/ into launch-ready.vsix. Expects a minified build. */
import { run } from './run.ts';

process.exitCode = await run('vsce', [
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--out',
  'launch-ready.vsix',
]);
