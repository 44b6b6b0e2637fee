import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CHECK_WORKSPACE } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer } from '../support/languageServer.ts';
import { peakRssOf, percentile } from './measure.ts';

const OTHER_FILES = 5_000;
const EDITS = 300;

export interface EditingResult {
  readonly p50: number;
  readonly p95: number;
  readonly serverRss: number;
  readonly scanMs: number;
  readonly files: number;
}

/** Types into a 2,000-line file of a workspace with many others, and waits for each version's diagnostics. */
export async function measureEditing(): Promise<EditingResult> {
  const { root, remove } = makeWorkspace();
  const server = await startTestServer({ roots: [root] });
  try {
    const start = performance.now();
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    const scanMs = performance.now() - start;
    const lines = Array.from(
      { length: 2_000 },
      (_, line) => `export const value${line} = compute('${line}', options.password, { secret: token });`,
    );
    lines[1_000] = expand("export const key = '{{stripe-secret-key}}';");
    await server.open('src/big.ts', lines.join('\n'));
    await server.diagnostics('src/big.ts');
    const times: number[] = [];
    for (let edit = 1; edit <= EDITS; edit++) {
      const version = edit + 1;
      const position = { line: (edit * 37) % 1_000, character: 0 };
      const before = performance.now();
      await server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: server.uri('src/big.ts'), version },
        contentChanges: [{ range: { start: position, end: position }, text: edit % 5 === 0 ? '\n' : 'x' }],
      });
      await server.diagnostics('src/big.ts', (params) => params.version === version);
      times.push(performance.now() - before);
    }
    return {
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      serverRss: peakRssOf(server.pid),
      scanMs,
      files: OTHER_FILES,
    };
  } finally {
    await server.stop();
    remove();
  }
}

/** A workspace of 5,000 files of 60 lines, in which nothing is wrong. */
export function makeWorkspace(): { readonly root: string; readonly remove: () => void } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'launch-ready-bench-'));
  for (let file = 0; file < OTHER_FILES; file++) {
    const folder = path.join(root, `src/module-${file % 50}`);
    mkdirSync(folder, { recursive: true });
    const body = Array.from(
      { length: 60 },
      (_, line) => `export const name${line} = load('https://api.example.com/${line}', { token, secret });`,
    );
    writeFileSync(path.join(folder, `file-${file}.ts`), body.join('\n'));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
