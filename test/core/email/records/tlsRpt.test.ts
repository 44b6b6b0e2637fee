import { recordCases } from './table.ts';

describe('Problems of TLS-RPT records', () => {
  recordCases('tls-rpt', [
    ['v=TLSRPTv1; rua=mailto:a@b.com; foo=bar'],
    ['v=TLSRPTv1; rua=mailto:a@b.com; p=none', 'unknown-tag [p=none]'],
    ['v=TLSRPTv1; rua=mailto:a@b.com'],
    ['v=TLSRPTv1;rua=mailto:a@b.com,https://x.com/r'],
    ['v=TLSRPTv1; rua=a@b.com', 'missing-mailto! [a@b.com] => mailto:a@b.com'],
    ['v=TLSRPTv1; rua=http://x.com', 'unsupported-uri! [http://x.com]'],
    ['v=TLSRPTv1', 'missing-address! [v=TLSRPTv1]'],
    ['v=TLSRPT1; rua=mailto:a@b.com', 'version! [v=TLSRPT1] => v=TLSRPTv1'],
    ['v=TLSRPTv1; rua=mailto:a@b.com,mailto:c@d.com'],
    ['v=TLSRPTv1; rua=mailto:a@b.com;mailto:c@d.com', 'semicolon-in-list! [;] => ,'],
    ['v=TLSRPTv1; rua=mailto:a@b.com; rua=mailto:c@d.com', 'repeated-tag [rua=mailto:c@d.com]'],
    ['v=TLSRPTv1; rua = mailto:a@b.com', 'blank-in-tag! [ = ] => ='],
    ['v=TLSRPTv1; RUA=mailto:a@b.com', 'tag-case! [RUA] => rua'],
    ['v=TLSRPTv1 ; rua=mailto:a@b.com', 'blank-before-semicolon [ ] => '],
    ['v=TLSRPTv1; rua=mailto:a@b.com,c@d.com', 'missing-mailto! [c@d.com] => mailto:c@d.com'],
    ['v=TLSRPTv1; rua=mailto:a@b.com,ftp://d.com/', 'unsupported-uri [ftp://d.com/]'],
    ['v=TLSRPTv1; rua=mailto:a@b.com!10m', 'unencoded-character! [!] => %21'],
    ['v=TLSRPTv1; ruf=mailto:a@b.com', 'misspelt-tag! [ruf] => rua'],
    ['v=TLSRPTv1 rua=mailto:a@b.com', 'version-separator! [ ] => ; '],
    ['v=TLSRPTv1; rua=', 'empty-uri! [rua=]'],
    ['v=tlsrptv1; rua=mailto:a@b.com', 'version! [v=tlsrptv1] => v=TLSRPTv1'],
    ['v=DMARC1; p=none', 'other-record! [v=DMARC1]'],
  ]);
});
