import type { Connection } from 'vscode-languageserver/node';
import type { EditPlan } from '../../core/edit.ts';
import { envFileRoleOf } from '../../core/env/envFileRole.ts';
import type { Finding } from '../../core/finding.ts';
import { planFix } from '../../core/fixes/planFix.ts';
import {
  FIX_STAGED,
  FIX_STAGED_DONE,
  type FixAppliedResult,
  type FixStagedParams,
  type FixStagedResult,
} from '../../protocol.ts';
import { toPath, toUri } from '../convert.ts';
import { finishFix, toWorkspaceEdit, type Fixes, type PreparedFix } from '../fixes.ts';
import { bringUpToDate, uriOf } from '../folder.ts';
import type { Place, Services } from '../services.ts';
import type { LastReview } from './review.ts';

/**
 * The fix of a finding that was staged, made in the file as an open editor shows it. The client has seen that nothing in that
 * file is unstaged; line breaks may differ all the same, so the finding is looked up in the file, by what it is and where.
 */
export function registerFixStaged(
  connection: Connection,
  services: Services,
  fixes: Fixes,
  last: ReadonlyMap<string, LastReview>,
): void {
  let made: PreparedFix | undefined;
  const prepare = (fix: PreparedFix): void => {
    fixes.prepare(fix); // for the permissions of a new file, as soon as the edit is made
    fixes.madeFolders.remember(fix.folder, fix.plan);
    made = fix.value !== undefined || fix.plan.notes.length > 0 ? fix : undefined;
  };
  connection.onRequest<FixStagedResult, unknown>(
    FIX_STAGED,
    ({ repository, id }: FixStagedParams): FixStagedResult => {
      const root = toPath(repository);
      const staged = root === undefined ? undefined : last.get(root)?.get(id);
      if (root === undefined || !staged || staged.file === null) return refused(GONE);
      const uri = toUri(root, staged.file);
      const place = services.folders.locate(uri);
      if (!place?.folder.open.has(place.path)) return refused(GONE);
      return fixAt(place, staged, prepare) ?? refused(GONE);
    },
  );
  connection.onRequest(FIX_STAGED_DONE, async (): Promise<FixAppliedResult | null> => {
    const fix = made;
    made = undefined;
    return fix ? finishFix(fix, services) : null;
  });
}

const GONE = 'The finding is not in the file any more, or it was not looked at yet. Review again.';

function fixAt(
  { folder, path }: Place,
  staged: Finding,
  prepare: (fix: PreparedFix) => void,
): FixStagedResult | undefined {
  bringUpToDate(folder, path);
  const finding = folder.findings(path).find((one) => isSame(one, staged));
  const document = folder.open.get(path)?.judged?.document;
  const fix = finding?.fixes[0];
  if (!finding || !fix || !document) return undefined;
  const plan = planFix(fix, document, folder.files);
  if ('refused' in plan) return refused(plan.refused);
  const { text } = document;
  const value = fix.kind === 'move-to-environment' ? text.slice(fix.range.start, fix.range.end) : undefined;
  const uri = uriOf(folder, path);
  prepare({ folder, finding, uri, path, text, ...(value === undefined ? {} : { value }), plan });
  return {
    kind: 'edit',
    edit: toWorkspaceEdit(folder, plan),
    stage: stageable(plan).map((file) => uriOf(folder, file)),
  };
}

/** Its place in the text is the same; the fingerprint is not, where the folder is not the repository's root. */
function isSame(a: Finding, b: Finding): boolean {
  const [from, to] = [a.range?.start, b.range?.start];
  return a.ruleId === b.ruleId && from?.line === to?.line && from?.column === to?.column && !a.suppressed;
}

/** A file of values goes into no commit, even where git does not ignore it yet. */
function stageable({ edits }: EditPlan): readonly string[] {
  return edits
    .filter(({ path, create }) => create?.mode === undefined && envFileRoleOf(path)?.template !== false)
    .map(({ path }) => path);
}

function refused(reason: string): FixStagedResult {
  return { kind: 'refused', reason };
}
