import { defineCheck } from '../../check.ts';
import { lettingIn } from '../../live/cors/answers.ts';

export default defineCheck({
  id: 'cors/answer-for-null',
  impact: 'blocker',
  stage: 'security',
  title: 'Origin “null” is let in',
  why: 'Any website can send the origin “null” from a sandboxed frame, so whoever lets it in lets everybody in.',
  *check({ http }) {
    for (const { found, word, place } of lettingIn(http, 'null')) {
      yield {
        ...place,
        problem: found.hasCredentials
          ? `${word} lets the origin “null” in, with cookies. Any website can send that from a sandboxed frame, and reads there what a customer who visits it can read.`
          : `${word} lets the origin “null” in, which any website can send from a sandboxed frame.`,
        impact: found.hasCredentials ? 'blocker' : 'low',
        mend: {
          how: 'Take “null” out of the list of origins. It is often there for local files or a mobile app: those need no CORS, or have an origin of their own.',
        },
      };
    }
  },
});
