import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NODE_MAJOR = '24';
const nodePackage = dirname(createRequire(import.meta.url).resolve('node/package.json'));

/** npm package with the executable and the headers of Node 24 for this machine. */
export const nodeArchPackage = `node-${process.platform}-${process.arch}`;
export const nodeArchSpec = `${nodeArchPackage}@${NODE_MAJOR}`;

/** The Node 24 that runs code-server, whose native modules fit no other major version. */
export function node24(): string {
  const running = process.versions.node.split('.')[0] === NODE_MAJOR ? process.execPath : undefined;
  const executable = running ?? join(nodePackage, 'bin', 'node');
  if (existsSync(executable)) return executable;
  throw new Error(
    `code-server needs Node ${NODE_MAJOR}: run npm install, which brings it, or use it for the tests.`,
  );
}

/**
 * Folder whose `include/node` has the headers of Node 24. Depending on how the `node` package was installed, it keeps them
 * (inside it or next to it) or has dropped them.
 */
export function findNode24Headers(): string | undefined {
  const places = [
    join(nodePackage, 'node_modules', nodeArchPackage),
    join(dirname(nodePackage), nodeArchPackage),
    dirname(dirname(node24())),
  ];
  return places.find(hasHeaders);
}

function hasHeaders(folder: string): boolean {
  const file = join(folder, 'include', 'node', 'node_version.h');
  return (
    existsSync(file) && readFileSync(file, 'utf8').includes(`#define NODE_MAJOR_VERSION ${NODE_MAJOR}\n`)
  );
}
