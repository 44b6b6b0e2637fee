import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import path from 'node:path';
import { markdownReport } from '../core/report/markdown.ts';
import type { CheckResult } from '../core/report/report.ts';
import { ruleInfoOf } from '../core/rules/registry.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { VERSION } from '../host/version.ts';
import { RISK_LIST, type RiskListParams, type RiskListResult } from '../protocol.ts';
import { toPath } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';
import type { WorkspaceCheck } from './workspaceCheck.ts';

/** Writes the risk list of the workspace as it is now, open editors included. It reads files and nothing else, so that it needs no trust. */
export function registerRiskList(
  connection: Connection,
  { folders }: Services,
  { checkAll }: WorkspaceCheck,
): void {
  connection.onRequest(
    RISK_LIST,
    async ({ linksFrom }: RiskListParams, token: CancellationToken): Promise<RiskListResult> => {
      const { cancelled } = await checkAll(token);
      if (cancelled) return { text: null };
      const from = linksFrom === undefined ? undefined : toPath(linksFrom);
      return {
        text: folders
          .all()
          .map((folder) => documentOf(folder, from))
          .join('\n'),
      };
    },
  );
}

function documentOf(folder: Folder, from: string | undefined): string {
  return markdownReport(resultOf(folder), {
    ruleInfoOf,
    isInEditor: true,
    ...(from === undefined
      ? {}
      : { linkTo: (file, line) => addressOf(from, path.join(folder.root, file), line) }),
  });
}

function resultOf(folder: Folder): CheckResult {
  const results = [...folder.results.values()];
  const paths = new Set([...folder.results.keys(), ...folder.open.keys()]);
  return {
    version: VERSION,
    root: folder.root,
    files: paths.size,
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    durationMs: 0,
    findings: mergeSameSecrets([...paths].flatMap((file) => folder.findings(file))),
    errors: results.flatMap(({ analysis }) => analysis.errors),
  };
}

/** From a folder to a line of a file; none where the file is on another drive. */
function addressOf(from: string, file: string, line: number | null): string | undefined {
  const relative = path.relative(from, file);
  if (path.isAbsolute(relative)) return undefined;
  const parts = relative.split(path.sep).map(encodeURIComponent);
  return `/${parts.join('/')}${line === null ? '' : `#L${line}`}`;
}
