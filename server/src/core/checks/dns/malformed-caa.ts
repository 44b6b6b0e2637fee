import { defineCheck } from '../../check.ts';
import { authorityIn, caaOf, caaText, KNOWN_TAGS, type CaaRecord } from '../../live/dns/caa.ts';
import { dnsMend } from '../../live/mend.ts';
import type { Impact } from '../../finding.ts';

export default defineCheck({
  id: 'dns/malformed-caa',
  impact: 'medium',
  stage: 'domain',
  title: 'CAA record that says something else than meant',
  why: "Certificate authorities read CAA records by the letter: one that they can't read forbids what it should allow, or protects nothing.",
  *check(observed, context) {
    const records = caaOf(observed);
    if (records.length === 0) return;
    let isWell = true;
    for (const record of records) {
      const fault = faultOf(record);
      if (!fault) continue;
      isWell = false;
      yield {
        impact: fault.impact,
        kind: caaText(record),
        problem: `The CAA record ${caaText(record)} ${fault.why}`,
        evidence: records.map(caaText),
        mend: dnsMend(
          'Write it as 0 issue "letsencrypt.org", with the name of your authority.',
          observed,
          context,
        ),
      };
    }
    if (isWell) yield { pass: 'All CAA records can be read.', evidence: records.map(caaText) };
  },
});

function faultOf({ flags, tag, value }: CaaRecord): { why: string; impact: Impact } | undefined {
  const name = tag.toLowerCase();
  if (!KNOWN_TAGS.includes(name)) {
    // Bit 0 is the first one: 128 (RFC 8659 section 4.1).
    return flags >= 128
      ? {
          impact: 'high',
          why: `has a tag that nobody knows and is marked critical: nobody may issue a certificate.`,
        }
      : { impact: 'medium', why: `has a tag that nobody knows: it protects nothing.` };
  }
  if (name === 'iodef') {
    return /^(?:mailto:|https?:\/\/)/i.test(value.trim())
      ? undefined
      : { impact: 'low', why: 'is no address for reports: it has to begin with mailto: or https:.' };
  }
  if (name.startsWith('issue') && authorityIn(value) === undefined) {
    return {
      impact: name === 'issue' ? 'high' : 'medium',
      why: 'names no authority that anybody can read: it forbids the one that was meant.',
    };
  }
  return undefined;
}
