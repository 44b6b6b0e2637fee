import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/compression',
  impact: 'medium',
  stage: 'domain',
  title: 'Compression by TLS',
  why: 'The length of what is compressed tells what is in it: cookies of visitors can be guessed letter by letter (CRIME, CVE-2012-4929).',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { compresses, versions } }) => {
      if (compresses) {
        return {
          problem: (where) =>
            `${where} compresses within TLS for clients that offer it: from the lengths, session cookies can be guessed.`,
          mend: {
            how: 'Switch compression by TLS off (SSLCompression off in Apache), or update the TLS library. Compression of pages by HTTP is another matter.',
          },
        };
      }
      return versions['TLSv1.2'] === 'yes' ? { pass: 'No compression by TLS.' } : undefined;
    });
  },
});
