import { defineCheck } from '../../check.ts';
import {
  answeringOf,
  answersAbout,
  areAtOdds,
  ipv6AnswersAbout,
  said,
  saidByIpv6,
  serialsOf,
} from '../../live/dns/agreement.ts';
import { serialOf, zoneOf } from '../../live/dns/servers.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/disagreeing-name-servers',
  impact: 'high',
  stage: 'domain',
  title: 'Name servers that disagree',
  why: 'Which server people get to depends on the name server that they happen to ask: some see an old product.',
  *check(observed, { providers }) {
    const { domain } = observed;
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    const heard = zone.nameServers.flatMap((server) =>
      answeringOf(server).map((asked) => ({ name: server.name, asked, serial: serialOf(asked.soa) })),
    );
    if (heard.length < 2) return;
    const serials = serialsOf(observed);
    const isBalanced = serials.size < 2 && providers.dns !== undefined;
    const others = heard.flatMap(({ asked }) => (asked.hostAnswers ?? []).map(({ host }) => host));
    // One transfer that fails makes all names differ.
    const first = [...new Set([domain, ...others])]
      .filter((host) => areAtOdds(host, observed, providers))
      .map((host) => ({ host, answers: answersAbout(host, observed) }))[0];
    const ipv6Answers = first || isBalanced ? [] : ipv6AnswersAbout(observed);
    const evidence = heard.map(({ name, asked, serial }) => {
      const words = ipv6Answers.length > 1 ? saidByIpv6(asked) : said(asked, first?.host ?? domain, observed);
      return `${name}: serial ${serial ?? '?'}, ${words ?? '?'}`;
    });
    const how =
      'Make all name servers serve the same zone: look at the transfer to the ones that are behind, or remove those of a former provider.';
    if (first) {
      const { host, answers } = first;
      yield {
        ...(host === domain ? {} : { host }),
        problem: `The name servers of ${zone.apex} give different answers for ${host}: ${answers.join(' or ')}. Who gets where is chance.`,
        evidence,
        mend: { how },
      };
    } else if (ipv6Answers.length > 1) {
      yield {
        problem: `The name servers of ${zone.apex} give different IPv6 answers for ${domain}: ${ipv6Answers.join(' or ')}. Who gets where is chance.`,
        evidence,
        mend: { how },
      };
    } else if (serials.size > 1) {
      yield {
        impact: 'low',
        kind: 'serial',
        problem: `The name servers of ${zone.apex} have different versions of the zone (serials ${[...serials].join(', ')}). A change may be on its way.`,
        evidence,
        mend: {
          how: 'Look again in an hour. If it stays, the transfer to the servers that are behind is broken.',
        },
      };
    } else yield { pass: `The name servers of ${zone.apex} agree.`, evidence };
  },
});
