import { strict as assert } from 'node:assert';
import { fixedBy } from '../../support/fixedBy.ts';

const EXPRESS = "import cors from 'cors';\nimport express from 'express';\n";

describe('fixes of CORS', () => {
  it('put a list of the environment in the place of everybody', () => {
    assert.equal(
      fixedBy(
        'cors/credentials-for-every-origin',
        'a.ts',
        `${EXPRESS}express().use(cors({ origin: true, credentials: true }));\n`,
      ),
      `${EXPRESS}express().use(cors({ origin: (process.env.ALLOWED_ORIGINS ?? '').split(','), credentials: true }));\n`,
    );
  });

  it('import what they need', () => {
    const head = 'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n';
    assert.equal(
      fixedBy(
        'cors/credentials-for-every-origin',
        'a.py',
        `${head}app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n`,
      ),
      `import os\n${head}app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=os.environ["ALLOWED_ORIGINS"].split(","), allow_credentials=True)\n`,
    );
  });

  it('compare what is sent back by hand, and tell caches', () => {
    const before = (lines: string): string =>
      `export default function handler(req, res) {\n${lines}  res.end();\n}\n`;
    assert.equal(
      fixedBy(
        'cors/credentials-for-every-origin',
        'pages/api/a.ts',
        before(
          "  res.setHeader('Access-Control-Allow-Origin', req.headers.origin || '*');\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n",
        ),
      ),
      before(
        "  res.setHeader('Vary', 'Origin');\n  res.setHeader('Access-Control-Allow-Origin', (process.env.ALLOWED_ORIGINS ?? '').split(',').find((allowed) => allowed === req.headers.origin) ?? '');\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n",
      ),
    );
  });

  const patterns: readonly (readonly [string, string])[] = [
    ['/https:\\/\\/app\\.tidepool\\.app/', '/^https:\\/\\/app\\.tidepool\\.app$/'],
    ['/^https:\\/\\/app.tidepool.app$/', '/^https:\\/\\/app\\.tidepool\\.app$/'],
    [
      '/^https:\\/\\/a\\.tidepool\\.app|https:\\/\\/b\\.tidepool\\.app$/',
      '/^(?:^https:\\/\\/a\\.tidepool\\.app|https:\\/\\/b\\.tidepool\\.app$)$/',
    ],
    ["new RegExp('^https://app.tidepool.app')", "new RegExp('^https://app[.]tidepool[.]app$')"],
  ];
  for (const [loose, tight] of patterns)
    it(`close ${loose}`, () =>
      assert.equal(
        fixedBy(
          'cors/loose-origin-pattern',
          'a.ts',
          `${EXPRESS}express().use(cors({ origin: ${loose}, credentials: true }));\n`,
        ),
        `${EXPRESS}express().use(cors({ origin: ${tight}, credentials: true }));\n`,
      ));

  it('offer nothing where a pattern can’t be closed by itself', () =>
    assert.equal(
      fixedBy(
        'cors/loose-origin-pattern',
        'a.ts',
        `${EXPRESS}express().use(cors({ origin: /tidepool\\.app$/, credentials: true }));\n`,
      ),
      undefined,
    ));

  it('write origins as browsers send them', () => {
    const made = (origin: string): string => `${EXPRESS}express().use(cors({ origin: ['${origin}'] }));\n`;
    for (const [before, after] of [
      ['https://tidepool.app/', 'https://tidepool.app'],
      ['https://tidepool.app/login?x=1', 'https://tidepool.app'],
      ['tidepool.app', 'https://tidepool.app'],
      ['localhost:3000', 'http://localhost:3000'],
      ['https://Tidepool.app', 'https://tidepool.app'],
      ['https://tidepool.app:443', 'https://tidepool.app'],
    ] as const)
      assert.equal(fixedBy('cors/impossible-origin', 'a.ts', made(before)), made(after));
  });
});
