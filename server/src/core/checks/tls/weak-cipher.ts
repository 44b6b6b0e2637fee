import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/weak-cipher',
  impact: 'medium',
  stage: 'domain',
  title: 'Weak cipher suites',
  why: 'What is encrypted with them can be read or changed on the way, by those who make clients choose them.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { weakCiphers, cipher } }) => {
      const evidence = [...weakCiphers, ...(cipher === undefined ? [] : [`chosen today: ${cipher}`])];
      if (weakCiphers.length > 0) {
        const open = weakCiphers.filter((name) => OPEN.test(name));
        const shown = open[0] ?? weakCiphers[0];
        const others = weakCiphers.length > 1 ? ` and ${weakCiphers.length - 1} more` : '';
        return {
          ...(open.length > 0 ? { impact: 'high' } : {}),
          problem: (where) =>
            `${where} accepts weak cipher suites (${shown}${others}), which ${open.length > 0 ? 'protect nothing' : 'can be broken'}.`,
          evidence,
          mend: {
            how: "Allow only suites with ECDHE and AES-GCM or ChaCha20, as Mozilla's generator writes them for your server.",
            link: {
              label: 'Mozilla SSL Configuration Generator',
              url: 'https://ssl-config.mozilla.org/',
            },
          },
        };
      }
      if (cipher !== undefined && cipher.startsWith('TLS_RSA_WITH_')) {
        return {
          impact: 'low',
          kind: 'forward-secrecy',
          problem: (where) =>
            `${where} has no cipher suite with forward secrecy: who gets the key one day can read what was recorded before.`,
          evidence,
          mend: { how: 'Allow suites with ECDHE.' },
        };
      }
      if (cipher?.includes('_CBC_')) {
        return {
          impact: 'low',
          kind: 'cbc',
          problem: (where) =>
            `${where} chooses a cipher suite with CBC (${cipher}) where clients offer better ones: such suites were broken again and again, and audits object to them.`,
          evidence,
          mend: { how: 'Allow suites with ECDHE and AES-GCM or ChaCha20, and let the server prefer them.' },
        };
      }
      return {
        pass: cipher === undefined ? 'No weak cipher suite.' : `No weak cipher suite; it chooses ${cipher}.`,
      };
    });
  },
});

/** Without encryption, without proof of who answers, or with keys of 40 bits. */
const OPEN = /NULL|_anon_|EXPORT/i;
