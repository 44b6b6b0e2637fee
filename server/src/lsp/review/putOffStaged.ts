import type { Connection } from 'vscode-languageserver/node';
import { CONFIG_FILE } from '../../core/config.ts';
import { addDeferral } from '../../core/deferralEdits.ts';
import { noteOf } from '../../core/deferrals.ts';
import { PUT_OFF_STAGED, type PutOffStagedParams, type PutOffStagedResult } from '../../protocol.ts';
import { toPath } from '../convert.ts';
import type { Services } from '../services.ts';
import type { LastReview } from './review.ts';
import { textAtRoot } from './reviewSettings.ts';

/** What launch-ready.yaml says once findings of a review are put off. The client writes it: it goes into the commit. */
export function registerPutOffStaged(
  connection: Connection,
  { folders }: Services,
  last: ReadonlyMap<string, LastReview>,
): void {
  connection.onRequest<PutOffStagedResult, unknown>(
    PUT_OFF_STAGED,
    ({ repository, ids, owner, until, reason }: PutOffStagedParams): PutOffStagedResult => {
      const root = toPath(repository);
      const known = root === undefined ? undefined : last.get(root);
      if (root === undefined || !known || !ids.every((id) => known.has(id)))
        return { kind: 'refused', reason: 'These findings are of an older review. Review again.' };
      const entries = ids.flatMap((id) => {
        const finding = known.get(id);
        return finding ? [{ finding: id, owner, until, reason, note: noteOf(finding) }] : [];
      });
      const text = addDeferral(textAtRoot(folders, root, CONFIG_FILE), entries);
      return typeof text === 'string' ? { kind: 'text', text } : { kind: 'refused', reason: text.refused };
    },
  );
}
