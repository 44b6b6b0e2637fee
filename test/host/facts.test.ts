import { strict as assert } from 'node:assert';
import { collectFacts } from '../../server/src/host/facts.ts';

describe('the env files of this machine', () => {
  it('are those beside packages, compose files and env files, that the listing lacks', () => {
    const paths = [
      'api/pyproject.toml',
      'docs/readme.md',
      'stack/compose.yaml',
      'tools/.env.example',
      'web/package.json',
      'web/.env',
    ];
    const names = ['.env', '.env.local', 'notes.txt', '.env.bak'];
    const { ignoredEnv } = collectFacts(paths, {
      tracked: undefined,
      read: () => undefined,
      namesIn: () => names,
    });
    assert.deepEqual(ignoredEnv, [
      '.env',
      '.env.local',
      'api/.env',
      'api/.env.local',
      'stack/.env',
      'stack/.env.local',
      'tools/.env',
      'tools/.env.local',
      'web/.env.local',
    ]);
  });
});
