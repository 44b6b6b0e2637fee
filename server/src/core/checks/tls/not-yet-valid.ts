import { defineCheck } from '../../check.ts';
import { isNotYetValid, minuteOf } from '../../live/tls/certificateDates.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/not-yet-valid',
  impact: 'blocker',
  stage: 'domain',
  title: 'Certificate that is not valid yet',
  why: 'Every browser shows a full-page warning instead of the product until that day.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf }) =>
      isNotYetValid(leaf, context.now)
        ? {
            problem: (where) =>
              `The certificate of ${where} is not valid before ${minuteOf(leaf.notBefore)}: browsers warn everybody away.`,
            evidence: [`valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)}`],
            mend: certificateMend(
              'Go back to the former certificate, or have one issued that is valid now; look at the clock of what issued it.',
              context,
            ),
          }
        : undefined,
    );
  },
});
