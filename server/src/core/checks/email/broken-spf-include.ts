import { defineCheck, type Verdict } from '../../check.ts';
import {
  brokenIncludes,
  isOverLimit,
  spfMend,
  spfStateOf,
  type BrokenInclude,
} from '../../live/mailAuth/spf.ts';
import { MOST_VOIDS, nodesBelow, spfTreeLines } from '../../email/spf/tree.ts';
import { isNoHost, mxRecordsOf } from '../../live/mailTransport/mx.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/broken-spf-include',
  impact: 'high',
  stage: 'domain',
  title: 'SPF record that includes what is not there',
  why: 'An include without a record is an error for receivers: all mail that comes to it fails SPF.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      if (state.is !== 'record') continue;
      const { domain, spf } = mail;
      const { tree, text } = state;
      const broken = brokenIncludes(tree);
      for (const one of broken) {
        const own = tree.children.includes(one.node) ? one.node.term : undefined;
        yield {
          host: domain,
          kind: one.node.term ?? one.node.domain,
          problem: `The SPF record of ${domain} ${told(one)}: receivers take that for an error (permerror), and its mail fails SPF.`,
          evidence: spfTreeLines(tree),
          mend: spfMend(
            own === undefined
              ? `Take out what leads to ${one.node.term ?? one.node.domain}, or ask whose record it is to mend it.`
              : `Take “${own}” out of the record, or write the name that your provider documents.`,
            own === undefined ? undefined : withoutTerm(text, own),
            mail,
            observed,
            context,
          ),
        };
      }
      if (broken.length > 0 || !spf?.verdict) continue;
      const unread = nodesBelow(tree).find(({ state: is }) => is === 'failed');
      if (unread?.failure) yield { host: domain, unknown: unread.failure };
      else if (isFailure(spf.verdict)) yield { host: domain, unknown: spf.verdict };
      else if (spf.verdict.result === 'temperror')
        yield { host: domain, unknown: `${domain}: SPF could not be evaluated (${spf.verdict.reason})` };
      else if (spf.verdict.result !== 'permerror')
        yield { host: domain, pass: `Everything that the SPF record of ${domain} includes is there.` };
      else if (!isOverLimit(tree) && tree.voids <= MOST_VOIDS) yield* unexplained();

      function* unexplained(): Iterable<Verdict> {
        // What is no mail server's name in an MX record is told as that.
        if (
          !spf?.verdict ||
          isFailure(spf.verdict) ||
          mxRecordsOf(mail).some(({ exchange }) => exchange !== '' && isNoHost(exchange))
        )
          return;
        yield {
          host: domain,
          kind: 'permerror',
          problem: `Receivers take the SPF record of ${domain} for an error (permerror), so that its mail fails SPF: ${spf.verdict.reason.replace(/\.$/, '')}.`,
          evidence: spfTreeLines(tree),
          mend: spfMend('Look at the term that is named.', undefined, mail, observed, context),
        };
      }
    }
  },
});

function told({ node, kind, problem }: BrokenInclude): string {
  const term = node.term ?? node.domain;
  const where: Readonly<Record<BrokenInclude['kind'], string>> = {
    missing: `has “${term}”, and there is no such name`,
    none: `has “${term}”, and ${node.domain} has no SPF record`,
    several: `has “${term}”, and ${node.domain} has several SPF records`,
    loop: `has “${term}”, which leads back to itself`,
    malformed: `has “${term}”, whose record is broken (${firstSentence(problem?.message ?? '')})`,
  };
  return where[kind];
}

/** What follows it is the effect, which is told anyway. */
function firstSentence(text: string): string {
  return text.split('. ')[0]?.replace(/\.$/, '') ?? '';
}

/** Nothing where nobody would be left: the name is misspelt rather than unwanted. */
function withoutTerm(text: string, term: string): string | undefined {
  const left = text.split(' ').filter((one) => one !== term && one !== '');
  if (!left.slice(1).some((one) => !/^[+?~-]?all$/i.test(one))) return undefined;
  return term.startsWith('redirect') && !left.some((one) => /^[+?~-]?all$/i.test(one))
    ? [...left, '~all'].join(' ')
    : left.join(' ');
}
