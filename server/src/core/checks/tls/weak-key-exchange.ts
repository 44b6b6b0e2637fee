import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/weak-key-exchange',
  impact: 'medium',
  stage: 'domain',
  title: 'Weak key exchange',
  why: 'With a short prime that many servers share, whoever does the work once reads the connections of all (Logjam, weakdh.org).',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { finiteFieldBits: bits } }) => {
      if (bits === undefined) return undefined;
      const evidence = [`DHE: ${bits} bits`];
      if (bits >= 2048) return { pass: `Keys by finite fields have ${bits} bits.`, evidence };
      return {
        ...(bits < 1024 ? { impact: 'high' } : {}),
        problem: (where) =>
          `${where} agrees on keys by a finite field of ${bits} bits (DHE), which ${bits < 1024 ? 'anybody' : 'those with great means'} can break.`,
        evidence,
        mend: {
          how: 'Switch the DHE suites off: browsers have not offered them since 2016. Or take a group of RFC 7919 (ffdhe2048).',
          link: { label: 'Mozilla SSL Configuration Generator', url: 'https://ssl-config.mozilla.org/' },
        },
      };
    });
  },
});
