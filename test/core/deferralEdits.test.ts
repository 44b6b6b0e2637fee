import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseConfig } from '../../server/src/core/config.ts';
import { addDeferral, removeDeferrals, type NewDeferral } from '../../server/src/core/deferralEdits.ts';

const OWN: NewDeferral = {
  finding: '0123456789abcdef',
  owner: 'Ann',
  until: '2027-01-31',
  reason: 'The supplier answers in January',
  note: 'secrets/provider-token in src/pay.ts',
};
const OF_RULE: NewDeferral = {
  rule: 'cors/*',
  owner: 'Bob',
  until: '2027-02-01',
  reason: 'no visitors before',
};

const OWN_LINES = `  - finding: 0123456789abcdef # secrets/provider-token in src/pay.ts
    owner: Ann
    until: 2027-01-31
    reason: The supplier answers in January
`;
const RULE_LINES = `  - rule: cors/*
    owner: Bob
    until: 2027-02-01
    reason: no visitors before
`;

describe('an entry in the section deferred', () => {
  it('makes the section where there is none, and keeps everything else to the byte', () => {
    assert.equal(addDeferral('', [OWN, OF_RULE]), `deferred:\n${OWN_LINES}${RULE_LINES}`);
    assert.equal(addDeferral('# ours\n', [OWN]), `# ours\ndeferred:\n${OWN_LINES}`);
    const text = '# ours\nrules: # weights\n  "secrets/private-key":   low # why\n\n# the end\n';
    assert.equal(
      addDeferral(text, [OF_RULE]),
      `# ours\nrules: # weights\n  "secrets/private-key":   low # why\ndeferred:\n${RULE_LINES}\n# the end\n`,
    );
  });

  it('comes last in a section that there is, in the way that it is written', () => {
    const text = [
      'deferred: # who owes what',
      '- rule: tls/*',
      '  owner: Cy',
      '  until: 2027-03-01',
      '  reason: >-',
      '    first we',
      '    move # not a comment',
      '',
      '# after',
      'ignore: []',
      '',
    ].join('\r\n');
    const indented = RULE_LINES.replaceAll(/^ {2}/gm, '').replaceAll('\n', '\r\n');
    assert.equal(
      addDeferral(text, [OF_RULE]),
      text.replace('not a comment\r\n', `not a comment\r\n${indented}`),
    );
  });

  it('goes into lists in brackets as well', () => {
    const one = '{rule: tls/*, owner: Cy, until: 2027-03-01, reason: moving}';
    const other = '{ rule: "cors/*", owner: "Bob", until: "2027-02-01", reason: "no visitors before" }';
    assert.equal(addDeferral(`deferred: [${one}]\n`, [OF_RULE]), `deferred: [${one}, ${other}]\n`);
    assert.equal(addDeferral('{rules: {a/b: low}}', [OF_RULE]), `{rules: {a/b: low}, deferred: [${other}]}`);
    for (const empty of ['deferred: []\n', 'deferred:\n', 'deferred: ~\n', 'deferred:'])
      assert.equal(addDeferral(empty, [OF_RULE]), `deferred:\n${RULE_LINES}`);
  });

  it('takes the place of the one that is there for the same finding', () => {
    const text = `# top\ndeferred:\n  # of Ann\n${OWN_LINES}${RULE_LINES}  # end\n`;
    const later = { ...OWN, until: '2027-03-31', reason: 'They asked for more time' };
    assert.equal(
      addDeferral(text, [later]),
      text
        .replace('2027-01-31', '2027-03-31')
        .replace('The supplier answers in January', 'They asked for more time'),
    );
  });

  it('means what was typed, whatever was typed', () => {
    for (const odd of [
      'yes',
      '#1',
      'a: b # c',
      '- x',
      '"quoted"',
      '*all',
      '2027',
      'null',
      "it's",
      'ünï 🚀',
      '%',
    ])
      for (const text of ['', '{}']) {
        const wanted = { ...OF_RULE, owner: odd, reason: `${odd}, you see` };
        const made = addDeferral(text, [wanted]);
        assert.ok(typeof made === 'string', JSON.stringify(made));
        assert.deepEqual(parseConfig(made).config.deferred, [wanted]);
      }
    const made = addDeferral('', [{ ...OWN, reason: 'two\nlines\u2028\u0007', note: 'a\nrules: {}' }]);
    assert.equal(
      made,
      `deferred:\n${OWN_LINES}`
        .replace('The supplier answers in January', 'two lines')
        .replace('secrets/provider-token in src/pay.ts', 'a rules: {}'),
    );
    const digits = addDeferral('', [{ ...OWN, finding: '1234567812345678' }]);
    assert.ok(typeof digits === 'string' && digits.includes('finding: "1234567812345678" #'));
  });

  it('is not written into a file that has a mistake, nor where it would be wrong itself', () => {
    assert.deepEqual(addDeferral('rules:\n  secrets/x: low\nbad: 1\n', [OWN]), {
      refused:
        'launch-ready.yaml has a mistake in line 3: Unknown setting: there may be rules, ignore, deferred, domains, email, monitoring, smoke, load, review here. Mend it first, then try again.',
    });
    assert.deepEqual(addDeferral('', [{ ...OWN, until: 'soon' }]), {
      refused: 'deferred.0.until: Write the date as YYYY-MM-DD.',
    });
    assert.deepEqual(addDeferral('', [{ ...OWN, reason: ' ' }]), {
      refused: 'deferred.0.reason: Write a reason that your team will understand in a year.',
    });
  });
});

describe('taking entries out of the section deferred', () => {
  const text = `# top\ndeferred: # list\n  # of Ann\n${OWN_LINES}\n${RULE_LINES}  # end\nignore: []\n`;

  it('leaves the others and all comments that have a line of their own', () => {
    assert.equal(removeDeferrals(text, [0]), text.replace(OWN_LINES, ''));
    assert.equal(removeDeferrals(text, [1]), text.replace(RULE_LINES, ''));
  });

  it('leaves an empty list', () => {
    assert.equal(
      removeDeferrals(text, [0, 1]),
      '# top\ndeferred: [] # list\n  # of Ann\n\n  # end\nignore: []\n',
    );
  });

  it('works in brackets, and refuses where a comment would be lost', () => {
    const list = [OWN, OF_RULE].map((entry) => JSON.stringify({ ...entry, note: undefined }));
    const flow = `deferred: [${list.join(',\n  ')}]\n`;
    assert.equal(removeDeferrals(flow, [0]), `deferred: [${list[1]}]\n`);
    assert.deepEqual(removeDeferrals(flow.replace('},', '}, # mine'), [0]), {
      refused:
        'The section “deferred” of launch-ready.yaml is written in a way that can’t be changed from here: add or take out the entry by hand.',
    });
  });
});
