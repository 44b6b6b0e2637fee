import { defineCheck } from '../../check.ts';
import { problemsAt, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { corrected } from '../../live/mailTransport/records.ts';

export default defineCheck({
  id: 'email/spf-open-to-everybody',
  impact: 'high',
  stage: 'domain',
  title: 'SPF record that lets anybody send',
  why: 'Whoever sends spam or phishing in your name passes the check that should stop them.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      if (state.is !== 'record') continue;
      const { domain } = mail;
      const open = problemsAt(mail, state.text).find(({ code }) => OPEN.has(code));
      if (open) {
        yield {
          host: domain,
          kind: open.code,
          problem: `The SPF record of ${domain}: ${open.message}`,
          evidence: [`${domain} TXT "${state.text}"`],
          mend: spfMend(
            'Name those who send, and end the record with “~all” or “-all”.',
            corrected(state.text, open) ?? state.text.replace(/(^|\s)\+?all(?=\s|$)/i, '$1~all'),
            mail,
            observed,
            context,
          ),
        };
      } else if (mail.spf?.verdict && 'result' in mail.spf.verdict && mail.spf.verdict.result === 'pass') {
        // It was evaluated for an address that nobody has: something that it includes lets everybody send.
        yield {
          host: domain,
          kind: 'included',
          problem: `The SPF record of ${domain} lets an address send that nobody has (192.0.2.1): something that it includes lets anybody send in its name.`,
          evidence: [`${domain} TXT "${state.text}"`],
          mend: spfMend(
            'Take out the include whose record ends in “+all”, or names all addresses.',
            undefined,
            mail,
            observed,
            context,
          ),
        };
      } else yield { host: domain, pass: `The SPF record of ${domain} does not let everybody send.` };
    }
  },
});

const OPEN: ReadonlySet<string> = new Set(['any-sender', 'wide-network']);
