import { defineCheck } from '../../check.ts';
import { serverMend } from '../../live/mailTransport/weight.ts';
import { judgeTalks } from '../../live/mailTransport/smtp.ts';

export default defineCheck({
  id: 'email/refusing-mail-server',
  impact: 'medium',
  stage: 'domain',
  title: 'Mail server that refuses whoever comes',
  why: 'A server that says no before a word was said takes no mail, or not from everybody.',
  *check(observed) {
    yield* judgeTalks(observed, ({ host, session: { greeting, ehlo } }) => {
      const refusal = greeting.code === 220 ? ehlo : greeting;
      // Some take the connection and say nothing before EHLO is over.
      if (!refusal) return undefined;
      if (refusal.code >= 200 && refusal.code < 300) {
        return { pass: `${host} greets who comes.`, evidence: [`${greeting.code} ${greeting.text}`] };
      }
      if (ABOUT_US.test(refusal.text)) return { unknown: `${host} refuses the network that was asked from` };
      // Senders then greet as they did before there were extensions.
      if (refusal !== greeting && refusal.code >= 500 && refusal.code <= 504) {
        return {
          kind: 'ehlo',
          problem: (where) =>
            `${where} answers EHLO with ${refusal.code}: senders that get through at all deliver without encryption.`,
          evidence: [`EHLO: ${refusal.code} ${refusal.text}`],
          mend: serverMend(
            `Let the mail server at ${host} understand EHLO: a firewall in front of it may keep the word away.`,
            host,
          ),
        };
      }
      const isForGood = refusal.code >= 500;
      return {
        impact: isForGood ? 'high' : 'medium',
        kind: refusal === greeting ? 'greeting' : 'ehlo',
        problem: (where) =>
          `${where} ${refusal === greeting ? 'greets with' : 'answers EHLO with'} ${refusal.code}: ${isForGood ? 'it takes no mail, and senders give up at once.' : 'it takes no mail now, and senders have to try again.'}`,
        evidence: [`${refusal.code} ${refusal.text}`],
        mend: serverMend(
          `Look into the log of the mail server at ${host}: what it says there about connections that it refuses.`,
          host,
        ),
      };
    });
  },
});

/** It is our address that it does not like: lists of such addresses have most homes and clouds on them. */
const ABOUT_US =
  /spamhaus|blocklist|block list|blacklist|dnsbl|\brbl\b|\blisted\b|reputation|dynamic|residential|\bptr\b|reverse|helo|your (?:ip|address|host|network)|client host|too many|rate|greylist|banned/i;
