import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { mxMend } from '../../live/mailTransport/mend.ts';
import { mxFaultOf } from '../../live/mailTransport/mx.ts';
import { receivingHosts } from '../../live/mailTransport/mxHosts.ts';
import { reachOf } from '../../live/mailTransport/smtp.ts';

export default defineCheck({
  id: 'email/unreachable-mx',
  impact: 'high',
  stage: 'domain',
  title: 'Mail server that does not answer',
  why: 'Senders keep the mail and try again for some days. Then it comes back to whoever wrote it.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const looked = [...receivingHosts({ ...observed, mail: [mail] })].flatMap(({ host }) =>
        host && host.smtp.length > 0 && !mxFaultOf(host.host, mail, observed)
          ? [{ host, reach: reachOf(host) }]
          : [],
      );
      const dead = looked.flatMap(({ host, reach }) => (reach.state === 'dead' ? [{ host, reach }] : []));
      const silent = looked.flatMap(({ reach }) => (reach.state === 'unknown' ? [reach.failure] : []));
      const alive = looked.flatMap(({ host, reach }) => (reach.state === 'alive' ? [host.host] : []));
      const isEvery = mail.hosts.every(
        ({ host }) =>
          dead.some((one) => one.host.host === host) ||
          (mxFaultOf(host, mail, observed)?.kind ?? 'unknown') !== 'unknown',
      );
      const groups = isEvery && dead.length > 0 ? [dead] : dead.map((one) => [one]);
      for (const group of groups) {
        const hosts = group.map(({ host }) => host.host);
        yield {
          host: isEvery ? domain : (hosts[0] ?? domain),
          kind: isEvery ? 'all' : domain,
          impact: isEvery ? 'high' : 'medium',
          problem: isEvery
            ? hosts.length === 1
              ? `${hosts[0]}, the only mail server of ${domain}, ${group[0]?.reach.why}: no mail arrives.`
              : `None of the mail servers of ${domain} takes connections (${listed(hosts)}): no mail arrives.`
            : `${hosts[0]}, one of the mail servers of ${domain}, ${group[0]?.reach.why}: mail is late when senders come to it first.`,
          evidence: group.flatMap(({ reach }) => reach.evidence),
          mend: mxMend(
            isEvery
              ? `Start the mail server and let port 25 through its firewall, or correct the MX records of ${domain}.`
              : `Start the mail server at ${hosts[0]} and let port 25 through its firewall, or remove its MX record.`,
            mail,
            observed,
            context,
          ),
        };
      }
      const [failure] = silent;
      if (failure) yield { host: domain, unknown: failure };
      else if (dead.length === 0 && alive.length > 0) {
        yield {
          host: domain,
          pass: `${listed(alive)} ${alive.length === 1 ? 'answers' : 'answer'} on port 25.`,
        };
      }
    }
  },
});
