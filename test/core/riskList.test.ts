import { strict as assert } from 'node:assert';
import { riskList, type Risk, type RiskList } from '../../server/src/core/riskList.ts';
import { adviceOf } from '../../server/src/core/risks/advice.ts';
import { PHASES, PHASE_TEXTS } from '../../server/src/core/risks/fixOrder.ts';
import { ruleInfoOf } from '../../server/src/core/rules/registry.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { findingWith } from '../support/findings.ts';

const list = (...findings: readonly Finding[]): RiskList => riskList(findings, ruleInfoOf);
const at = (line: number) => ({ range: { start: { line, column: 1 }, end: { line, column: 2 } } });
const missing = (kind: string, file: string, impact: Finding['impact'] = 'high') =>
  findingWith({
    ruleId: 'env/missing-in-environment',
    impact,
    kind,
    file,
    message: `${kind} is missing here. Add it to this file.`,
  });
const idsOf = (risks: readonly Risk[]): readonly string[] => risks.map(({ ruleId }) => ruleId);

describe('the risk list', () => {
  it('has blockers and high impact to be fixed, and the rest to wait', () => {
    const { mustFix, canWait } = list(
      findingWith({ ruleId: 'cors/every-origin', impact: 'low' }),
      findingWith({ ruleId: 'env/no-validation', impact: 'medium' }),
      findingWith({ ruleId: 'secrets/provider-token', impact: 'blocker' }),
      findingWith({ ruleId: 'cors/lost-header', impact: 'high' }),
    );
    assert.deepEqual(idsOf(mustFix), ['secrets/provider-token', 'cors/lost-header']);
    assert.deepEqual(idsOf(canWait), ['env/no-validation', 'cors/every-origin']);
  });

  it('makes one cause of a secret in many places', () => {
    const { mustFix } = list(
      findingWith({ valueId: 'a', file: 'b.ts' }),
      findingWith({ valueId: 'a', file: 'a.ts' }),
      findingWith({ valueId: 'b', file: 'c.ts' }),
    );
    assert.deepEqual(
      mustFix.map(({ causes, places }) => [
        places,
        causes.map((cause) => cause.places.map(({ file }) => file)),
      ]),
      [[3, [['a.ts', 'b.ts'], ['c.ts']]]],
    );
  });

  it('makes one cause of a variable that three environments lack', () => {
    const { mustFix } = list(
      missing('PAY_KEY', '.env.production'),
      missing('PAY_KEY', 'fly.toml'),
      missing('PAY_KEY', 'render.yaml'),
      missing('MAIL_KEY', '.env.production'),
    );
    assert.deepEqual(
      mustFix[0]?.causes.map(({ name, places }) => [name, places.map(({ file }) => file)]),
      [
        ['PAY_KEY', ['.env.production', 'fly.toml', 'render.yaml']],
        ['MAIL_KEY', ['.env.production']],
      ],
    );
  });

  it('makes one cause of what a rule says in the same words about many files', () => {
    const { canWait } = list(
      ...Array.from({ length: 40 }, (_, line) =>
        findingWith({ ruleId: 'cors/every-origin', impact: 'low', file: `src/${line}.ts` }),
      ),
    );
    assert.deepEqual(
      canWait.map(({ causes, places }) => [causes.length, places]),
      [[1, 40]],
    );
  });

  it('puts the worst first, and of those what is done soonest', () => {
    const quick = { kind: 'edit', title: 'Write it', edits: [] } as const;
    const { mustFix } = list(
      findingWith({ ruleId: 'migrations/renamed-table', impact: 'high' }),
      findingWith({ ruleId: 'migrations/blocking-index', impact: 'high' }),
      findingWith({ ruleId: 'cors/null-origin', impact: 'high' }),
      findingWith({ ruleId: 'cors/missing-vary-origin', impact: 'high', fixes: [quick] }),
      findingWith({ ruleId: 'migrations/table-without-rls', impact: 'blocker' }),
    );
    assert.deepEqual(
      mustFix.map(({ ruleId, estimate }) => `${ruleId}: ${estimate.effort}`),
      [
        'migrations/table-without-rls: an hour',
        'cors/missing-vary-origin: one click',
        'cors/null-origin: minutes',
        'migrations/blocking-index: an hour',
        'migrations/renamed-table: plan it',
      ],
    );
  });

  it('says on what an estimate is based, and takes many places for more work', () => {
    const many = Array.from({ length: 11 }, (_, line) =>
      findingWith({ ruleId: 'cors/null-origin', impact: 'high', file: `${line}.ts` }),
    );
    assert.deepEqual(list(...many).mustFix[0]?.estimate, {
      effort: 'an hour',
      because: 'one header or option, and one request to try it, at 11 places',
    });
    const declare = {
      kind: 'declare-variable',
      title: 'Add PAY_KEY',
      variable: 'PAY_KEY',
      file: '.env.example',
    } as const;
    // A name in a template is not yet a value where the product runs.
    assert.equal(
      list({ ...missing('PAY_KEY', 'a.ts'), fixes: [declare] }).mustFix[0]?.estimate.effort,
      'minutes',
    );
  });

  it('rotates before it removes, and sets variables before the code that reads them', () => {
    const { steps } = list(
      findingWith({ ruleId: 'migrations/dropped-column', impact: 'high' }),
      findingWith({ ruleId: 'cors/null-origin', impact: 'high' }),
      findingWith({ ruleId: 'migrations/blocking-index', impact: 'high' }),
      missing('PAY_KEY', '.env.production'),
      findingWith({ ruleId: 'secrets/provider-token', impact: 'blocker' }),
      findingWith({ ruleId: 'secrets/secret-in-image', impact: 'high' }),
      findingWith({ ruleId: 'env/unused-variable', impact: 'low' }),
      findingWith({ ruleId: 'secrets/fallback-secret', impact: 'low' }),
    );
    assert.deepEqual(
      steps.map(({ number, phase, risk }) => `${number} ${phase}: ${risk.ruleId}`),
      [
        '1 rotate: secrets/provider-token',
        '2 set: env/missing-in-environment',
        '3 migrate: migrations/blocking-index',
        '4 change: secrets/provider-token',
        '5 change: cors/null-origin',
        '6 build: secrets/secret-in-image',
        '7 retire: migrations/dropped-column',
        '8 set: secrets/fallback-secret',
        '9 change: secrets/fallback-secret',
        '10 tidy: env/unused-variable',
      ],
    );
    assert.deepEqual(steps[0]?.risk.steps, [1, 4]);
  });

  it('rotates nothing for a secret of tests', () => {
    const { steps } = list(findingWith({ impact: 'low', file: 'test/pay.test.ts' }));
    assert.deepEqual(
      steps.map(({ phase }) => phase),
      ['change'],
    );
  });

  it('has a reason for every phase', () => {
    for (const phase of PHASES) assert.match(PHASE_TEXTS[phase].why, /^[A-Z].*\.$/);
  });

  it('keeps what is put off and accepted apart, the earliest date first', () => {
    const reason = 'the provider is on holiday';
    const { mustFix, putOff, accepted } = list(
      findingWith({ suppressed: { by: 'config', owner: 'Bo', until: '2027-02-01', reason } }),
      findingWith({ suppressed: { by: 'config', owner: 'Ana', until: '2027-01-01', reason } }),
      findingWith({ suppressed: { by: 'comment', reason } }),
      findingWith({ suppressed: { by: 'baseline', reason } }),
    );
    assert.deepEqual(mustFix, []);
    assert.deepEqual(
      putOff.map(({ suppressed }) => suppressed?.owner),
      ['Ana', 'Bo'],
    );
    assert.equal(accepted, 2);
  });

  it('has no step for migrations that have run', () => {
    const { steps, canWait, lessons } = list(
      findingWith({ ruleId: 'migrations/dropped-table', impact: 'low', past: true }),
    );
    assert.deepEqual([steps, canWait], [[], []]);
    assert.deepEqual(idsOf(lessons), ['migrations/dropped-table']);
  });

  it('says who put off what is back', () => {
    const overdue = { owner: 'Ana', until: '2026-01-01', reason: 'after the fair' };
    assert.deepEqual(list(findingWith({ overdue })).mustFix[0]?.causes[0]?.overdue, overdue);
  });

  it('is the same whatever order the findings come in', () => {
    const findings = [
      findingWith({ ...at(9), file: 'b.ts' }),
      findingWith({ ...at(1), file: 'a.ts', message: 'Another. Rotate it.' }),
      missing('PAY_KEY', 'fly.toml'),
      missing('PAY_KEY', '.env.production'),
      findingWith({ ruleId: 'cors/every-origin', impact: 'low' }),
    ];
    assert.deepEqual(list(...findings), list(...findings.toReversed()));
  });

  it('knows a rule of another version by its id', () => {
    const [risk] = list(findingWith({ ruleId: 'future/rule' })).mustFix;
    assert.deepEqual([risk?.title, risk?.why, risk?.estimate.effort], ['future/rule', '', 'an hour']);
  });
});

describe('the advice in a message', () => {
  const cases: readonly (readonly [message: string, what: string, fix: string])[] = [
    ['It leaks. Rotate it at Stripe.', 'It leaks.', 'Rotate it at Stripe.'],
    [
      'It leaks. Who has it can pay. Change it. It stays in git.',
      'It leaks. Who has it can pay.',
      'Change it. It stays in git.',
    ],
    [
      'It is slow: nothing helps. If it can grow, add an index.',
      'It is slow: nothing helps.',
      'If it can grow, add an index.',
    ],
    ['Rotate it.', 'Rotate it.', ''],
    ['Node 20.19 reads e.g. Set and Map.', 'Node 20.19 reads e.g. Set and Map.', ''],
    ['The table Setting is locked. Settings stay.', 'The table Setting is locked. Settings stay.', ''],
  ];
  for (const [message, what, fix] of cases)
    it(`is found in “${message}”`, () => assert.deepEqual(adviceOf(message), { what, fix }));
});
