import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..');

/** Runs one of the project's tools from node_modules/.bin, or node itself, with its output shown. Gives its exit code. */
export function run(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const bin = path.join(ROOT, 'node_modules/.bin');
  // The Node that the project pins comes before whatever the machine has.
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${bin}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const command = tool === 'node' ? process.execPath : path.join(bin, tool);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, PATH, ...env },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
