import { createAnalyzer } from '../../server/src/core/analyze.ts';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { ENV_COLLECTOR } from '../../server/src/core/env/collector.ts';
import type { EnvModel } from '../../server/src/core/env/model.ts';
import { fileClassOf, NO_FACTS } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { joinWorkspace, judgeWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import { WORKSPACE_RULES } from '../../server/src/core/rules/registry.ts';
import { TODAY } from './analyzeText.ts';

export interface WholeOptions {
  readonly config?: string;
  /** Env files that git ignores. */
  readonly ignored?: readonly string[];
}

/** Judges files in memory together, as the product would after it has read each of them. */
export function judgeFiles(
  files: Readonly<Record<string, string>>,
  { config: configText = '', ignored = [] }: WholeOptions = {},
): readonly Finding[] {
  const { config } = parseConfig(configText);
  const input = { files: factsOfFiles(files, ignored), ignoredEnv: ignored };
  const context = { config, today: TODAY, read: (path: string) => files[path] };
  const { findings, errors } = judgeWorkspace(joinWorkspace(input), input, WORKSPACE_RULES, context);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return findings.filter(({ suppressed }) => !suppressed);
}

export function envModelOf(
  files: Readonly<Record<string, string>>,
  { ignored = [] }: WholeOptions = {},
): EnvModel {
  return joinWorkspace({ files: factsOfFiles(files, ignored), ignoredEnv: ignored }).env;
}

/** What each file says, triggers included. */
export function factsOfFiles(
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): ReadonlyMap<string, FileFacts> {
  const analyzer = createAnalyzer({
    rules: [],
    collectors: [ENV_COLLECTOR],
    config: parseConfig('').config,
    today: TODAY,
    now: () => performance.now(),
    salt: 'salt of the tests',
  });
  const facts = { ...NO_FACTS, ignoredEnv: ignored };
  return new Map(
    Object.entries(files).flatMap(([path, text]) => {
      const bytes = new TextEncoder().encode(text);
      const triggered = analyzer.triggeredByBytes(path, bytes, fileClassOf(path, facts));
      const analysis = analyzer.analyze({ path, text }, facts, triggered);
      if (analysis.errors.length > 0) throw new Error(JSON.stringify(analysis.errors));
      return analysis.facts ? [[path, analysis.facts] as const] : [];
    }),
  );
}
