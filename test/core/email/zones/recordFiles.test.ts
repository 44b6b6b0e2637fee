import assert from 'node:assert/strict';
import { recordsOf } from '../../../../server/src/core/email/zones/recordsOf.ts';
import { createDocument } from '../../../../server/src/core/source.ts';
import { described } from './described.ts';

function recordsIn(path: string, text: string): readonly string[] {
  return described(text, recordsOf(createDocument({ path, text })));
}

describe('records of Terraform', () => {
  const cases: readonly (readonly [what: string, text: string, records: readonly string[]])[] = [
    [
      'Route 53, with the zone that the file makes',
      `resource "aws_route53_zone" "main" { name = "shop.com" }
resource "aws_route53_record" "txt" {
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "TXT"
  records = ["v=spf1 -all", "p=AA\\"\\"BB", "x=\\u0041"]
}`,
      ['shop.com TXT [v=spf1 -all]', 'shop.com TXT [p=AA][BB]', 'shop.com TXT [x=]¦A¦'],
    ],
    [
      'Cloudflare, with quotes of its own and a variable',
      `resource "cloudflare_dns_record" "dmarc" {
  zone_id = var.zone_id
  name    = "_dmarc"
  type    = "TXT"
  content = "\\"v=DMARC1; p=none; rua=mailto:a@\${var.domain}; fo=1\\""
}`,
      ['_dmarc TXT [v=DMARC1; p=none; rua=mailto:a@]{${var.domain}}[; fo=1]'],
    ],
    [
      'Azure, with a block for each value',
      `resource "azurerm_dns_txt_record" "spf" {
  name      = "@"
  zone_name = "shop.com"
  record { value = "v=spf1 -all" }
  record { value = "two" }
}`,
      ['shop.com TXT [v=spf1 -all]', 'shop.com TXT [two]'],
    ],
    [
      'Namecheap, with a block for each record',
      `resource "namecheap_domain_records" "main" {
  domain = "shop.com"
  record {
    hostname = "_dmarc"
    type     = "TXT"
    address  = "v=DMARC1; p=none"
  }
}`,
      ['_dmarc TXT [v=DMARC1; p=none]'],
    ],
    [
      'OVH, Gandi and Linode, by their own names of attributes',
      `resource "ovh_domain_zone_record" "a" {
  zone = "shop.com"
  subdomain = "_dmarc"
  fieldtype = "TXT"
  target = "v=DMARC1; p=none"
}
resource "gandi_livedns_record" "b" {
  zone = "shop.com"
  name = "@"
  type = "TXT"
  values = ["\\"v=spf1 -all\\""]
}
resource "linode_domain_record" "c" {
  domain_id = 1
  name = "s._domainkey"
  record_type = "TXT"
  target = "p=A"
}`,
      ['_dmarc.shop.com TXT [v=DMARC1; p=none]', 'shop.com TXT [v=spf1 -all]', 's._domainkey TXT [p=A]'],
    ],
    [
      'joined strings and here-documents',
      `resource "digitalocean_record" "a" {
  domain = "shop.com"
  name = "k._domainkey"
  type = "TXT"
  value = join("", ["v=DKIM1; ", "p=AAA"])
}
resource "digitalocean_record" "b" {
  domain = "shop.com"
  name = "@"
  type = "TXT"
  value = <<-EOT
    v=spf1 -all
  EOT
}`,
      ['k._domainkey.shop.com TXT [v=DKIM1; ][p=AAA]', 'shop.com TXT [v=spf1 -all]'],
    ],
    [
      'nothing of what is worked out elsewhere',
      'resource "cloudflare_record" "a" {\n  type = "TXT"\n  name = "@"\n  value = local.spf\n}',
      [],
    ],
    [
      'a block that nobody closed',
      'resource "cloudflare_record" "a" {\n  type = "TXT"\n  name = "@"\n  value = "v=spf1 -all',
      ['@ TXT [v=spf1 -all]'],
    ],
  ];
  for (const [what, text, records] of cases)
    it(`are read: ${what}`, () => {
      assert.deepEqual(recordsIn('main.tf', text), records);
    });

  it('of Google lose their blanks without quotation marks of their own', () => {
    const text =
      'resource "google_dns_record_set" "a" {\n  name = "shop.com."\n  managed_zone = "z"\n  type = "TXT"\n  rrdatas = ["v=spf1 -all", "\\"v=spf1 -all\\""]\n}';
    const written = recordsOf(createDocument({ path: 'main.tf', text })).map((record) => record.written?.[0]);
    assert.deepEqual(
      written.map((one) => one && [text.slice(one.start, one.end), one.replacement]),
      [['v=spf1 -all', '\\"v=spf1 -all\\"'], undefined],
    );
  });

  it('are of one name where zone and name are', () => {
    const record = (name: string, more = ''): string =>
      `resource "cloudflare_record" "${name}" {\n  zone_id = var.zone\n  name = "@"\n  type = "TXT"\n  value = "a"\n${more}}\n`;
    const groups = recordsOf(
      createDocument({ path: 'main.tf', text: record('a') + record('b') + record('c', '  count = 2\n') }),
    ).map(({ group }) => group);
    assert.deepEqual(groups, ['var.zone\0@', 'var.zone\0@', undefined]);
  });
});

describe('records of DNSControl', () => {
  it('are read in their zone, with what its builders make', () => {
    const text = `var REG = NewRegistrar("none");
var COMMON = [TXT("_smtp._tls", "v=TLSRPTv1; rua=mailto:x@shop.com")];
D("shop.com", REG, DnsProvider("cf"),
  TXT("@", "v=spf1 -all"),
  TXT("a", ["one ", "two"]),
  SPF_BUILDER({ label: "mail", parts: ["v=spf1", "ip4:1.2.3.4", "-all"] }),
  DMARC_BUILDER({ policy: "reject", rua: ["mailto:a@shop.com", "mailto:b@shop.com"], alignmentSPF: "strict", failureOptions: { SPF: true, DKIM: true } }),
  COMMON,
  TXT("s._domainkey", DKIM("v=DKIM1; p=" + KEY)),
END);
`;
    assert.deepEqual(recordsIn('dnsconfig.js', text), [
      'shop.com TXT [v=spf1 -all]',
      'a.shop.com TXT [one ][two]',
      'mail.shop.com TXT [v=spf1]¦ ¦[ip4:1.2.3.4]¦ ¦[-all]',
      '_dmarc.shop.com TXT ¦v=DMARC1¦¦; p=¦[reject]¦; aspf=¦¦s¦¦; rua=¦[mailto:a@shop.com]¦,¦[mailto:b@shop.com]¦; fo=¦¦s:d¦',
      '_smtp._tls.shop.com TXT [v=TLSRPTv1; rua=mailto:x@shop.com]',
      's._domainkey.shop.com TXT [v=DKIM1; p=]{KEY}',
    ]);
  });

  it('of mail servers are read with the host, which needs its dot', () => {
    const text =
      'D("shop.com", REG, DnsProvider("cf"), MX("@", 1, "smtp.google.com"), MX("@", 2, "mail"), MX("@", 3, HOST), MX("@", 4, "a." + HOST), MX("www", 5, "mx.shop.com."), MX("@", 6, "203.0.113.9"));\n';
    assert.deepEqual(recordsIn('dnsconfig.js', text), [
      'shop.com MX [smtp.google.com]',
      'shop.com MX [mail]',
      'shop.com MX [a.]{HOST}',
      'www.shop.com MX [mx.shop.com.]',
      'shop.com MX [203.0.113.9]',
    ]);
    const written = recordsOf(createDocument({ path: 'dnsconfig.js', text })).flatMap((record) =>
      (record.written ?? []).map(({ replacement }) => replacement),
    );
    assert.deepEqual(written, ['smtp.google.com.']);
  });

  it('are none in code that only has a function of that name', () => {
    assert.deepEqual(recordsIn('src/a.js', 'TXT("@", "v=spf1 -all");\n'), []);
  });
});

describe('records of Pulumi and CDK', () => {
  it('are read from what makes them', () => {
    const text = `const spf = "v=spf1 -all";
new cloudflare.Record("spf", { zoneId: z.id, name: "@", type: "TXT", content: \`v=spf1 include:\${other} -all\` });
new aws.route53.Record("r", { name: "_dmarc", type: aws.route53.RecordType.TXT, records: ["v=DMARC1; p=none"] });
new digitalocean.DnsRecord("d", { domain: "shop.com", type: "TXT", name: "@", value: spf });
new route53.TxtRecord(this, "Spf", { zone, recordName: "_dmarc", values: ["v=DMARC1; p=none"] });
new Record({ type: "A", name: "x", value: "v=spf1 -all" });
`;
    assert.deepEqual(recordsIn('infra/index.ts', text), [
      '@ TXT [v=spf1 include:]{other}[ -all]',
      '_dmarc TXT [v=DMARC1; p=none]',
      'shop.com TXT [v=spf1 -all]',
      '_dmarc TXT [v=DMARC1; p=none]',
    ]);
  });
});

describe('records of code with values that are known later', () => {
  it('are read with what is known', () => {
    const text = `new cloudflare.Record("a", { name: "@", type: "TXT", content: pulumi.interpolate\`v=spf1 include:\${host} -all\` });
new cloudflare.Record("b", { name: "@", type: "TXT", content: pulumi.concat("v=spf1 include:", host, " -all") });
new cloudflare.Record("c", { name: "@", type: "TXT", content: host.apply((h) => \`v=spf1 include:\${h} -all\`) });
`;
    assert.deepEqual(recordsIn('infra/index.ts', text), [
      '@ TXT [v=spf1 include:]{host}[ -all]',
      '@ TXT [v=spf1 include:]{host}[ -all]',
      '@ TXT [v=spf1 include:]{h}[ -all]',
    ]);
    assert.deepEqual(
      recordsIn(
        'infra/main.py',
        'cloudflare.Record("d", type="TXT", name="@", content=host.apply(lambda h: f"v=spf1 include:{h} -all"))\n',
      ),
      ['@ TXT [v=spf1 include:]{h}[ -all]'],
    );
  });
});

describe('mail servers of Pulumi and CDK', () => {
  it('are read however a provider names them', () => {
    const text = `new aws.route53.Record("a", { name: "shop.com", type: "MX", records: ["10 mx.shop.com", pulumi.interpolate\`20 \${other}.\`] });
new route53.MxRecord(this, "B", { zone, values: [{ hostName: "mx.shop.com", priority: 10 }] });
new cloudflare.DnsRecord("c", { name: "shop.com", type: "MX", content: "mx.shop.com", priority: 1 });
new azure.dns.MxRecord("d", { name: "@", zoneName: "shop.com", records: [{ preference: 1, exchange: "mx.shop.com" }] });
new azure_native.dns.RecordSet("e", { relativeRecordSetName: "@", recordType: "MX", mxRecords: [{ exchange: "mx.shop.com", preference: 1 }] });
new azure_native.dns.RecordSet("f", { relativeRecordSetName: "_dmarc", recordType: "TXT", txtRecords: [{ value: ["v=DMARC1; ", "p=none"] }] });
`;
    assert.deepEqual(recordsIn('infra/index.ts', text), [
      'shop.com MX [10 mx.shop.com]',
      'shop.com MX [20 ]{other}[.]',
      '@ MX [mx.shop.com]',
      'shop.com MX [mx.shop.com]',
      'shop.com MX [mx.shop.com]',
      '@ MX [mx.shop.com]',
      '_dmarc TXT [v=DMARC1; ][p=none]',
    ]);
    const python = `azure_native.dns.RecordSet("m", record_type="MX", mx_records=[azure_native.dns.MxRecordArgs(exchange="mx.shop.com", preference=1)])
route53.MxRecord(self, "Mx", zone=zone, values=[route53.MxRecordValue(host_name="mx.shop.com", priority=10)])
`;
    assert.deepEqual(recordsIn('infra/main.py', python), ['unknown MX [mx.shop.com]', '@ MX [mx.shop.com]']);
  });
});

describe('records of YAML', () => {
  it('of OctoDNS are named by their keys and the file', () => {
    const text = `'':
  - type: TXT
    values:
      - v=spf1 -all
      - 'two'
  - type: MX
    values:
      - exchange: mail.shop.com.
_dmarc:
  type: TXT
  value: v=DMARC1\\; p=none
`;
    assert.deepEqual(recordsIn('config/shop.com.yaml', text), [
      'shop.com TXT [v=spf1 -all]',
      'shop.com TXT [two]',
      'shop.com MX [mail.shop.com.]',
      '_dmarc.shop.com TXT [v=DMARC1]¦;¦[ p=none]',
    ]);
  });

  it('of CloudFormation are read in YAML and JSON', () => {
    const yaml = `Resources:
  Dmarc:
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneName: shop.com.
      Name: _dmarc.shop.com.
      Type: TXT
      ResourceRecords:
        - '"v=DMARC1; p=none"'
        - !Sub '"v=DMARC1; rua=mailto:a@\${Domain}"'
`;
    assert.deepEqual(recordsIn('stack.yaml', yaml), [
      '_dmarc.shop.com TXT [v=DMARC1; p=none]',
      '_dmarc.shop.com TXT [v=DMARC1; rua=mailto:a@]{${Domain}}',
    ]);
    const json = '{ "Name": "shop.com", "Type": "TXT", "ResourceRecords": ["\\"v=spf1 -all\\""] }';
    assert.deepEqual(recordsIn('stack.json', json), ['shop.com TXT [v=spf1 -all]']);
    const named =
      '{ "Name": { "Fn::Sub": "_dmarc.${Domain}" }, "Type": "TXT", "ResourceRecords": ["v=DMARC1; p=none"] }';
    assert.deepEqual(recordsIn('stack.json', named), ['_dmarc.unknown TXT [v=DMARC1; p=none]']);
  });

  it('of external-dns and Ansible are read', () => {
    const text = `spec:
  endpoints:
    - dnsName: shop.com
      recordType: TXT
      targets: ['v=spf1 -all']
tasks:
  - community.general.cloudflare_dns:
      zone: shop.com
      record: _dmarc
      type: TXT
      value: 'v=DMARC1; p=none; rua={{ reports }}'
`;
    assert.deepEqual(recordsIn('dns.yml', text), [
      'shop.com TXT [v=spf1 -all]',
      '_dmarc.shop.com TXT [v=DMARC1; p=none; rua=]{{{ reports }}}',
    ]);
  });
});
