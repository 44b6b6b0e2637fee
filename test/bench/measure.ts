import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Peer } from './peers.ts';

export interface Measurement {
  readonly ms: number;
  /** Peak resident memory of the process, bytes; 0 where the platform doesn't tell. */
  readonly peakRss: number;
}

/** Runs a tool once, its output thrown away. Exit codes 0 and 1 (something found) are fine. */
export function measure({ command, args, cwd, name, env }: Peer): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    let peakRss = 0;
    const poll = setInterval(() => (peakRss = Math.max(peakRss, peakRssOf(child.pid))), 10);
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-1_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === 0 || code === 1) resolve({ ms: performance.now() - start, peakRss });
      else reject(new Error(`${name} ended with ${code}: ${complaint}`));
    });
  });
}

/** The high-water mark that Linux keeps for a process; 0 once it is gone, or elsewhere. */
export function peakRssOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
