import { strict as assert } from 'node:assert';
import { isErrand, isOfAssistant, placeOf, type Place } from '../../server/src/core/place.ts';

describe('a program for one errand', () => {
  for (const [path, isOne] of [
    ['check-users.js', true],
    ['fix_roles.py', true],
    ['export-profiles.ts', true],
    ['src/check-users.js', false],
    ['server.js', false],
    ['test.ts', false],
    ['create-app/index.ts', false],
    ['checkout-page.tsx', false],
  ] as const)
    it(`${isOne ? 'is' : 'is not'} ${path}`, () => assert.equal(isErrand(path), isOne));
});

describe('the place of a file', () => {
  const places: Readonly<Record<Place, readonly string[]>> = {
    product: [
      'src/latests/index.ts',
      '.env.production',
      'src/config/security.ts',
      'app/SecurityConfig.java',
      'src/Latest.php',
      'lib/contest.cs',
      'templates/mail/welcome.html',
      'src/sampleRate.ts',
      'src/testimonials/index.tsx',
      'src/changelog.tsx',
      '.env',
      'docker-compose.yml',
    ],
    test: [
      'Tidepool.IntegrationTests/appsettings.json',
      'src/integrationTest/java/A.java',
      'src/login.test.ts',
      'cypress/e2e/login.cy.ts',
      'app/__e2e__/login.ts',
      'app/__test__/setup.ts',
      'app/__tests__/setup.ts',
      'server/api.servertest.ts',
      'apis/record_test.go',
      'src/test/java/A.java',
      'app/LoginTest.java',
      'spec/models/user_spec.rb',
      'tests/fixtures/a.json',
      'src/button.stories.tsx',
    ],
    docs: ['README.md', 'README', 'SECURITY.md', 'docs/api.yml', 'locales/de.json', 'changelog.txt'],
    example: [
      '.env.example',
      '.env.example.pg.prod',
      'config/app.sample.yml',
      'examples/next/app.ts',
      'example.env',
      'env.template',
    ],
  };
  for (const [place, paths] of Object.entries(places)) {
    for (const path of paths) it(`of ${path} is ${place}`, () => assert.equal(placeOf(path), place));
  }

  it('may be what coding assistants work with, and not what is built with them', () => {
    const paths = [
      '.claude/skills/live/server.mjs',
      'web/.cursor/rules.ts',
      '.agents/a.ts',
      'src/agents/a.ts',
    ];
    assert.deepEqual(paths.map(isOfAssistant), [true, true, true, false]);
  });
});
