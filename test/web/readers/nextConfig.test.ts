import assert from 'node:assert/strict';
import reader from '../../../server/src/core/web/readers/nextConfig.ts';
import { at, headersIn, readBy } from './nextFacts.ts';

describe('headers of next.config', () => {
  it('reads rules with their patterns, and names the exact places', () => {
    const text = `/** @type {import('next').NextConfig} */
const nextConfig = {
  async headers() {
    return [
      {
        source: '/api/:path*',
        headers: [
          { key: 'Access-Control-Allow-Origin', value: '*' },
          { key: "X-Frame-Options", value: "DENY" },
          { key: 'Cache-Control', value: 'public, max-age=' + 60 * 60 },
        ],
      },
      {
        source: '/old/:path((?!new).*)',
        has: [{ type: 'host', value: 'a.example.com' }],
        headers: [{ key: 'cache-control', value: \`no-store\` }],
      },
    ];
  },
};
module.exports = withSentryConfig(nextConfig, { silent: true });
`;
    const facts = readBy(reader, 'apps/web/next.config.js', text);
    assert.deepEqual(headersIn(facts, text), [
      'access-control-allow-origin: * @ next /api/:path*',
      "cache-control: 'public, max-age=' + 60 * 60 @ next /api/:path*",
      'cache-control: no-store @ next /old/:path((?!new).*) (sometimes)',
    ]);
    const [origin, cache, last] = facts.headers ?? [];
    assert.equal(origin && at(text, origin.nameAt), '8 Access-Control-Allow-Origin');
    assert.equal(origin?.scope.at && at(text, origin.scope.at), '6 /api/:path*');
    assert.equal(cache?.value.kind === 'text' && cache.value.text, 'public, max-age=3600');
    assert.equal(origin?.group, cache?.group);
    assert.notEqual(cache?.group, last?.group);
    assert.equal(origin?.setBy, 'next-config');
  });

  it('follows variables, spreads, functions and lists that are pushed to', () => {
    const text = `const noStore = { key: 'Cache-Control', value: 'no-store' };
const cors = (origin) => [{ key: 'Access-Control-Allow-Origin', value: origin }];
const rules = [{ source: '/a', headers: [noStore, ...cors('https://a.example.com')] }];
const isProd = process.env.NODE_ENV === 'production';
if (isProd) {
  rules.push({ source: '/b', headers: [noStore] });
}
export default {
  headers: async () => [
    ...rules,
    ...(isProd ? [{ source: '/c', headers: [noStore] }] : [{ source: '/d', headers: [noStore] }]),
  ],
} satisfies NextConfig;
`;
    const facts = readBy(reader, 'next.config.ts', text);
    assert.deepEqual(headersIn(facts, text), [
      'cache-control: no-store @ next /a',
      'access-control-allow-origin: https://a.example.com @ next /a',
      'cache-control: no-store @ next /b',
      'cache-control: no-store @ next /c',
      'cache-control: no-store @ next /d',
    ]);
    assert.deepEqual(
      facts.headers?.map(({ when }) => when?.map((each) => (each.kind === 'stage' ? each.stage : each.kind))),
      [undefined, undefined, ['production'], ['production'], ['development']],
    );
  });

  it('takes a base path as nothing, and other unknown parts as names', () => {
    const text = `export default {
  async headers() {
    return [
      { source: \`\${process.env.BASE_PATH}/x/:path*\`, headers: [{ key: 'Vary', value: 'Origin' }] },
      { source: \`/\${name}\`, headers: [{ key: 'Vary', value: 'Cookie' }] },
      { source: makeSource(), headers: [{ key: 'Vary', value: 'RSC' }] },
    ];
  },
};`;
    assert.deepEqual(headersIn(readBy(reader, 'next.config.mjs', text), text), [
      'vary: Origin @ next /x/:path* (sometimes)',
      'vary: Cookie @ next /:part (sometimes)',
      'vary: RSC @ all (sometimes)',
    ]);
  });

  it('leaves redirects, rewrites and other files alone', () => {
    const text = `module.exports = { async redirects() { return [{ source: '/a', destination: '/b' }]; } };`;
    assert.deepEqual(readBy(reader, 'next.config.js', text), {});
    assert.equal(reader.reads('src/next.config.helper.ts'), false);
  });
});
