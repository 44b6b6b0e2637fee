import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** "shared-private-answer blocker: s-maxage=60": rule, impact and what is underlined. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  return judgeFiles(files)
    .filter(({ area }) => area === 'caching')
    .map(
      ({ ruleId, impact, file, offsets }) =>
        `${ruleId.slice('caching/'.length)} ${impact}: ${(files[file ?? ''] ?? '').slice(offsets?.start, offsets?.end)}`,
    )
    .sort();
}

const route = (
  body: string,
  head = "import { auth } from '@/auth';\n",
): Readonly<Record<string, string>> => ({
  'app/api/things/route.ts': `${head}export async function GET(request: Request) {\n${body}\n}\n`,
});
const vercel = (
  ...rules: readonly (readonly [source: string, value: string])[]
): Readonly<Record<string, string>> => ({
  'vercel.json': JSON.stringify({
    headers: rules.map(([source, value]) => ({ source, headers: [{ key: 'Cache-Control', value }] })),
  }),
});

describe('rules about caching', () => {
  describe('answers about one person', () => {
    const answer = (value: string): string =>
      `  const session = await auth();\n  return Response.json(await things(session), { headers: { 'Cache-Control': '${value}' } });`;
    for (const [value, expected] of [
      ['public, max-age=60', ['shared-private-answer blocker: public']],
      ['s-maxage=60', ['shared-private-answer blocker: s-maxage=60']],
      ['max-age=60', ['shared-private-answer medium: max-age=60']],
      ['public, max-age=0', []],
      ['private, max-age=60', []],
      ['no-store', []],
      ['public, no-cache', []],
    ] as const)
      it(value, () => assert.deepEqual(found(route(answer(value))), expected));

    it('are none where nobody is asked', () =>
      assert.deepEqual(
        found(
          route(
            "  return Response.json(await prices(), { headers: { 'Cache-Control': 's-maxage=60' } });",
            '',
          ),
        ),
        [],
      ));

    it('may be kept by a cache that has a copy for each visitor', () =>
      assert.deepEqual(
        found(
          route(
            "  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': 's-maxage=60', Vary: 'Cookie' } });",
          ),
        ).filter((one) => one.startsWith('shared-private')),
        [],
      ));

    it('are no question while developing', () =>
      assert.deepEqual(
        found(
          route(
            "  const session = await auth();\n  const value = process.env.NODE_ENV === 'production' ? 'private, no-store' : 'public, max-age=60';\n  return Response.json(session, { headers: { 'Cache-Control': value } });",
          ),
        ),
        [],
      ));

    it('are found by the path that configuration names', () => {
      const page = {
        'app/inbox/page.tsx':
          "import { auth } from '@/auth';\nexport default async function Page() {\n  const session = await auth();\n  return <Inbox user={session?.user} />;\n}\n",
      };
      assert.deepEqual(found({ ...vercel(['/inbox', 'public, s-maxage=60']), ...page }), [
        'shared-private-answer blocker: s-maxage=60',
      ]);
      assert.deepEqual(found({ ...vercel(['/blog/(.*)', 'public, s-maxage=60']), ...page }), []);
    });

    it('get “private, no-store” by the fix', () => {
      const files = route(answer('public, max-age=60'));
      const finding = judgeFiles(files).find(({ area }) => area === 'caching');
      const [fix] = finding?.fixes ?? [];
      assert.ok(fix?.kind === 'edit');
      const [edit] = fix.edits;
      const text = files['app/api/things/route.ts'] ?? '';
      assert.equal(text.slice(edit?.range.start, edit?.range.end), 'public, max-age=60');
      assert.equal(edit?.newText, 'private, no-store');
    });
  });

  it('are told where another file’s value is asked for, and its text is not touched', () => {
    const files = {
      'lib/cache.ts': "export const SHARED_1 = 's-maxage';\nexport const CACHE = 'public, s-maxage=60';\n",
      'app/api/things/route.ts':
        "import { auth } from '@/auth';\nimport { CACHE } from '@/lib/cache';\nexport async function GET() {\n  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': CACHE } });\n}\n",
    };
    assert.deepEqual(found(files), ['shared-private-answer blocker: CACHE']);
    assert.deepEqual(judgeFiles(files).find(({ area }) => area === 'caching')?.fixes, []);
  });

  it('are left to people where other handlers share the text', () => {
    const files = {
      'app/api/things/route.ts':
        "import { auth } from '@/auth';\nconst CACHE = 'public, max-age=60';\nexport async function GET() {\n  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': CACHE } });\n}\nexport async function HEAD() {\n  return new Response(null, { headers: { 'Cache-Control': CACHE } });\n}\n",
    };
    const [fix] =
      judgeFiles(files).find(({ ruleId }) => ruleId === 'caching/shared-private-answer')?.fixes ?? [];
    assert.ok(fix?.kind === 'edit' && fix.needsDecision);
  });

  describe('configuration', () => {
    for (const [source, value, expected] of [
      ['/(.*)', 'public, max-age=31536000, immutable', ['page-cached-too-long high: max-age=31536000']],
      ['/(.*)', 'public, max-age=3600', []],
      ['/(.*)', 'public, max-age=0, must-revalidate', []],
      ['/index.html', 'max-age=604800', ['page-cached-too-long high: max-age=604800']],
      ['/assets/(.*)', 'public, max-age=31536000, immutable', []],
      ['/assets/(.*)', 'public, max-age=3600', ['asset-not-kept low: max-age=3600']],
      ['/_astro/(.*)', 'public, max-age=3600', ['asset-not-kept medium: max-age=3600']],
      ['/_astro/(.*)', 'public, max-age=31536000', ['asset-not-kept low: public, max-age=31536000']],
      ['/sw.js', 'public, max-age=604800', ['update-file-cached medium: max-age=604800']],
      ['/sw.js', 'no-cache', []],
      ['/robots.txt', 'max-age=86400', []],
      ['/widget.js', 'max-age=31536000, immutable', ['immutable-fixed-name medium: immutable']],
      ['/widget.8f3a91c2.js', 'max-age=31536000, immutable', []],
      ['/fonts/(.*)', 'public, max-age=31536000, immutable', []],
      ['/account/(.*)', 'public, max-age=60', ['shared-account-path high: public']],
      ['/login', 's-maxage=60', ['shared-account-path high: s-maxage=60']],
      ['/login', 'private, no-store', []],
      ['/authors/(.*)', 's-maxage=60', []],
      ['/x', 'public, private', ['contradictory-directives high: public, private']],
      ['/x', 'no-store, public', ['contradictory-directives medium: no-store, public']],
      ['/x', 'private, s-maxage=60', ['contradictory-directives medium: private, s-maxage=60']],
      ['/x', 'no-cache, no-store, must-revalidate, max-age=0', []],
      ['/x', 'no-store, max-age=60', ['contradictory-directives medium: no-store, max-age=60']],
      ['/x', 'maxage=60', ['invalid-directive medium: maxage=60']],
      ['/x', 'no_store', ['invalid-directive high: no_store']],
    ] as const)
      it(`${source}: ${value}`, () => assert.deepEqual(found(vercel([source, value])), expected));

    it('in which a later rule takes an earlier one back', () => {
      const kept = ['/assets/(.*)', 'public, max-age=31536000, immutable'] as const;
      const all = ['/(.*)', 'public, max-age=0, must-revalidate'] as const;
      assert.deepEqual(found(vercel(kept, all)), [
        'overridden-rule medium: public, max-age=31536000, immutable',
      ]);
      assert.deepEqual(found(vercel(all, kept)), []);
    });
  });
});
