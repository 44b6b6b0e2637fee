import { recordCases } from './table.ts';

describe('Problems of BIMI records', () => {
  recordCases('bimi', [
    ['v=BIMI1; l=https://a.com/l.svg; a=https://a.com/v.pem'],
    ['v=BIMI1; l=; a='],
    ['v=BIMI1; l=;'],
    ['v=BIMI1; l=http://a.com/l.svg', 'url-not-https! [http] => https'],
    ['v=BIMI1; l=https://a.com/l.png', 'logo-not-svg! [https://a.com/l.png]'],
    ['v=BIMI1; a=https://a.com/v.pem', 'missing-logo! [v=BIMI1; a=https://a.com/v.pem]'],
    ['v=BIMI1 l=https://a.com/l.svg', 'version-separator! [ ] => ; '],
    ['v=BIMI1; l=https://a.com/l.svg; avp=x; lps=a', 'invalid-value [avp=x]'],
    ['v=BIMI1; l=https://a.com/x/logo.svg; avp=brand'],
    [
      'v=BIMI1;l=https://a.com/l.svg,https://b.com/l.svg',
      'several-urls! [https://a.com/l.svg,https://b.com/l.svg]',
    ],
    ['v=BIMI1; l=a.com/l.svg', 'invalid-url! [a.com/l.svg]'],
    ['v=BIMI1; l=https://a.com/l.svg; a=http://a.com/v.pem', 'url-not-https! [http] => https'],
    ['v=BIMI1; l=https://a.com/l.svg; a=self'],
    ['v=BIMI; l=https://a.com/l.svg', 'version! [v=BIMI] => v=BIMI1'],
    ['v=BIMI1; l=https://a.com/l.svg; l=https://b.com/l.svg', 'repeated-tag! [l=https://b.com/l.svg]'],
    [
      'v=BIMI1; l=https://a.com/l.svg; a=https://a.com/logo.svg',
      'evidence-not-certificate! [https://a.com/logo.svg]',
    ],
    ['v=BIMI1; L=https://a.com/l.svg', 'tag-case! [L] => l'],
    [
      'default._bimi TXT v=BIMI1; l=; a=',
      'text-before-record! [default._bimi TXT v=BIMI1; l=; a=] => v=BIMI1; l=; a=',
    ],
    ['v=BIMI1', 'missing-logo! [v=BIMI1]'],
    ['v=bimi1; l=https://a.com/l.svg', 'version! [v=bimi1] => v=BIMI1'],
  ]);
});
