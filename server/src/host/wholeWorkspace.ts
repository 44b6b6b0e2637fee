import { parseBaseline } from '../core/baseline.ts';
import type { FileFacts } from '../core/collector.ts';
import { parseConfig } from '../core/config.ts';
import {
  joinWorkspace,
  judgeWorkspace,
  type WorkspaceInput,
  type WorkspaceJudgement,
} from '../core/judgeWorkspace.ts';
import { WORKSPACE_RULES } from '../core/rules/registry.ts';
import type { Files, Workspace } from '../core/workspace.ts';
import type { SearchCode, WorkspaceModel } from '../core/workspaceRule.ts';
import { postgresGrammar } from './postgresGrammar.ts';
import { isWanted, type AnalyzerSettings } from './scan.ts';

/** All files of a workspace as one. */
export interface WholeWorkspace {
  readonly model: WorkspaceModel;
  judge(settings: AnalyzerSettings): WorkspaceJudgement;
}

/** Joins what each file said. What was joined before an edit makes it faster. */
export function wholeWorkspace(
  files: ReadonlyMap<string, FileFacts>,
  workspace: Pick<Files, 'read'> & Pick<Workspace, 'facts'>,
  searchCode: SearchCode,
  before?: WorkspaceModel,
): WholeWorkspace {
  const { ignoredEnv = [], released } = workspace.facts();
  const input: WorkspaceInput = { files, ignoredEnv, released };
  const model = joinWorkspace(input, before);
  return {
    model,
    judge({ configText, baselineText, today, only, everything }) {
      const { config } = parseConfig(configText, parseBaseline(baselineText).fingerprints);
      const rules = only ? WORKSPACE_RULES.filter(({ id }) => isWanted(id, only)) : WORKSPACE_RULES;
      const read = remembered((path) => workspace.read(path));
      return judgeWorkspace(model, input, rules, {
        config,
        today,
        read,
        searchCode,
        postgresSyntax: postgresGrammar(),
        everything,
      });
    },
  };
}

/** Whether PostgreSQL's grammar has anything to say about it: loaded before it is judged. */
export function wantsPostgresGrammar({ migrations }: WorkspaceModel): boolean {
  return migrations.histories.some(
    ({ dialect, dialectKnown, migrations: all }) =>
      dialect === 'postgres' &&
      dialectKnown &&
      all.some(({ file, released }) => released !== 'yes' && file.endsWith('.sql')),
  );
}

/** Several rules read the same few env files. */
function remembered(read: (path: string) => string | undefined): typeof read {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) texts.set(path, read(path));
    return texts.get(path);
  };
}
