import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createFileCheck } from '../../server/src/host/scan.ts';
import { wholeWorkspace } from '../../server/src/host/wholeWorkspace.ts';
import { percentile } from './measure.ts';
import { readAll } from './readAll.ts';

export interface VariableTimes {
  readonly files: number;
  readonly variables: number;
  /** Milliseconds from nothing to the joined model, in a process that has just started: listing and reading included. */
  readonly cold: number;
  /** After a change in one file: reading it, joining all files again, and judging them. */
  readonly p50: number;
  readonly p99: number;
}

/** Reads what a workspace says about variables, once from cold, and then after edits. */
export async function measureVariables(root: string, edits = 60): Promise<VariableTimes> {
  const start = performance.now();
  const { workspace, paths, settings, facts } = await readAll(root, { only: [], collect: true });
  const { model } = wholeWorkspace(facts, workspace, () => new Map());
  const cold = performance.now() - start;
  const check = createFileCheck(settings);
  const readers = [...facts.keys()].filter((file) => file.endsWith('.ts'));
  const times = Array.from({ length: edits }, (_, edit) => {
    const file = readers[(edit * 37) % Math.max(1, readers.length)] ?? '';
    const before = performance.now();
    const found = check(file)?.analysis.facts;
    if (found) facts.set(file, found);
    wholeWorkspace(facts, workspace, () => new Map()).judge({ ...settings, only: ['env'] });
    return performance.now() - before;
  });
  return {
    files: paths.length,
    variables: model.env.names.length,
    cold,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

const PACKAGES = 20;
const FILES = 4_000;

/** A monorepo of 4,000 TypeScript files of 80 lines, of which each eighth reads variables. */
export function makeMonorepo(): { readonly root: string; readonly remove: () => void } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'launch-ready-bench-variables-'));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write('package.json', '{ "name": "bench", "private": true, "workspaces": ["packages/*"] }\n');
  for (let one = 0; one < PACKAGES; one++) {
    const folder = `packages/part-${one}`;
    write(`${folder}/package.json`, `{ "name": "part-${one}", "dependencies": { "next": "16.0.0" } }\n`);
    const names = Array.from({ length: 25 }, (_, name) => `PART_${one}_SETTING_${name}=\n`);
    write(`${folder}/.env.example`, names.join(''));
  }
  for (let file = 0; file < FILES; file++) {
    const part = file % PACKAGES;
    const body = Array.from({ length: 80 }, (_, line) =>
      file % 8 === 0 && line % 20 === 10
        ? `export const setting${line} = connect(process.env.PART_${part}_SETTING_${(file + line) % 30}!);`
        : `export const name${line} = load(\`https://api.example.com/\${line}/${line}\`, { options, ready: ${line} > 3 });`,
    );
    write(`packages/part-${part}/src/area-${file % 40}/file-${file}.ts`, `${body.join('\n')}\n`);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
