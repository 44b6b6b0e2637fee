import assert from 'node:assert/strict';
import { recordsOf } from '../../../../server/src/core/email/zones/recordsOf.ts';
import { createDocument } from '../../../../server/src/core/source.ts';
import { described } from './described.ts';

function recordsIn(text: string, path = 'main.tf'): readonly string[] {
  return described(text, recordsOf(createDocument({ path, text })));
}

function resource(name: string, content: string, more = ''): string {
  return `resource "cloudflare_record" "x" {\n  zone_id = var.z\n  type = "TXT"\n  name = ${name}\n  content = ${content}\n${more}}\n`;
}

describe('names of a Terraform file', () => {
  const locals =
    'locals {\n  spf = "v=spf1 -all"\n  mail = { dmarc = "v=DMARC1; p=none", "a.b" = local.spf }\n  again = local.spf\n}\n';
  const cases: readonly (readonly [what: string, text: string, records: readonly string[]])[] = [
    ['a local', locals + resource('"@"', 'local.spf'), ['@ TXT [v=spf1 -all]']],
    ['a local that is another', locals + resource('"@"', 'local.again'), ['@ TXT [v=spf1 -all]']],
    [
      'a part of a local',
      locals + resource('"_dmarc"', 'local.mail.dmarc'),
      ['_dmarc TXT [v=DMARC1; p=none]'],
    ],
    ['a part by its key in quotes', locals + resource('"@"', 'local.mail["a.b"]'), ['@ TXT [v=spf1 -all]']],
    [
      'what a variable is when nobody sets it',
      `variable "spf" {\n  type = string\n  default = "v=spf1 mx -all"\n}\n${resource('"@"', 'var.spf')}`,
      ['@ TXT [v=spf1 mx -all]'],
    ],
    [
      'a list of locals',
      `${locals}resource "aws_route53_record" "x" {\n  type = "TXT"\n  name = "@"\n  records = [local.spf, "a"]\n}\n`,
      ['@ TXT [v=spf1 -all]', '@ TXT [a]'],
    ],
    [
      'what a resource is repeated for',
      `locals {\n  txt = {\n    "_dmarc" = "v=DMARC1; p=none"\n    "@" = "v=spf1 -all"\n  }\n}\n${resource('each.key', 'each.value', '  for_each = local.txt\n')}`,
      ['_dmarc TXT [v=DMARC1; p=none]', '@ TXT [v=spf1 -all]'],
    ],
    [
      'parts of what it is repeated for',
      resource(
        'each.value.name',
        'each.value.text',
        '  for_each = {\n    a = { name = "_dmarc", text = "v=DMARC1; p=none" }\n    b = { name = "@", text = var.spf }\n  }\n',
      ),
      ['_dmarc TXT [v=DMARC1; p=none]'],
    ],
    [
      'a set',
      resource('each.key', '"v=spf1 -all"', '  for_each = toset(["a", "b"])\n'),
      ['a TXT [v=spf1 -all]', 'b TXT [v=spf1 -all]'],
    ],
    ['nothing that the file does not say', locals + resource('"@"', 'local.none'), []],
    [
      'nothing that stands for itself',
      `locals {\n  a = local.b\n  b = local.a\n}\n${resource('"@"', 'local.a')}`,
      [],
    ],
    [
      'a text that is put together from pieces',
      `${locals}${resource('"k._domainkey"', String.raw`join("\"\"", regexall(".{1,255}", local.spf))`)}`,
      ['k._domainkey TXT [v=spf1 -all]'],
    ],
    ['nothing that a function makes', `${locals}${resource('"@"', 'join(" ", split(";", local.spf))')}`, []],
  ];
  for (const [what, text, records] of cases)
    it(`stand for ${what}`, () => {
      assert.deepEqual(recordsIn(text), records);
    });

  it('are read in JSON', () => {
    const text = JSON.stringify({
      resource: {
        cloudflare_record: {
          spf: { zone_id: '${var.z}', name: '@', type: 'TXT', content: 'v=spf1 ${var.x} -all' },
        },
      },
    });
    assert.deepEqual(recordsIn(text, 'dns.tf.json'), ['@ TXT [v=spf1 ]{${var.x}}[ -all]']);
  });

  it('make of what a resource is repeated for no two records of one name', () => {
    const text = resource('"@"', 'each.value', '  for_each = { a = "v=spf1 -all", b = "v=spf1 mx -all" }\n');
    assert.deepEqual(
      recordsOf(createDocument({ path: 'main.tf', text })).map(({ group }) => group),
      [undefined, undefined],
    );
  });
});
