import { defineCheck } from '../../check.ts';
import { bimiRecordOf, fetched, logoFaults } from '../../live/mailAuth/bimi.ts';
import { unknownAt } from '../../live/mailAuth/dmarc.ts';
import { listed } from '../../live/dns/names.ts';

export default defineCheck({
  id: 'email/unusable-bimi-logo',
  impact: 'low',
  stage: 'domain',
  title: 'BIMI logo that can’t be shown',
  why: 'Mailbox providers fetch the logo and show it only as SVG Tiny PS, a form without scripts and links.',
  *check(observed) {
    for (const mail of observed.mail ?? []) {
      const { domain, bimi } = mail;
      const record = bimiRecordOf(mail);
      if (!bimi?.logo || record?.logo === undefined) continue;
      const name = `default._bimi.${domain} TXT "${record.text}"`;
      const result = fetched(bimi.logo);
      const { href } = bimi.logo.url;
      if (result.is === 'unknown') {
        yield unknownAt(domain, result.failure);
      } else if (result.is === 'problem') {
        yield {
          host: domain,
          kind: 'fetch',
          problem: `The BIMI logo of ${domain} ${result.says}: mailbox providers show none.`,
          evidence: [name, result.evidence],
          mend: { how: `Serve the logo at ${href} with status 200, as image/svg+xml, to everybody.` },
        };
      } else {
        const faults = logoFaults(result.answer);
        if (faults.length === 0) {
          yield { host: domain, pass: `The BIMI logo of ${domain} is SVG Tiny PS.`, evidence: [href] };
          continue;
        }
        const type = result.answer.headers.find(([header]) => header === 'content-type')?.[1];
        yield {
          host: domain,
          kind: 'picture',
          problem: `The BIMI logo of ${domain} ${listed(faults)}: mailbox providers show SVG Tiny PS only.`,
          evidence: [name, `${href}: 200 ${type ?? 'without a type'}, ${result.answer.bytes} bytes`],
          mend: {
            how: 'Export the logo as SVG Tiny PS: version="1.2" and baseProfile="tiny-ps" on <svg>, a <title>, no scripts, links or pictures inside, less than 32 kB.',
            link: {
              label: 'BIMI Group: how to make the logo',
              url: 'https://bimigroup.org/creating-bimi-svg-logo-files/',
            },
          },
        };
      }
    }
  },
});
