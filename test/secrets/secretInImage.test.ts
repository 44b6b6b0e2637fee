import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/core/finding.ts';
import { NO_FACTS, factsStamp } from '../../server/src/core/facts.ts';
import rule from '../../server/src/core/rules/secrets/secret-in-image.ts';
import { dockerInstructions } from '../../server/src/core/secrets/dockerInstructions.ts';
import { findingsIn } from '../support/analyzeText.ts';

/** What stands between « and » is reported, in this impact. */
type Case = readonly [marked: string, impact: string];

describe('secrets in images', () => {
  const bad: readonly Case[] = [
    ['FROM node\nARG «NPM_TOKEN»\nRUN npm ci\n', 'high'],
    ['FROM node\nARG GIT_SHA «STRIPE_SECRET_KEY»\n', 'high'],
    ['FROM node\nARG «NPM_TOKEN»=""\n', 'high'],
    ['FROM node\narg «NPM_TOKEN»\n', 'high'],
    ['FROM node\r\nARG «NPM_TOKEN»\r\nRUN npm ci\r\n', 'high'],
    ['FROM node\nARG STRIPE_SECRET_KEY\nENV «STRIPE_SECRET_KEY»=$STRIPE_SECRET_KEY\n', 'high'],
    [
      'FROM node\nARG STRIPE_SECRET_KEY\nENV A=1 \\\n    # why\n    «STRIPE_SECRET_KEY»="${STRIPE_SECRET_KEY}"\n',
      'high',
    ],
    ['FROM node\nARG STRIPE_SECRET_KEY\nENV «STRIPE_SECRET_KEY» $STRIPE_SECRET_KEY\n', 'high'],
    ['FROM node AS build\nARG «NPM_TOKEN»\nRUN npm ci\n\nFROM node\nCOPY --from=build /app /app\n', 'low'],
    ['FROM node AS build\nRUN true\nFROM node\nARG «DB_PASSWORD»\n', 'high'],
    ['FROM node\nRUN <<EOF\nARG NPM_TOKEN\nEOF\nARG «DB_PASSWORD»\n', 'high'],
    ['FROM node\nCOPY «.env» .\n', 'blocker'],
    ['FROM node\nCOPY package.json «.env.production» ./\n', 'high'],
    ['FROM node\nCOPY --chown=app:app «config/id_rsa» /root/.ssh/\n', 'blocker'],
    ['FROM node\nADD «certs/server.key» /etc/ssl/\n', 'high'],
    ['FROM node\nADD ["«jwt.pem»", "/etc/ssl/"]\n', 'high'],
    ['FROM node\nCOPY «service-account.json» /app/\n', 'high'],
    ['FROM node AS build\nCOPY «.env» .\nFROM node\n', 'low'],
  ];
  for (const [marked, impact] of bad) {
    it(`are found in ${JSON.stringify(marked)}`, () => assertFound('Dockerfile', marked, impact));
  }

  const compose: readonly string[] = [
    'services:\n  web:\n    build:\n      context: .\n      args:\n        - NODE_ENV\n        - «NPM_TOKEN»\n    image: x\n',
    'services:\n  web:\n    build:\n      args:\n        «NPM_TOKEN»: ${NPM_TOKEN}\n        NODE_ENV: production\n',
    'services:\n  web:\n    build:\n      args:\n      - «NPM_TOKEN»=$NPM_TOKEN\n',
  ];
  for (const marked of compose) {
    it(`are found in ${JSON.stringify(marked)}`, () => assertFound('docker-compose.yml', marked, 'medium'));
  }

  const good: readonly (readonly [path: string, text: string])[] = [
    [
      'Dockerfile',
      'FROM node\nARG NEXT_PUBLIC_POSTHOG_KEY\nARG VITE_API_TOKEN\nARG NODE_ENV\nARG SECRET_KEY_BASE_DUMMY=1\n',
    ],
    ['Dockerfile', 'FROM node\nENV DB_PASSWORD_FILE=/run/secrets/db\nENV PORT=3000\n'],
    ['Dockerfile', 'FROM node\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci\n'],
    ['Dockerfile', 'ARG REGISTRY_TOKEN\nFROM node\n'],
    ['Dockerfile', 'FROM node\n# ARG NPM_TOKEN\nRUN echo ARG \\\n  ARG NPM_TOKEN\n'],
    ['Dockerfile', 'FROM node\nENV STRIPE_SECRET_KEY=\nENV API_SECRET=""\n'],
    ['Dockerfile', 'FROM node\nARG DB_PASSWORD=postgres\n'],
    [
      'Dockerfile',
      'FROM node\nCOPY .env.example .env\nCOPY ca.pem fullchain.pem .npmrc /etc/\nCOPY --from=build /app/.env .\n',
    ],
    ['Dockerfile', 'FROM node\nCOPY . .\nCOPY id_rsa.pub environment.ts /app/\n'],
    [
      'docker-compose.yml',
      'services:\n  web:\n    build:\n      args:\n        - NODE_ENV\n    environment:\n      - NPM_TOKEN\n',
    ],
    ['docker-compose.yml', 'services:\n  web:\n    args:\n      - NPM_TOKEN\n'],
    ['values.yaml', 'build:\n  args:\n    - NPM_TOKEN\n'],
    ['test/Dockerfile', 'FROM node\nARG NPM_TOKEN\n'],
  ];
  for (const [path, text] of good) {
    it(`are not seen in ${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(inOrder(path, text), []));
  }

  it('are told where they stand, if git has the env file', () => {
    const copied = (text: string, tracked: Readonly<Record<string, boolean>>): number =>
      findingsIn('docker/Dockerfile', `FROM node\n${text}\n`, {
        rules: [rule],
        facts: { ...NO_FACTS, tracked },
      }).length;
    assert.equal(copied('COPY docker/.env.production .env', { 'docker/.env.production': true }), 0);
    assert.equal(copied('COPY ./.env.production .env', { 'docker/.env.production': true }), 0);
    assert.equal(copied('COPY .env.production .env', { 'docker/.env.production': false }), 1);
    assert.equal(copied('COPY .env.production .env', { 'web/.env.production': true }), 1);
    assert.equal(copied('COPY id_rsa /root/', { id_rsa: true }), 1);
    const stamp = (tracked: boolean): string =>
      factsStamp({ ...NO_FACTS, tracked: { '.env': tracked } }, 'Dockerfile');
    assert.notEqual(stamp(true), stamp(false));
  });

  it('are low in examples', () => {
    assert.deepEqual(
      inOrder('examples/web/Dockerfile', 'FROM node\nARG NPM_TOKEN\n').map(({ impact }) => impact),
      ['low'],
    );
  });

  it('come with the way to do without', () => {
    assert.equal(
      inOrder('Dockerfile', 'FROM node\nARG NPM_TOKEN\n')[0]?.message,
      'The build argument NPM_TOKEN stays in the history of the image: everyone who can pull the image can read it ' +
        'there. Pass it to the one step that needs it, and keep it out of the image: ' +
        '`RUN --mount=type=secret,id=NAME,env=NAME …`, built with `--secret id=NAME`.',
    );
  });

  it('cost time in proportion to the text, whatever it holds', () => {
    for (const piece of [
      'ARG NPM_TOKEN\n',
      'RUN <<EOF\n',
      'ENV A_TOKEN=$A_TOKEN \\\n',
      '"',
      "'",
      '\\\n',
      '#\n',
      'COPY .env ',
      ' ',
    ]) {
      dockerInstructions(`FROM node\nENV ${piece.repeat(Math.ceil(1_000_000 / piece.length))}`);
      inOrder('Dockerfile', `FROM node\n${piece.repeat(Math.ceil(1_000_000 / piece.length))}`);
    }
    for (const piece of ['args:\n', ' args:\n  - A_TOKEN\n', '      args:\n']) {
      inOrder('docker-compose.yml', `build:\n${piece.repeat(Math.ceil(1_000_000 / piece.length))}`);
    }
  }).timeout(60_000);
});

function assertFound(path: string, marked: string, impact: string): void {
  const start = marked.indexOf('«');
  const found = inOrder(path, marked.replaceAll(/[«»]/g, ''));
  assert.deepEqual(
    found.map(({ offsets, impact: each }) => ({ offsets, impact: each })),
    [{ offsets: { start, end: marked.indexOf('»') - 1 }, impact }],
  );
}

function inOrder(path: string, text: string): readonly Finding[] {
  const found = findingsIn(path, text, { rules: [rule] });
  return [...found].sort((a, b) => (a.offsets?.start ?? 0) - (b.offsets?.start ?? 0));
}
