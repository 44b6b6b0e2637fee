import { isWrittenOut, placeIn, placeWord, said, sentAt, type Said } from '../../web/caching/judging.ts';
import type { Fault } from '../../web/caching/cacheControl.ts';
import type { EditFix, Impact } from '../../finding.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/invalid-directive',
  impact: 'medium',
  stage: 'performance',
  title: 'Cache-Control that caches don’t understand',
  why: 'Caches pass over what they don’t know, without a word. What was meant to be kept is fetched again each time, and what was never to be kept is kept.',
  *check({ web }) {
    for (const one of said(web.cachePolicies))
      for (const fault of one.says.faults) {
        if (fault.kind === 'repeated') continue;
        const fix = correction(one, fault);
        const at = placeIn(one, fault);
        yield {
          file: one.policy.file,
          at,
          kind: `${one.header.header} ${fault.found}`,
          message: messageOf(fault, one),
          impact: impactOf(fault),
          related: sentAt(one, at),
          ...(fix ? { fix } : {}),
        };
      }
  },
});

/** What keeps private answers out of caches matters more than what keeps files in them. */
function impactOf({ instead, kind, found }: Fault): Impact {
  if (/^(?:no-store|private|no-cache)/.test(instead ?? '')) return 'high';
  if (kind === 'needless-value') return 'low';
  // Who writes it means an answer that is old at once, and that is what caches make of it: RFC 9111, section 4.2.1.
  if (kind === 'bad-number' && /^max-age=-\d+$/.test(found)) return 'low';
  return /^(?:x-|[a-z]+-cache)/.test(found) ? 'low' : 'medium';
}

function messageOf({ kind, found, instead }: Fault, { header, policy }: Said): string {
  const where = header.header === 'cache-control' ? 'Cache-Control' : header.header;
  switch (kind) {
    case 'wrong-separator':
      return `Directives of ${where} are separated by commas. With ${found === ';' ? 'a semicolon' : 'a blank'} here, caches misread what stands on both sides of it. Write a comma.`;
    case 'bad-number':
      return `“${found}” has no whole number of seconds, so caches may treat the answer as old at once, or pass over it. ${instead === undefined ? 'Write seconds, without a sign or a unit.' : `Write ${instead}.`}`;
    case 'missing-value':
      return `“${found}” needs a number of seconds: ${found}=60. As it stands, caches pass over it.`;
    case 'needless-value':
      return `“${found}” takes no value: write ${instead ?? ''}. Some caches pass over it as it stands.`;
    case 'misspelt-directive':
      return `No cache knows “${found}”; it is passed over, as if it weren’t there. Write ${instead ?? ''}.`;
    case 'repeated':
    case 'unknown-directive':
      return `No cache knows “${found}” in ${where} (${placeWord(policy)}); it is passed over, as if it weren’t there. Take it out, or write the directive that was meant.`;
  }
}

function correction(one: Said, fault: Fault): EditFix | undefined {
  const { text } = one;
  if (fault.instead === undefined || !isWrittenOut(text)) return undefined;
  const range = { start: text.at.start + fault.start, end: text.at.start + fault.end };
  return {
    kind: 'edit',
    title: `Write “${fault.instead.trim()}”`,
    edits: [{ range, newText: fault.instead }],
  };
}
