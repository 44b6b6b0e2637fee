import * as v from 'valibot';
import { settings } from './configSettings.ts';
import { IMPACTS } from './finding.ts';

/** The shape of `review:` in `launch-ready.yaml`: what stops a commit. Messages never quote a value. */
export const reviewSchema = settings({
  failOn: v.optional(
    v.pipe(
      v.picklist(IMPACTS, `Write one of ${IMPACTS.join(', ')}.`),
      v.description('A commit is stopped from this impact on. blocker when left out.'),
    ),
  ),
  onFailure: v.optional(
    v.pipe(
      v.picklist(['pass', 'block'], 'Write pass or block.'),
      v.description('What becomes of a commit that could not be reviewed. pass when left out.'),
    ),
  ),
});

export type ReviewConfig = v.InferOutput<typeof reviewSchema>;
