import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** Pages that a framework keeps by its configuration: rule, impact, line. */
function found(rules: string, before = ''): readonly string[] {
  return judgeFiles({
    'nuxt.config.ts': `export default defineNuxtConfig({${before}\nrouteRules: ${rules} });\n`,
  })
    .filter(({ area }) => area === 'caching')
    .map(({ ruleId, impact, range }) => `${impact} ${ruleId} ${range?.start.line}`);
}

describe('pages of one person that Nuxt keeps for everybody', () => {
  const KEPT = ['medium caching/shared-account-path 2'];
  const cases: readonly (readonly [rules: string, wanted: readonly string[], before?: string])[] = [
    ["{ '/account/**': { swr: 600 } }", KEPT],
    ["{ '/dashboard': { isr: true } }", KEPT],
    ["{ '/api/me': { cache: { maxAge: 60 } } }", KEPT],
    ["{ '/api/me': { cache: { maxAge: 60 } } }", KEPT, ' ssr: false,'],
    // A copy for each value of the headers that it names.
    ["{ '/api/me': { cache: { maxAge: 60, varies: ['cookie'] } } }", []],
    ["{ '/account/**': { swr: false } }", []],
    // What is kept is a frame: the browser asks for what is in it.
    ["{ '/dashboard/**': { ssr: false, swr: 600 } }", []],
    ["{ '/dashboard/**': { swr: 600 } }", [], ' ssr: false,'],
    // The form to sign in is the same for everybody.
    ["{ '/login': { swr: 3600 }, '/blog/**': { isr: 600 } }", []],
  ];
  for (const [rules, wanted, before] of cases)
    it(`${before ?? ''}${rules}`, () => assert.deepEqual(found(rules, before), wanted));
});

describe('answers of one person that Nitro keeps', () => {
  const handler = (options: string, who = 'await requireUserSession(event)'): readonly string[] =>
    judgeFiles({
      'package.json': '{ "dependencies": { "nuxt": "^3.13.0" } }',
      'server/api/me.get.ts': `export default defineCachedEventHandler(async (event) => {\n  const { user } = ${who};\n  return user;\n}, ${options});\n`,
    })
      .filter(({ area }) => area === 'caching')
      .map(({ ruleId, impact }) => `${impact} ${ruleId}`);
  // Nitro hands no cookie on to a handler that it keeps: nobody is signed in there.
  it('for everybody, as if nobody had signed in', () =>
    assert.deepEqual(handler('{ maxAge: 60 }'), ['high caching/data-shared-between-users']));
  it('for everybody, with what a middleware left there', () =>
    assert.deepEqual(handler('{ maxAge: 60 }', 'event.context'), [
      'blocker caching/data-shared-between-users',
    ]));
  for (const options of [
    "{ maxAge: 60, varies: ['cookie'] }",
    '{ maxAge: 60, getKey: (event) => event.context.user.id }',
    '{ maxAge: 60, shouldBypassCache: (event) => isSignedIn(event) }',
  ])
    it(`apart: ${options}`, () => assert.deepEqual(handler(options), []));
});
