import { strict as assert } from 'node:assert';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { planDeclareVariable } from '../../server/src/core/fixes/declareVariable.ts';
import { parseDotenv } from '../../server/src/core/parsers/dotenv.ts';
import { memoryFiles } from '../support/memoryFiles.ts';

describe('declaring a variable in an env file', () => {
  it('puts it behind its kin', () => {
    assert.equal(
      declared('STRIPE_PRICE_ID', 'APP_URL=x\nSTRIPE_SECRET_KEY=y\n\n# Mail\nRESEND_API_KEY=z\n'),
      'APP_URL=x\nSTRIPE_SECRET_KEY=y\nSTRIPE_PRICE_ID=\n\n# Mail\nRESEND_API_KEY=z\n',
    );
  });

  it('takes the kin with most words in common', () => {
    assert.equal(
      declared('NEXT_PUBLIC_STRIPE_KEY', 'NEXT_PUBLIC_STRIPE_ID=1\nNEXT_PUBLIC_APP=2\nNEXT_RUNTIME=3\n'),
      'NEXT_PUBLIC_STRIPE_ID=1\nNEXT_PUBLIC_STRIPE_KEY=\nNEXT_PUBLIC_APP=2\nNEXT_RUNTIME=3\n',
    );
  });

  it('goes to the end where its kin stands in several places', () => {
    const text = '# Mail\nAPP_MAIL=1\nSMTP_URL=2\n\n# Look\nAPP_COLOUR=3\n';
    assert.equal(declared('APP_KEY', text), `${text}\nAPP_KEY=\n`);
  });

  it('adds one name after the other in one part', () => {
    const text = '# Mail\nSMTP_URL=2\n\n# Look\nCOLOUR=\n';
    const once = declared('SENTRY_DSN', text);
    assert.equal(once, `${text}\nSENTRY_DSN=\n`);
    assert.equal(declared('OPENAI_KEY', once), `${text}\nSENTRY_DSN=\nOPENAI_KEY=\n`);
  });

  it('keeps a sorted file sorted', () => {
    assert.equal(declared('BETA', 'ALPHA=1\nGAMMA=2\nZETA=3\n'), 'ALPHA=1\nBETA=\nGAMMA=2\nZETA=3\n');
    assert.equal(declared('AAA', 'ALPHA=1\nGAMMA=2\nZETA=3\n'), 'AAA=\nALPHA=1\nGAMMA=2\nZETA=3\n');
    assert.equal(declared('ZZ', 'ALPHA=1\nGAMMA=2\nZETA=3\n'), 'ALPHA=1\nGAMMA=2\nZETA=3\nZZ=\n');
  });

  it('stays below the heading of a sorted part', () => {
    assert.equal(
      declared('DB_AGE', '# Database\nDB_HOST=1\nDB_PORT=2\nDB_USER=3\n'),
      '# Database\nDB_AGE=\nDB_HOST=1\nDB_PORT=2\nDB_USER=3\n',
    );
  });

  it('leaves comments with the entries that they explain', () => {
    assert.equal(
      declared('DB_AGE', '# where\nDB_HOST=1\n# which\nDB_PORT=2\n# who\nDB_USER=3\n'),
      'DB_AGE=\n# where\nDB_HOST=1\n# which\nDB_PORT=2\n# who\nDB_USER=3\n',
    );
  });

  it('starts a part of its own in a file of several', () => {
    assert.equal(declared('SENTRY_DSN', 'A=1\n\n# Mail\nB=2\n'), 'A=1\n\n# Mail\nB=2\n\nSENTRY_DSN=\n');
    assert.equal(declared('SENTRY_DSN', 'B=1\nA=2\n'), 'B=1\nA=2\nSENTRY_DSN=\n');
  });

  it('keeps line breaks, a missing one at the end, and a byte order mark', () => {
    assert.equal(declared('B', 'A=1\r\n\r\nC=2\r\n'), 'A=1\r\n\r\nC=2\r\n\r\nB=\r\n');
    assert.equal(declared('B', 'C=1\nA=2'), 'C=1\nA=2\nB=');
    assert.equal(declared('C_B', 'C_A=1'), 'C_A=1\nC_B=');
    assert.equal(declared('B', ''), 'B=\n');
    assert.equal(declared('B', '\uFEFF'), '\uFEFFB=\n');
    assert.equal(declared('B', '# only a comment\n'), '# only a comment\nB=\n');
  });

  it('does not put a name into a value of several lines', () => {
    const text = 'KEY_A="one\nKEY_C=two\n"\nOTHER=1\n';
    assert.equal(declared('KEY_B', text), 'KEY_A="one\nKEY_C=two\n"\nKEY_B=\nOTHER=1\n');
  });

  it('writes export where the file does', () => {
    assert.equal(declared('B', 'export C=1\nexport A=2\n', '.envrc'), 'export C=1\nexport A=2\nexport B=\n');
    assert.equal(declared('B', '', '.envrc'), 'export B=\n');
  });

  it('says where the value comes from in a template that explains its names', () => {
    const text = '# The address\nAPP_URL=\n# Mail\nSMTP_URL=\n';
    assert.equal(
      declared('STRIPE_SECRET_KEY', text, '.env.example'),
      `${text}# Stripe: live secret key. https://dashboard.stripe.com/apikeys\nSTRIPE_SECRET_KEY=\n`,
    );
    assert.equal(declared('SOMETHING', text, '.env.example'), `${text}SOMETHING=\n`);
    assert.equal(declared('STRIPE_SECRET_KEY', text, '.env'), `${text}STRIPE_SECRET_KEY=\n`);
  });

  it('creates a file with a heading, a real one for its owner alone', () => {
    const real = planDeclareVariable(fix('A', '.env.production'), memoryFiles({}));
    assert.ok(!('refused' in real));
    assert.deepEqual(real.edits, [
      {
        path: '.env.production',
        create: { mode: 0o600 },
        edits: [
          {
            range: { start: 0, end: 0 },
            newText: '# Values for this environment alone. Keep this file out of git.\nA=\n',
          },
        ],
      },
    ]);
    assert.deepEqual(real.notes, [
      'Write the value of A into .env.production.',
      'Git does not ignore .env.production: keep secrets out of it.',
    ]);
    const template = planDeclareVariable(fix('A', 'web/.env.example'), memoryFiles({}));
    assert.ok(!('refused' in template));
    assert.deepEqual(template.edits[0]?.create, {});
    assert.equal(
      template.edits[0]?.edits[0]?.newText,
      '# What the product reads from its environment. Copy this file to .env and fill it in there.\nA=\n',
    );
    assert.deepEqual(template.notes, []);
  });

  it('refuses a name that is there, and what is no name', () => {
    assert.deepEqual(planDeclareVariable(fix('A', '.env'), memoryFiles({ '.env': 'A=1\n' })), {
      refused: 'A is in .env already.',
    });
    for (const name of ['A\nB=1', 'A B', '', '1A', 'A=1'])
      assert.ok('refused' in planDeclareVariable(fix(name, '.env'), memoryFiles({ '.env': '' })), name);
  });

  it('changes nothing else, whatever the file looks like', () => {
    const parts = [
      'A=1',
      'B_A="x y"',
      '# note',
      '',
      'export C=3',
      "D='a\nb'",
      'E',
      '=x',
      'F: 1',
      'G="open',
      'H=a#b',
      '  I = 2  # c',
    ];
    const random = numbers(7);
    for (let round = 0; round < 2_000; round++) {
      const lines = Array.from({ length: random(9) }, () => parts[random(parts.length)] ?? '');
      const lineBreak = random(3) === 0 ? '\r\n' : '\n';
      const text = lines.join(lineBreak) + (random(2) === 0 ? lineBreak : '');
      const name = ['B_B', 'NEW', 'A_A'][random(3)] ?? '';
      const plan = planDeclareVariable(fix(name, '.env'), memoryFiles({ '.env': text }));
      if ('refused' in plan) continue;
      const [edit] = plan.edits[0]?.edits ?? [];
      assert.equal(edit?.range.start, edit?.range.end);
      const after = applyTextEdits(text, edit ? [edit] : []);
      assert.equal(after.length, text.length + (edit?.newText.length ?? 0));
      assert.deepEqual(
        entriesOf(after).filter(([key]) => key !== name),
        entriesOf(text),
        JSON.stringify(text),
      );
      assert.deepEqual(
        entriesOf(after).filter(([key]) => key === name),
        [[name, '']],
        JSON.stringify(text),
      );
      if (lineBreak === '\r\n' && text.includes('\r\n')) assert.doesNotMatch(edit?.newText ?? '', /[^\r]\n/);
    }
  });

  it('takes time in proportion to the file', () => {
    const files = [
      'A=1\n'.repeat(60_000),
      '# x\n'.repeat(200_000),
      `A="${'x\n'.repeat(300_000)}`,
      'A_'.repeat(400_000),
    ];
    for (const text of files) planDeclareVariable(fix('A_B', '.env'), memoryFiles({ '.env': text }));
  });
});

function fix(variable: string, file: string) {
  return { kind: 'declare-variable' as const, title: `Add ${variable}`, variable, file };
}

function declared(variable: string, text: string, file = '.env'): string {
  const plan = planDeclareVariable(fix(variable, file), memoryFiles({ [file]: text }));
  assert.ok(!('refused' in plan), JSON.stringify(plan));
  return applyTextEdits(text, plan.edits[0]?.edits ?? []);
}

function entriesOf(text: string): readonly (readonly [string, string])[] {
  return parseDotenv(text).entries.map(({ name, value }) => [name, text.slice(value.start, value.end)]);
}

/** Whole numbers below a limit, the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}
