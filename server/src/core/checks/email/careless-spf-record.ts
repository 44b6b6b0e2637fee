import { defineCheck } from '../../check.ts';
import type { RecordProblem } from '../../email/records/problem.ts';
import { problemsAt, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { corrected, onePerCode } from '../../live/mailTransport/records.ts';

export default defineCheck({
  id: 'email/careless-spf-record',
  impact: 'low',
  stage: 'domain',
  title: 'SPF record that does not do what it seems to',
  why: 'Terms that are never looked at, or that receivers skip, let mail fail although the record looks complete.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      if (state.is !== 'record') continue;
      const { domain } = mail;
      const problems = problemsAt(mail, state.text).filter(
        ({ isFatal, code }) => !isFatal && code !== 'any-sender' && code !== 'wide-network',
      );
      for (const problem of onePerCode(problems)) {
        const better = corrected(state.text, problem);
        yield {
          host: domain,
          kind: problem.code,
          impact: problem.impact,
          problem: `The SPF record of ${domain}: ${problem.message}`,
          evidence: [`${domain} TXT "${state.text}"`, ...placeIn(state.text, problem)],
          mend: spfMend('Change the record at the place that is named.', better, mail, observed, context),
        };
      }
    }
  },
});

function placeIn(text: string, { start, end }: RecordProblem): readonly string[] {
  const part = text.slice(start, end).trim();
  return part === '' || part === text.trim() ? [] : [`there: ${part}`];
}
