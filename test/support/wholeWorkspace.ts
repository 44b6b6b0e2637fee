import { createAnalyzer } from '../../server/src/core/analyze.ts';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { MAIL_COLLECTOR } from '../../server/src/core/email/collector.ts';
import { ENV_COLLECTOR } from '../../server/src/core/env/collector.ts';
import type { EnvModel } from '../../server/src/core/env/model.ts';
import { LIVE_COLLECTOR } from '../../server/src/core/live/candidates/collector.ts';
import { MIGRATION_COLLECTOR } from '../../server/src/core/migrations/collector.ts';
import { UPTIME_COLLECTOR } from '../../server/src/core/uptime/found/collector.ts';
import { WEB_COLLECTOR } from '../../server/src/core/web/collector.ts';
import type { WebModel } from '../../server/src/core/web/model.ts';
import type { MigrationModel } from '../../server/src/core/migrations/model.ts';
import { fileClassOf, NO_FACTS, type Releases } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { joinWorkspace, judgeWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import { WORKSPACE_RULES } from '../../server/src/core/rules/registry.ts';
import { loadPostgresGrammar } from '../../server/src/host/postgresGrammar.ts';
import { createCodeSearch } from '../../server/src/host/codeSearch.ts';
import type { SearchCode, WorkspaceModel } from '../../server/src/core/workspaceRule.ts';
import { TODAY } from './analyzeText.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

/** As the product does where migrations are for PostgreSQL. */
const GRAMMAR = await loadPostgresGrammar();

export interface WholeOptions {
  readonly config?: string;
  /** Env files that git ignores. */
  readonly ignored?: readonly string[];
  /** Which migrations the main branch has. */
  readonly released?: Releases;
}

/** Judges files in memory together, as the product would after it has read each of them. */
export function judgeFiles(
  files: Readonly<Record<string, string>>,
  { config: configText = '', ignored = [], released }: WholeOptions = {},
): readonly Finding[] {
  const { config } = parseConfig(configText);
  const input = { files: factsOfFiles(files, ignored), ignoredEnv: ignored, released };
  const context = {
    config,
    today: TODAY,
    read: (path: string) => files[path],
    searchCode: searchIn(files),
    postgresSyntax: GRAMMAR,
  };
  const { findings, errors } = judgeWorkspace(joinWorkspace(input), input, WORKSPACE_RULES, context);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return findings.filter(({ suppressed }) => !suppressed);
}

function searchIn(files: Readonly<Record<string, string>>): SearchCode {
  const workspace = memoryWorkspace(files);
  return createCodeSearch(workspace, () => Object.keys(files).map((path) => ({ path, stamp: '' })));
}

export function envModelOf(
  files: Readonly<Record<string, string>>,
  { ignored = [] }: WholeOptions = {},
): EnvModel {
  return joinWorkspace({ files: factsOfFiles(files, ignored), ignoredEnv: ignored }).env;
}

export function migrationModelOf(
  files: Readonly<Record<string, string>>,
  { released }: WholeOptions = {},
): MigrationModel {
  return joinWorkspace({ files: factsOfFiles(files), ignoredEnv: [], released }).migrations;
}

export function workspaceModelOf(files: Readonly<Record<string, string>>): WorkspaceModel {
  return joinWorkspace({ files: factsOfFiles(files), ignoredEnv: [] });
}

export function webModelOf(files: Readonly<Record<string, string>>): WebModel {
  return joinWorkspace({ files: factsOfFiles(files), ignoredEnv: [] }).web;
}

/** What each file says, triggers included. */
export function factsOfFiles(
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): ReadonlyMap<string, FileFacts> {
  const analyzer = createAnalyzer({
    rules: [],
    collectors: [
      ENV_COLLECTOR,
      MIGRATION_COLLECTOR,
      WEB_COLLECTOR,
      LIVE_COLLECTOR,
      UPTIME_COLLECTOR,
      MAIL_COLLECTOR,
    ],
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
