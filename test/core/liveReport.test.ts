import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/core/finding.ts';
import { liveAsMarkdown, liveAsText, type LiveRun } from '../../server/src/core/report/live.ts';

const FINDING: Finding = {
  ruleId: 'redirects/lost-path',
  area: 'redirects',
  impact: 'high',
  message: 'shop.example forgets *the path*.',
  file: null,
  range: null,
  offsets: null,
  fingerprint: 'f',
  related: [],
  live: {
    domain: 'shop.example',
    host: 'shop.example',
    evidence: ['location: <b>`x`</b>'],
    mend: {
      how: 'Redirect it.',
      copy: [
        { kind: 'record', name: 'www.shop.example', type: 'CNAME', value: 'shop.example' },
        { kind: 'text', label: 'nginx', text: 'server {\n  return 301;\n}' },
      ],
      link: { label: 'Vercel: Domains', url: 'https://vercel.com/docs' },
    },
  },
  fixes: [],
  docs: 'https://docs.example/page',
  suppressed: null,
};
const RUN: LiveRun = {
  version: '1.0.0',
  root: '/shop',
  durationMs: 120,
  reports: [
    {
      domain: 'shop.example',
      at: '2026-11-22T10:00:00.000Z',
      milliseconds: 100,
      requests: 20,
      queries: 1,
      findings: [FINDING],
      errors: [],
      results: [
        {
          checkId: 'tls/expired',
          area: 'tls',
          title: 't',
          state: 'unknown',
          message: 'Could not tell: no answer',
          evidence: [],
        },
        {
          checkId: 'tls/wrong-name',
          area: 'tls',
          title: 't',
          state: 'pass',
          message: 'It is for shop.example.',
          evidence: [],
        },
      ],
    },
  ],
};

describe('the report of live checks', () => {
  it('says what was seen, how it is mended line by line, and what could not be told', () => {
    assert.equal(
      liveAsText(RUN),
      [
        'shop.example  20 requests, 1 DNS query, 100 ms',
        '',
        'High: fix before paid traffic',
        '  shop.example forgets *the path*.',
        '    location: <b>`x`</b>',
        '    → Redirect it.',
        '      www.shop.example CNAME shop.example',
        '      server {',
        '        return 301;',
        '      }',
        '      Vercel: Domains: https://vercel.com/docs',
        '    redirects/lost-path',
        '',
        'Could not be told',
        '  tls/expired: Could not tell: no answer',
        '',
        '▲ 1 high. (1 passed)',
        '',
        '1 domain checked in 120 ms',
        '',
      ].join('\n'),
    );
  });

  it('is a document in which nothing of a server is markup', () => {
    assert.equal(
      liveAsMarkdown(RUN),
      [
        '# Live checks',
        '## shop.example',
        'Checked 2026-11-22T10:00:00.000Z. ▲ 1 high. (1 passed)',
        '### High: fix before paid traffic',
        [
          '- [ ] **shop.example forgets \\*the path\\*.** ([redirects/lost-path](https://docs.example/page))',
          "  - Seen: `location: <b>'x'</b>`",
          '  - Redirect it.',
          '    - `www.shop.example CNAME shop.example`',
          '    ```',
          '    server {',
          '      return 301;',
          '    }',
          '    ```',
          '  - [Vercel: Domains](https://vercel.com/docs)',
        ].join('\n'),
        '### Could not be told',
        '- Could not tell: no answer (`tls/expired`)',
        '### Passed',
        '- It is for shop.example.',
      ].join('\n\n') + '\n',
    );
  });
});
