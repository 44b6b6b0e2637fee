import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { githubWorkflow, kubernetesManifest, prometheusRules } from '../core/uptime/generated.ts';
import { monitoredEndpoints } from '../core/uptime/monitoringConfig.ts';
import { printable } from '../core/printable.ts';
import { makeFolder } from '../host/makeFolder.ts';
import { VERSION } from '../host/version.ts';
import { configuredRoot } from './target.ts';
import { readWatchConfig } from './watchConfig.ts';
import { UsageError } from './usageError.ts';

/** The options of `launch-ready watch generate`. */
export interface GenerateOptions {
  readonly config?: string;
  readonly out?: string;
  readonly force?: boolean;
}

const GENERATORS = {
  'github-actions': githubWorkflow,
  kubernetes: kubernetesManifest,
  prometheus: prometheusRules,
} as const;

/** Prints what runs the watch elsewhere, or writes it to a file that is not there yet. */
export async function generate(
  kind: string,
  { config, out, force = false }: GenerateOptions,
): Promise<number> {
  if (!isKind(kind))
    throw new UsageError(`watch generate: write one of ${Object.keys(GENERATORS).join(', ')}.`);
  const root = configuredRoot(process.cwd());
  const { config: configured, leftOut } = readWatchConfig(root, config);
  if (leftOut !== undefined) process.stderr.write(`${leftOut}\n`);
  const { monitoring, domains } = configured;
  const text = GENERATORS[kind]({
    version: VERSION,
    receivers: monitoring?.alerts ?? [],
    endpoints: monitoredEndpoints(monitoring, domains),
  });
  if (out === undefined) {
    process.stdout.write(text);
    return 0;
  }
  const file = path.resolve(out);
  if (existsSync(file) && !force)
    throw new UsageError(
      `“${printable(out)}” is there already: nothing was written. With --force it is overwritten.`,
    );
  try {
    makeFolder(path.dirname(file));
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out: “${printable(out)}” can’t be written (${code}).`, { cause: error });
  }
  process.stderr.write(`Wrote ${printable(out)}.\n`);
  return 0;
}

function isKind(kind: string): kind is keyof typeof GENERATORS {
  return Object.hasOwn(GENERATORS, kind);
}
