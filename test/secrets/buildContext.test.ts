import { strict as assert } from 'node:assert';
import { parseDockerIgnore } from '../../server/src/core/dockerignore.ts';
import { NO_FACTS, type WorkspaceFacts } from '../../server/src/core/facts.ts';
import { collectFacts } from '../../server/src/host/facts.ts';
import { findingsIn } from '../support/analyzeText.ts';

const WHOLE = 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "a.js"]\n';

function found(text: string, facts: Partial<WorkspaceFacts>, path = 'Dockerfile'): readonly string[] {
  return findingsIn(path, text, { facts: { ...NO_FACTS, ...facts } })
    .filter(({ ruleId }) => ruleId === 'secrets/unignored-build-context')
    .map(({ impact, offsets }) => `${impact} ${text.slice(offsets?.start, offsets?.end)}`);
}

describe('.dockerignore', () => {
  const cases: readonly (readonly [text: string, path: string, ignored: boolean])[] = [
    ['.env', '.env', true],
    ['.env', 'apps/web/.env', false],
    ['**/.env', 'apps/web/.env', true],
    ['**/.env', '.env', true],
    ['.env*', '.env.local', true],
    ['/.env', '.env', true],
    ['./.env/', '.env', true],
    ['apps', 'apps/web/.env', true],
    ['apps/*/keys', 'apps/web/keys/a.pem', true],
    ['*', 'a/b', true],
    ['*\n!src', 'src/.env', false],
    ['*\n!src\nsrc/.env', 'src/.env', true],
    ['!.env', '.env', false],
    ['# .env', '.env', false],
    ['.env\n!.env.example', '.env.example', false],
    ['**', 'a/b', true],
    ['**/*.pem', 'a/b/c.pem', true],
    ['*.pem', 'a/c.pem', false],
    ['[a-c].key', 'b.key', true],
    ['[^a-c].key', 'b.key', false],
    ['?.key', 'ab.key', false],
    ['\\*.key', 'a.key', false],
  ];
  for (const [text, path, ignored] of cases) {
    it(`${JSON.stringify(text)} ${ignored ? 'leaves out' : 'takes along'} ${path}`, () =>
      assert.equal(parseDockerIgnore(text).ignores(path), ignored));
  }

  it('costs time in proportion to its length', () => {
    const deep = Array.from({ length: 60 }, () => '**').join('/');
    parseDockerIgnore(`${deep}/x\n`.repeat(500)).ignores('a/'.repeat(2_000));
    parseDockerIgnore(`${'*a'.repeat(10_000)}b`).ignores('a'.repeat(20_000));
  });
});

describe('whole folders copied into an image', () => {
  it('are high beside an env file or key that git does not have', () => {
    assert.deepEqual(found(WHOLE, { sensitive: ['.env'] }), ['high COPY . .']);
    assert.deepEqual(found(WHOLE, { sensitive: ['certs/a.pem'] }), ['high COPY . .']);
    assert.deepEqual(found(WHOLE.replace('COPY . .', 'ADD --chown=node ./ /app'), { sensitive: ['.env'] }), [
      'high ADD --chown=node ./ /app',
    ]);
    assert.deepEqual(found(WHOLE.replace('COPY . .', 'COPY [".", "/app"]'), { sensitive: ['.env'] }), [
      'high COPY [".", "/app"]',
    ]);
  });

  it('are fine where the ignore file covers it, or git has the file anyway', () => {
    assert.deepEqual(found(WHOLE, { sensitive: ['.env'], dockerignores: { '.dockerignore': '.env*' } }), []);
    assert.deepEqual(
      found(WHOLE, { sensitive: ['.env'], dockerignores: { 'Dockerfile.dockerignore': '.env*' } }),
      [],
    );
    assert.deepEqual(found(WHOLE, { sensitive: ['.env'], tracked: { '.env': true } }), []);
    assert.deepEqual(found(WHOLE, { sensitive: ['.npmrc', '.env.test', 'tests/a.pem'] }), []);
    assert.deepEqual(found(WHOLE, {}), []);
    assert.deepEqual(found('FROM node\nCOPY src src\nCOPY --from=build . .\n', { sensitive: ['.env'] }), []);
  });

  it('are judged by either folder where nothing names the context, and by the one that a compose file names', () => {
    const facts = { sensitive: ['.env'], dockerignores: { '.dockerignore': '.env' } };
    assert.deepEqual(found(WHOLE, facts, 'apps/api/Dockerfile'), []);
    assert.deepEqual(
      found(
        WHOLE,
        { sensitive: ['apps/api/.env'], dockerignores: { '.dockerignore': '.env' } },
        'apps/api/Dockerfile',
      ),
      ['high COPY . .'],
    );
    const named = {
      ...facts,
      sensitive: ['apps/api/.env'],
      buildContexts: { 'apps/api/Dockerfile': ['apps/api'] },
    };
    assert.deepEqual(
      found(WHOLE, { ...named, dockerignores: { '.dockerignore': '**/.env' } }, 'apps/api/Dockerfile'),
      ['high COPY . .'],
    );
    assert.deepEqual(
      found(WHOLE, { sensitive: ['.env'], buildContexts: named.buildContexts }, 'apps/api/Dockerfile'),
      [],
    );
  });

  it('are medium without any ignore file where there will be an env file, low where it forgets that', () => {
    assert.deepEqual(found(WHOLE, { envTemplates: [''] }), ['medium COPY . .']);
    assert.deepEqual(
      found(WHOLE, { envTemplates: [''], dockerignores: { '.dockerignore': 'node_modules' } }),
      ['low COPY . .'],
    );
    assert.deepEqual(found(WHOLE, { envTemplates: [''], dockerignores: { '.dockerignore': '.env' } }), []);
    assert.deepEqual(found(WHOLE, { envTemplates: [''] }, 'Dockerfile.dev'), ['low COPY . .']);
  });

  it('weigh less in a stage of which the image takes parts only', () => {
    const stages = (last: string): string =>
      `FROM node AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\n${last}`;
    const facts = { sensitive: ['.env'] };
    assert.deepEqual(
      found(stages('FROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html\n'), facts),
      ['low COPY . .'],
    );
    assert.deepEqual(found(stages('FROM node\nCOPY --from=build /app /app\n'), facts), ['high COPY . .']);
    assert.deepEqual(found(stages('FROM build\nCMD ["node"]\n'), facts), ['high COPY . .']);
    assert.deepEqual(found(stages('FROM node\nCOPY --from=0 /app ./\n'), facts), ['high COPY . .']);
  });
});

describe('facts about images', () => {
  it('are read from compose files', () => {
    const compose =
      'services:\n  web:\n    build: ./apps/web\n  api:\n    build:\n      # from the root\n      context: ..\n      dockerfile: deploy/api.Dockerfile\n  out:\n    build: ../../elsewhere\n  x:\n    build: ${X}\n';
    const { buildContexts } = collectFacts(['deploy/compose.yaml', 'deploy/api.Dockerfile'], {
      tracked: undefined,
      read: (path) => (path === 'deploy/compose.yaml' ? compose : undefined),
    });
    assert.deepEqual(buildContexts, {
      'deploy/apps/web/Dockerfile': ['deploy/apps/web'],
      'deploy/api.Dockerfile': [''],
    });
  });

  it('hold the names of ignored env files beside a Dockerfile, and where templates are', () => {
    const facts = collectFacts(
      ['Dockerfile', 'apps/api/Dockerfile', 'apps/api/.env.example', '.env.production'],
      {
        tracked: new Set(['.env.production']),
        read: () => undefined,
        namesIn: (folder) => (folder === 'apps/api' ? ['.env', 'a.ts', '.env.example'] : ['.env']),
      },
    );
    assert.deepEqual(facts.sensitive, ['.env.production', '.env', 'apps/api/.env']);
    assert.deepEqual(facts.tracked, { '.env.production': true });
    assert.deepEqual(facts.envTemplates, ['apps/api']);
  });
});
