import { strict as assert } from 'node:assert';
import { envFileRoleOf } from '../../../server/src/core/env/envFileRole.ts';
import { findingsOf, linesOf } from './findingsOf.ts';

describe('env files in a folder for each environment', () => {
  it('are known by the folder', () => {
    const role = { local: false, template: false };
    assert.deepEqual(envFileRoleOf('.envs/.production/.django'), { ...role, environment: 'production' });
    assert.deepEqual(envFileRoleOf('a/.envs/.local/.postgres'), { ...role, environment: 'development' });
    assert.deepEqual(envFileRoleOf('.envs/.example/.django'), {
      ...role,
      environment: 'any',
      template: true,
    });
    assert.deepEqual(envFileRoleOf('env-example-relational'), {
      ...role,
      environment: 'relational',
      template: true,
    });
    assert.deepEqual(envFileRoleOf('.envs/.web'), { ...role, environment: 'any' });
    assert.deepEqual(envFileRoleOf('.envs/.production'), { ...role, environment: 'production' });
    assert.deepEqual(envFileRoleOf('.envs/.web_example'), { ...role, environment: 'any', template: true });
    assert.equal(envFileRoleOf('.envs/.gitignore'), undefined);
    assert.equal(envFileRoleOf('.envs/readme.md'), undefined);
    assert.equal(envFileRoleOf('.envs/.production/readme.md'), undefined);
  });

  it('declare what the code needs', () => {
    const files = {
      'pyproject.toml': '[project]\nname = "tidepool"\ndependencies = ["django"]\n',
      'config/settings.py': "import os\nA = os.environ['ADMIN_URL']\nB = os.environ['MAIL_KEY']\n",
      '.envs/.production/.django': 'ADMIN_URL=admin/\n',
    };
    assert.deepEqual(linesOf('env/missing-variable', files), ['high MAIL_KEY config/settings.py']);
  });

  it('of developers say nothing of what production alone reads', () => {
    const files = {
      'pyproject.toml': '[project]\nname = "tidepool"\ndependencies = ["django"]\n',
      'config/settings/base.py': "import os\nB = os.environ['MAIL_KEY']\n",
      'config/settings/production.py': "import os\nA = os.environ['ADMIN_URL']\n",
      '.envs/.local/.django': 'A_URL=admin/\n',
    };
    const mail = 'high MAIL_KEY config/settings/base.py';
    assert.deepEqual(linesOf('env/missing-variable', files), [
      mail,
      'low ADMIN_URL config/settings/production.py',
    ]);
    const both = { ...files, '.envs/.production/.django': 'B_URL=admin/\n' };
    assert.deepEqual(linesOf('env/missing-variable', both), [
      mail,
      'high ADMIN_URL config/settings/production.py',
    ]);
    assert.equal(
      findingsOf('env/missing-variable', files)[0]?.fixes[0]?.title,
      'Add MAIL_KEY to .env.example',
    );
  });
});
