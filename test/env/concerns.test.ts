import { strict as assert } from 'node:assert';
import { concernsOf } from '../../server/src/core/env/concerns.ts';
import { environmentsOf } from '../../server/src/core/env/loadOrder.ts';
import { envModelOf } from '../support/wholeWorkspace.ts';

const CODE = [
  'connect(process.env.DB_LINK!);',
  'sign(process.env.PAY_SECRET_KEY!);',
  'send(process.env.MAIL_FROM!);',
  "start(process.env.POOL_SIZE ?? '5');",
].join('\n');
const BASE = { 'package.json': '{ "dependencies": { "next": "16.0.0" } }', 'src/a.ts': CODE };

function concerns(files: Readonly<Record<string, string>>): readonly string[] {
  const envPackage = envModelOf({ ...BASE, ...files }).packageOf('src/a.ts');
  return concernsOf(envPackage, environmentsOf(envPackage)).map(
    ({ variable, concern }) => `${variable.name}: ${[concern.kind, ...concern.environments].join(' ')}`,
  );
}

describe('what is most wrong with a variable', () => {
  it('is that nothing declares it', () =>
    assert.deepEqual(concerns({ '.env': 'DB_LINK=x\n' }), [
      'MAIL_FROM: missing',
      'PAY_SECRET_KEY: missing',
      'DB_LINK: none',
      'POOL_SIZE: none',
    ]));

  it('is that an environment lacks it, before one that has it empty or not filled in', () =>
    assert.deepEqual(
      concerns({
        '.env.development': 'DB_LINK=x\nPAY_SECRET_KEY=\nMAIL_FROM=your-address-here\n',
        '.env.production': 'PAY_SECRET_KEY=abc\nMAIL_FROM=a@b.de\n',
      }),
      [
        'DB_LINK: missing production',
        'PAY_SECRET_KEY: empty development',
        'MAIL_FROM: placeholder development',
        'POOL_SIZE: none',
      ],
    ));

  it('is nothing in an environment that gets most of its variables from elsewhere', () =>
    assert.deepEqual(
      concerns({
        '.env': 'DB_LINK=x\nPAY_SECRET_KEY=abc\nMAIL_FROM=a@b.de\n',
        'compose.yaml': 'services:\n  db:\n    image: postgres\n    environment:\n      DB_LINK: x\n',
      }),
      ['PAY_SECRET_KEY: none', 'DB_LINK: none', 'MAIL_FROM: none', 'POOL_SIZE: none'],
    ));

  it('is nothing in an override that a compose file is joined with', () => {
    const compose = (...names: string[]) =>
      [
        'services:\n  web:\n    image: shop\n    environment:',
        ...names.map((name) => `      ${name}: abc`),
        '',
      ].join('\n');
    const files = {
      'compose.yaml': compose('DB_LINK', 'PAY_SECRET_KEY', 'MAIL_FROM'),
      'compose.override.yaml': compose('DB_LINK', 'MAIL_FROM'),
    };
    assert.ok(
      concerns(files).every((line) => line.endsWith(': none')),
      concerns(files).join(),
    );
  });

  it('is nothing where a manifest beside it has the rest', () => {
    const deployment = (...names: string[]) =>
      [
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:',
        '        - name: web\n          image: shop\n          env:',
        ...names.map((name) => `            - name: ${name}\n              value: abc`),
        '',
      ].join('\n');
    const web = deployment('DB_LINK', 'MAIL_FROM');
    assert.deepEqual(
      concerns({ 'deploy/web.yaml': web, 'deploy/keys.yaml': deployment('PAY_SECRET_KEY', 'DB_LINK') }),
      ['PAY_SECRET_KEY: none', 'DB_LINK: none', 'MAIL_FROM: none', 'POOL_SIZE: none'],
    );
    assert.equal(concerns({ 'deploy/web.yaml': web })[0], 'PAY_SECRET_KEY: missing');
  });
});
