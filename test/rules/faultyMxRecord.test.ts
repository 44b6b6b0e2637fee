import assert from 'node:assert/strict';
import { analyzeText } from '../support/analyzeText.ts';

function marked(path: string, text: string): readonly string[] {
  const lines = text.split('\n');
  return analyzeText(path, text)
    .findings.filter(({ ruleId }) => ruleId === 'email/faulty-mx-record')
    .map(({ range, impact }) => {
      assert.ok(range && range.start.line === range.end.line);
      const line = lines[range.start.line - 1] ?? '';
      return `${impact} ${line.slice(range.start.column - 1, range.end.column - 1)}`;
    });
}

const HEAD = '$TTL 300\n@ IN SOA ns1 admin 1 2 3 4 5\n';

describe('an MX record in a file', () => {
  const zones: readonly (readonly [what: string, zone: string, findings: readonly string[]])[] = [
    ['host with its dot', '$ORIGIN tidepool.app.\n@ MX 1 smtp.google.com.\n', []],
    ['host of the zone', '$ORIGIN tidepool.app.\n@ MX 1 mx1\n  MX 2 mx.eu\n', []],
    ['provider without its dot', '$ORIGIN tidepool.app.\n@ MX 1 SMTP.Google.com\n', ['high SMTP.Google.com']],
    ['own name twice', '$ORIGIN tidepool.app.\n@ MX 1 mx1.tidepool.app\n', ['high mx1.tidepool.app']],
    ['name below the root', '$ORIGIN .\ntidepool.app MX 1 smtp.google.com\n', []],
    ['null MX alone', '$ORIGIN tidepool.app.\n@ MX 0 .\nwww MX 0 .\n', []],
    ['null MX beside another', '$ORIGIN tidepool.app.\n@ MX 0 .\n  MX 5 mx1\n', ['medium 0 .']],
    ['address', '$ORIGIN tidepool.app.\n@ MX 5 203.0.113.9.\n', ['high 5 203.0.113.9.']],
    ['comment', '$ORIGIN tidepool.app.\n; @ MX 5 203.0.113.9\n', []],
  ];
  for (const [what, zone, findings] of zones)
    it(`of a zone: ${what}`, () => {
      assert.deepEqual(marked('zones/tidepool.app.zone', HEAD + zone), findings);
    });

  it('of Terraform', () => {
    const resource = (records: string, more = ''): string =>
      `resource "aws_route53_record" "mx" {\n  zone_id = var.z\n  name = "tidepool.app"\n  type = "MX"\n  records = ${records}\n${more}}\n`;
    assert.deepEqual(marked('dns.tf', resource('["10 smtp.google.com", "20 mx1.tidepool.app"]')), []);
    assert.deepEqual(marked('dns.tf', resource('["10 ${var.host}", "0 ."]')), ['medium 0 .']);
    assert.deepEqual(marked('dns.tf', resource('["10 ${aws_eip.mail.public_ip}"]')), []);
    assert.deepEqual(marked('dns.tf', resource('["10 203.0.113.9"]')), ['high 10 203.0.113.9']);
    // One of them is made.
    const either = resource('["0 ."]', '  count = 1\n') + resource('["1 smtp.google.com"]', '  count = 0\n');
    assert.deepEqual(marked('dns.tf', either), []);
  });

  it('of DNSControl, Pulumi and CDK', () => {
    const zone = (records: string): string => `D("tidepool.app", REG, DnsProvider("cf"), ${records});\n`;
    assert.deepEqual(marked('dnsconfig.js', zone('MX("@", 1, "smtp.google.com"), MX("@", 2, "mx")')), [
      'medium smtp.google.com',
    ]);
    assert.deepEqual(marked('dnsconfig.js', zone("MX('@', 1, '203.0.113.9')")), ["high '203.0.113.9'"]);
    assert.deepEqual(marked('dnsconfig.js', zone('MX("@", 0, "."), MX("@", 1, "mx")')), ['medium "."']);
    assert.deepEqual(
      marked(
        'dns.ts',
        'new aws.route53.Record("a", { type: aws.route53.RecordType.MX, records: ["1 203.0.113.9"] });\n',
      ),
      ['high "1 203.0.113.9"'],
    );
    assert.deepEqual(
      marked('dns.py', 'route53.MxRecord(self, "M", values=[MxRecordValue(host_name="203.0.113.9")])\n'),
      ['high "203.0.113.9"'],
    );
    assert.deepEqual(marked('dns.ts', 'new Record({ type: "MX", value: mx("203.0.113.9") });\n'), []);
  });

  it('of OctoDNS', () => {
    const text =
      "'':\n  type: MX\n  values:\n    - {preference: 1, exchange: smtp.google.com.}\n    - {preference: 2, exchange: 203.0.113.9.}\n";
    assert.deepEqual(marked('config/tidepool.app.yaml', text), ['high 203.0.113.9.']);
  });
});
