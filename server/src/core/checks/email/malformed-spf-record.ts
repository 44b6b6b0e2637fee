import { defineCheck } from '../../check.ts';
import { spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { corrected, onePerCode } from '../../live/mailTransport/records.ts';

export default defineCheck({
  id: 'email/malformed-spf-record',
  impact: 'high',
  stage: 'domain',
  title: 'SPF record that receivers can’t use',
  why: 'A record with a mistake in it counts as an error for every receiver, so that all mail fails SPF.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const state = spfStateOf(mail);
      if (state.is === 'near-miss') {
        yield {
          host: domain,
          kind: 'near-miss',
          problem: `A TXT record of ${domain} is meant to be its SPF record, and receivers take it for none: it has to begin with “v=spf1 ”.`,
          evidence: [`${domain} TXT "${state.text}"`],
          mend: spfMend(
            'Write the version first: “v=spf1”, then a blank.',
            undefined,
            mail,
            observed,
            context,
          ),
        };
      } else if (state.is === 'several') {
        yield {
          host: domain,
          kind: 'several-records',
          problem: `${domain} has ${state.texts.length} SPF records, and one is allowed: receivers take that for an error (permerror), so that all of its mail fails SPF.`,
          evidence: state.texts.map((text) => `${domain} TXT "${text}"`),
          mend: spfMend(
            'Make one record of them: all their terms once, one “all” at the end, and remove the others.',
            joined(state.texts),
            mail,
            observed,
            context,
          ),
        };
      } else if (state.is === 'malformed') {
        for (const problem of onePerCode(state.problems)) {
          yield {
            host: domain,
            kind: problem.code,
            impact: problem.impact,
            problem: `The SPF record of ${domain}: ${problem.message}`,
            evidence: [`${domain} TXT "${state.text}"`],
            mend: spfMend(
              'Correct the record at the place that is named.',
              corrected(state.text, problem),
              mail,
              observed,
              context,
            ),
          };
        }
      } else if (state.is === 'record')
        yield { host: domain, pass: `The SPF record of ${domain} is well formed.` };
    }
  },
});

/** The strictest end of all; terms in the order of the records. */
function joined(texts: readonly string[]): string {
  const terms = texts.flatMap((text) => text.split(/\s+/).slice(1).filter(Boolean));
  const ends = ['-all', '~all', '?all', '+all', 'all'];
  const end = ends.find((one) => terms.some((term) => term.toLowerCase() === one)) ?? '~all';
  const others = terms.filter((term) => !ends.includes(term.toLowerCase()));
  return ['v=spf1', ...new Set(others), end === 'all' || end === '+all' ? '~all' : end].join(' ');
}
