import assert from 'node:assert/strict';
import { applyTextEdits } from '../../../../server/src/core/edit.ts';
import { planFix } from '../../../../server/src/core/fixes/planFix.ts';
import { createDocument } from '../../../../server/src/core/source.ts';
import { findingsIn } from '../../../support/analyzeText.ts';
import { memoryFiles } from '../../../support/memoryFiles.ts';

/** Rule, kind and the text of each finding about mail. */
function faultsIn(path: string, text: string): readonly string[] {
  return findingsIn(path, text)
    .filter(({ area }) => area === 'email')
    .map(({ ruleId, kind, impact, offsets }) =>
      [ruleId.replace('email/faulty-', ''), kind, impact, text.slice(offsets?.start, offsets?.end)].join(' '),
    );
}

function zone(...lines: readonly string[]): string {
  return ['$ORIGIN shop.com.', ...lines, ''].join('\n');
}

describe('records of mail that files declare', () => {
  it('are judged where they are written, across strings and escapes', () => {
    assert.deepEqual(faultsIn('a.zone', zone('@ TXT "v=spf1 inclu" "ed:_spf.google.com ~all"')), [
      'spf-record misspelt-term high inclu" "ed',
    ]);
    assert.deepEqual(
      faultsIn(
        'a.tf',
        'resource "x_record" "a" {\n  type = "TXT"\n  name = "_dmarc"\n  value = "\\"v=DMARC1; p=rejected\\""\n}',
      ),
      ['dmarc-record invalid-policy high rejected'],
    );
    assert.deepEqual(
      faultsIn('config/shop.com.yaml', '_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=rejected\n'),
      ['dmarc-record invalid-policy high rejected'],
    );
  });

  it('are mended in the file’s own way of writing', () => {
    const text =
      'resource "x_record" "a" {\n  type = "TXT"\n  name = "@"\n  value = "v=spf1 includ:_spf.google.com ~all"\n}\n';
    const [finding] = findingsIn('a.tf', text);
    const document = createDocument({ path: 'a.tf', text });
    const [fix] = finding?.fixes ?? [];
    assert.ok(fix);
    const plan = planFix(fix, document, memoryFiles({ 'a.tf': text }));
    assert.ok('edits' in plan);
    assert.equal(applyTextEdits(text, plan.edits[0]?.edits ?? []), text.replace('includ:', 'include:'));
  });

  it('have no fix where a part is written in several strings', () => {
    const [finding] = findingsIn('a.zone', zone('@ TXT "v=spf1 inclu" "d:_spf.google.com ~all"'));
    assert.deepEqual(finding?.fixes, []);
  });

  it('with parts from elsewhere are judged by what is known, and nothing is missed in them', () => {
    const record = (name: string, value: string): string =>
      `resource "x_record" "a" {\n  type = "TXT"\n  name = "${name}"\n  value = "${value}"\n}`;
    assert.deepEqual(faultsIn('a.tf', record('@', 'v=spf1 ${var.servers}')), []);
    assert.deepEqual(faultsIn('a.tf', record('@', 'v=spf1 ip4:${var.ip} ~all')), []);
    assert.deepEqual(faultsIn('a.tf', record('_dmarc', '${var.dmarc}')), []);
    assert.deepEqual(faultsIn('a.tf', record('_dmarc', 'v=DMARC1; p=${var.policy}')), []);
    assert.deepEqual(faultsIn('a.tf', record('s._domainkey', 'v=DKIM1; k=rsa; p=${var.key}')), []);
    assert.deepEqual(faultsIn('a.tf', record('@', 'v=spf1 includ:_spf.google.com ip4:${var.ip} ~all')), [
      'spf-record misspelt-term high includ',
    ]);
  });

  it('are told where there are several of one name, and no others', () => {
    const two = ['@ TXT "v=spf1 include:_spf.google.com ~all"', '@ TXT "v=spf1 include:amazonses.com ~all"'];
    assert.deepEqual(faultsIn('a.zone', zone(...two)), [
      'spf-record several-records high "v=spf1 include:amazonses.com ~all"',
    ]);
    assert.deepEqual(faultsIn('a.zone', zone(two[0] ?? '', 'mail TXT "v=spf1 -all"')), []);
    const dmarc = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@shop.com"';
    assert.deepEqual(faultsIn('a.zone', zone(dmarc, '_dmarc TXT "owner=mail team"')), []);
    assert.deepEqual(faultsIn('a.zone', zone(dmarc, '_dmarc TXT "v=DMARC; p=none"')), [
      'dmarc-record passed-over medium "v=DMARC; p=none"',
    ]);
    const conditional = (name: string, count: string): string =>
      `resource "x_record" "${name}" {\n  count = ${count}\n  zone_id = var.zone\n  type = "TXT"\n  name = "@"\n  value = "v=spf1 -all"\n}\n`;
    assert.deepEqual(
      faultsIn('a.tf', conditional('a', 'var.mail ? 0 : 1') + conditional('b', 'var.mail ? 1 : 0')),
      [],
    );
  });

  it('are told where nobody looks for them', () => {
    assert.deepEqual(faultsIn('a.zone', zone('@ TXT "v=DMARC1; p=reject; rua=mailto:a@shop.com"')), [
      'dmarc-record misplaced-record high v=DMARC1; p=reject; rua=mailto:a@shop.com',
    ]);
    assert.deepEqual(faultsIn('a.zone', zone('other.com._report._dmarc TXT "v=DMARC1;"')), []);
    assert.deepEqual(
      faultsIn('a.zone', zone('_dmarc_policy TXT "v=DMARC1; p=reject; rua=mailto:a@shop.com"')),
      [],
    );
    assert.deepEqual(
      faultsIn(
        'a.tf',
        'resource "x_record" "a" {\n  type = "TXT"\n  name = local.dmarc\n  value = "v=DMARC1; p=reject; rua=mailto:a@shop.com"\n}',
      ),
      [],
    );
    assert.deepEqual(faultsIn('a.zone', zone('@ SPF "v=spf1 -all"')), [
      'spf-record obsolete-type high v=spf1 -all',
    ]);
    assert.deepEqual(faultsIn('a.zone', zone('@ SPF "v=spf1 -all"', '@ TXT "v=spf1 -all"')), []);
  });

  it('that say that nothing is signed are no mistake', () => {
    assert.deepEqual(faultsIn('a.zone', zone('*._domainkey TXT "v=DKIM1; p="')), []);
    assert.deepEqual(faultsIn('a.zone', zone('_adsp._domainkey TXT "dkim=all"')), []);
  });

  it('weigh little in examples, and nothing in tests', () => {
    const text = zone('@ TXT "v=spf1 includ:_spf.google.com ~all"');
    assert.deepEqual(faultsIn('examples/a.zone', text), ['spf-record misspelt-term low includ']);
    assert.deepEqual(faultsIn('test/fixtures/a.zone', text), []);
    assert.deepEqual(faultsIn('zones/shop.example.zone', text), ['spf-record misspelt-term high includ']);
  });

  it('are none in other texts', () => {
    assert.deepEqual(faultsIn('docs/dns.txt', 'Publish v=spf1 includ:_spf.google.com ~all\n'), []);
    assert.deepEqual(
      faultsIn('src/a.ts', 'const record = { type: "TXT", value: "v=spf1 includ:a.com ~all" };\n'),
      [],
    );
  });

  it('of a zone that ends in .db are read, and databases are not', () => {
    const text = zone('@ TXT "v=spf1 includ:_spf.google.com ~all"');
    assert.equal(faultsIn('dns/shop.com.db', text).length, 1);
    assert.deepEqual(faultsIn('data/app.db', text), []);
  });
});
