import { strict as assert } from 'node:assert';
import booleanFromText from '../../server/src/core/rules/env/boolean-from-text.ts';
import computedPublicName from '../../server/src/core/rules/env/computed-public-name.ts';
import scriptReader from '../../server/src/core/env/readers/script.ts';
import type { Context, Rule } from '../../server/src/core/rule.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

describe('a secret that is not set', () => {
  const judged = (files: Readonly<Record<string, string>>): string[] =>
    judgeFiles(files)
      .filter(({ ruleId }) => ruleId === 'env/unset-secret-passes')
      .map(({ kind, impact }) => `${kind} ${impact}`);
  const found = (text: string): string[] => judged({ 'src/api/hook.ts': text });

  it('passes where a request may leave its side out', () => {
    assert.deepEqual(found("if (req.headers['x-token'] !== process.env.HOOK_TOKEN) return deny();"), [
      'HOOK_TOKEN high',
    ]);
    assert.deepEqual(
      found('const { token } = await req.json(); if (token === process.env.HOOK_TOKEN) allow();'),
      ['HOOK_TOKEN high'],
    );
    assert.deepEqual(found("if (req.headers.get('x') != process.env.HOOK_TOKEN) return deny();"), [
      'HOOK_TOKEN high',
    ]);
  });

  it('passes where the word "undefined" is as good as the secret', () => {
    assert.deepEqual(
      found('const expected = `Bearer ${process.env.CRON_SECRET}`; if (header !== expected) return deny();'),
      ['CRON_SECRET high'],
    );
  });

  it('lets everybody in where it is compared only if it is set', () => {
    const said = 'const key = process.env.CRON_SECRET; if (key && header !== `Bearer ${key}`) return deny();';
    assert.deepEqual(found(said), ['CRON_SECRET medium']);
    assert.match(
      judgeFiles({ 'src/api/hook.ts': said }).find(({ ruleId }) => ruleId === 'env/unset-secret-passes')
        ?.message ?? '',
      /^If CRON_SECRET is not set, this check is skipped and everybody is let in\./,
    );
  });

  it('does not pass where only who has it is let in, or the program compares with what it kept', () => {
    const key = 'const key = process.env.CRON_SECRET ?? ""; ';
    for (const text of [
      'if (process.env.CRON_SECRET && req.query.key === process.env.CRON_SECRET) allow();',
      'const key = process.env.CRON_SECRET; if (key && header === `Bearer ${key}`) allow();',
      "const ours = !!(key && req.headers['x-key'] === key); use(ours);",
      'const id = `a:${process.env.CRON_SECRET}`; if (kept && kept.id === id) return kept.token;',
    ])
      assert.deepEqual(found(text.includes('ours') ? key + text : text), [], text);
    assert.deepEqual(
      found('const id = `a:${process.env.CRON_SECRET}`; if (kept && kept.key === id) return kept.token;'),
      ['CRON_SECRET high'],
    );
  });

  it('lets everybody in where that it is not set is enough', () => {
    for (const text of [
      'if (!process.env.CRON_SECRET || req.query.key === process.env.CRON_SECRET) allow();',
      'const key = process.env.CRON_SECRET; const ok = !key || header === `Bearer ${key}`; use(ok);',
    ])
      assert.deepEqual(found(text), ['CRON_SECRET medium'], text);
    for (const text of [
      'if (!process.env.CRON_SECRET || req.query.key !== process.env.CRON_SECRET) return deny();',
      'const key = process.env.CRON_SECRET; if (!key) return deny(); if (req.query.key === key) allow();',
      'const key = process.env.CRON_SECRET; const a = [!key || b, req.query.key === key];',
      'const key = process.env.CRON_SECRET; if (!key && a || req.query.key === key) allow();',
      'const key = process.env.CRON_SECRET; if (!key || a && req.query.key === key) allow();',
    ])
      assert.deepEqual(found(text), [], text);
  });

  it('does not pass where null is compared, the other side is looked at, or the program stops', () => {
    assert.deepEqual(found("if (req.headers.get('x') !== process.env.HOOK_TOKEN) return deny();"), []);
    assert.deepEqual(
      found('const token = req.query.token; if (!token || token !== process.env.HOOK_TOKEN) return deny();'),
      [],
    );
    assert.deepEqual(
      found('assert(process.env.HOOK_TOKEN); if (req.query.a !== process.env.HOOK_TOKEN) return deny();'),
      [],
    );
    assert.deepEqual(
      found(
        "if (!h.startsWith('Bearer ')) return deny(); if (h.split(' ')[1] !== process.env.HOOK_TOKEN) return deny();",
      ),
      [],
    );
  });

  it('is no question of access where two settings are compared with each other', () => {
    const both = 'process.env.HOOK_TOKEN && process.env.AUTH_SECRET && process.env.HOOK_TOKEN';
    assert.deepEqual(found(`if (${both} === process.env.AUTH_SECRET) warn('the same');`), []);
    assert.deepEqual(
      found('if (process.env.HOOK_TOKEN && process.env.HOOK_TOKEN !== req.query.token) return deny();'),
      ['HOOK_TOKEN medium'],
    );
  });

  it('does not pass where a schema or a function stops the start without it, in another file', () => {
    const hook = "if (req.headers['x-token'] !== process.env.HOOK_TOKEN) return deny();";
    const schema = (type: string): Readonly<Record<string, string>> => ({
      'package.json': '{ "name": "shop", "dependencies": { "zod": "4.0.0" } }',
      'src/api/hook.ts': hook,
      'src/env.ts': `import { z } from 'zod';\nexport const env = z.object({ HOOK_TOKEN: ${type} }).parse(process.env);\n`,
    });
    assert.deepEqual(judged(schema('z.string().min(1)')), []);
    assert.deepEqual(judged(schema('z.string().optional()')), ['HOOK_TOKEN high']);
    const called = (call: string): Readonly<Record<string, string>> => ({
      'src/api/hook.ts': hook,
      'src/config.ts': `function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(name);
  return value;
}
export const token = ${call};
`,
    });
    assert.deepEqual(judged(called("need('HOOK_TOKEN')")), []);
    assert.deepEqual(judged(called('process.env.HOOK_TOKEN!')), ['HOOK_TOKEN high']);
    const elsewhere = {
      'apps/web/package.json': '{ "name": "web" }',
      'apps/web/src/hook.ts': hook,
      'apps/other/package.json': '{ "name": "other" }',
      'apps/other/env.ts': schema('z.string()')['src/env.ts'] ?? '',
    };
    assert.deepEqual(judged(elsewhere), ['HOOK_TOKEN high']);
  });

  it('is none where the name is of something else', () => {
    assert.deepEqual(found('if (req.headers.host !== process.env.APP_HOST) return;'), []);
    assert.deepEqual(found('if (req.query.id === process.env.STRIPE_PRICE_ID) return;'), []);
    assert.deepEqual(found("if (req.headers['x-a'] !== process.env.REGION_NAME) return deny();"), []);
  });
});

describe('a text that is taken for yes or no', () => {
  const found = (text: string): string[] => judge(booleanFromText, 'src/features.ts', text);

  it('is reported by its default, or by a name that promises it', () => {
    assert.deepEqual(found('a = process.env.TELEMETRY ?? false; if (!process.env.DISABLE_JOBS) run();'), [
      'TELEMETRY medium',
      'DISABLE_JOBS low',
    ]);
  });

  it('is not reported where it is compared with a text, or is no switch', () => {
    assert.deepEqual(
      found(`
        if (process.env.ENABLE_JOBS && process.env.ENABLE_JOBS !== 'false') run();
        if (process.env.JOBS_URL) run(); if (process.env.CI) run();
        a = (process.env.TELEMETRY ?? true) === 'true'; b = process.env.USE_REGION ?? 'eu';
        if (process.env.ALLOW_LIST_URL) run();
      `),
      [],
    );
  });
});

describe('a public name', () => {
  it('is undefined in browsers by a list or a function, and not on the server', () => {
    const text = "const get = (name) => process.env[name]; get('NEXT_PUBLIC_KEY');";
    assert.deepEqual(judge(computedPublicName, 'app/a.tsx', `'use client';\n${text}`), [
      'NEXT_PUBLIC_KEY high',
    ]);
    assert.deepEqual(judge(computedPublicName, 'app/a.tsx', text), []);
  });
});

describe('an address of a variable', () => {
  it('is reported once in a package, and not in scripts or other texts', () => {
    const link = 'a = `${process.env.APP_URL}/a`; b = `${process.env.APP_URL}/b`;';
    const example = { '.env.example': 'APP_URL=\nAPP_NAME=\n' };
    const found = (path: string, text: string): readonly string[] =>
      judgeFiles({ [path]: text, 'src/other.ts': '', ...example })
        .filter(({ ruleId }) => ruleId === 'env/undefined-in-template')
        .map(({ kind, impact, related }) => `${kind} ${impact} ${related.length}`);
    assert.deepEqual(found('src/mail.ts', link), ['APP_URL low 1']);
    assert.deepEqual(found('scripts/mail.ts', link), []);
    assert.deepEqual(found('src/mail.ts', 'a = `Hello ${process.env.APP_NAME}!`;'), []);
  });
});

describe('rules about scripts', () => {
  for (const rule of [booleanFromText, computedPublicName])
    for (const piece of [
      "'use client';const {NEXT_PUBLIC_A}=process.env;",
      'if(req.query.a!==process.env.A_SECRET)',
      'a=`Bearer ${process.env.A_TOKEN}`;if(a===b)c;',
      'process.env.ENABLE_A&&',
    ])
      it(`${rule.id} takes one walk over a megabyte of ${piece}`, function () {
        this.timeout(20_000);
        const text = `${piece}\n`.repeat(1_000_000 / piece.length);
        const document = createDocument({ path: 'src/a.ts', text });
        assert.ok([...rule.check(document, CONTEXT)].length < 100_000);
        assert.ok((scriptReader.read(document)?.openChecks ?? []).length < 100_000);
      });
});

// None of these rules asks for more.
const CONTEXT = {} as Context;

function judge(rule: Rule, path: string, text: string): string[] {
  return findingsIn(path, text, { rules: [rule] }).map(({ kind, impact }) => `${kind} ${impact}`);
}
