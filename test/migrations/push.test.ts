import assert from 'node:assert/strict';
import { collected } from './collecting.ts';

/** "what stands there → command (where)", with "!" where rows may be lost. */
function pushesOf(path: string, text: string): readonly string[] {
  return (collected(path, text)?.pushes ?? []).map(
    ({ command, at, where, destructive }) =>
      `${text.slice(at.start, at.end)} → ${command} (${where})${destructive ? '!' : ''}`,
  );
}

function scripts(entries: Readonly<Record<string, string>>): string {
  return JSON.stringify({ scripts: entries }, undefined, 2);
}

const FOUND: readonly (readonly [path: string, text: string, ...expected: string[]])[] = [
  [
    'package.json',
    scripts({ build: 'prisma generate && prisma db push --accept-data-loss && next build' }),
    'prisma db push → prisma db push (build-script)!',
  ],
  [
    'package.json',
    scripts({ 'vercel-build': 'npx prisma migrate dev' }),
    'prisma migrate dev → prisma migrate dev (build-script)',
  ],
  [
    'package.json',
    scripts({ postinstall: 'drizzle-kit push' }),
    'drizzle-kit push → drizzle-kit push (build-script)',
  ],
  [
    'package.json',
    scripts({ 'db:push': 'drizzle-kit push:pg', deploy: 'pnpm run db:push && pm2 restart' }),
    'pnpm run db:push → drizzle-kit push (deploy)',
  ],
  [
    'Dockerfile',
    'FROM node:24\nRUN npm ci\nCMD ["npx", "prisma", "db", "push"]\n',
    'prisma", "db", "push → prisma db push (image)',
  ],
  [
    'Dockerfile',
    'FROM php\nCMD php \\\n  artisan migrate:fresh --force\n',
    'artisan migrate:fresh → artisan migrate:fresh (image)!',
  ],
  [
    'Procfile',
    'web: bin/rails s\nrelease: bin/rails db:schema:load\n',
    'db:schema:load → rails db:schema:load (deploy)!',
  ],
  [
    'render.yaml',
    'services:\n  - name: a\n    buildCommand: npm ci && npx prisma db push\n',
    'prisma db push → prisma db push (build-script)',
  ],
  [
    'fly.toml',
    '[deploy]\nrelease_command = "npx prisma migrate reset --force"\n',
    'prisma migrate reset → prisma migrate reset (deploy)!',
  ],
  [
    'railway.json',
    '{"deploy": {"startCommand": "npx drizzle-kit push && node a.js"}}',
    'drizzle-kit push → drizzle-kit push (deploy)',
  ],
  [
    'vercel.json',
    '{"buildCommand": "prisma db push && next build"}',
    'prisma db push → prisma db push (build-script)',
  ],
  ['netlify.toml', '[build]\ncommand = "prisma db push"\n', 'prisma db push → prisma db push (build-script)'],
  [
    '.github/workflows/deploy.yml',
    'jobs:\n  deploy:\n    steps:\n      - run: |\n          npm ci\n          npx supabase db reset --linked\n',
    'supabase db reset → supabase db reset --linked (deploy)!',
  ],
  [
    'scripts/start.sh',
    '#!/bin/sh\nset -e\npython manage.py flush --no-input\nnode a.js\n',
    'manage.py flush → manage.py flush (script)!',
  ],
  [
    'src/data-source.ts',
    "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', synchronize: true });\n",
    'synchronize: true → synchronize: true (code)',
  ],
  [
    'server.js',
    "const { Sequelize } = require('sequelize');\nawait sequelize.sync({ alter: true });\n",
    'sync({ alter: true }) → sync({ alter: true }) (code)',
  ],
  [
    'server.js',
    "const { Sequelize } = require('sequelize');\nawait db.sync({ force: true });\n",
    'sync({ force: true }) → sync({ force: true }) (code)!',
  ],
  [
    'src/main/resources/application.properties',
    'spring.datasource.url=jdbc:postgresql://h/d\nspring.jpa.hibernate.ddl-auto=update\n',
    'ddl-auto=update → ddl-auto: update (code)',
  ],
];

const SILENT: readonly (readonly [path: string, text: string])[] = [
  [
    'package.json',
    scripts({
      dev: 'prisma db push && next dev',
      'db:push': 'prisma db push',
      test: 'prisma migrate reset -f',
    }),
  ],
  ['package.json', scripts({ build: 'prisma migrate deploy && next build', 'build:dev': 'prisma db push' })],
  ['package.json', scripts({ build: 'echo "run prisma db push" && next build' })],
  ['package.json', scripts({ deploy: 'supabase db push && supabase db reset' })],
  ['Dockerfile', 'FROM node\n# RUN prisma db push\nRUN prisma generate\n'],
  ['Dockerfile.dev', 'FROM node\nCMD npx prisma db push && npm start\n'],
  ['Dockerfile', 'FROM node\nCMD npx prisma db push && npm run dev\n'],
  ['Procfile', 'release: php artisan migrate --force\n'],
  [
    '.github/workflows/deploy.yml',
    'jobs:\n  deploy:\n    services:\n      postgres:\n        image: postgres\n    steps:\n      - run: npx prisma db push\n',
  ],
  ['.github/workflows/deploy.yml', 'jobs:\n  e2e:\n    steps:\n      - run: npx prisma db push\n'],
  [
    '.github/workflows/deploy.yml',
    'jobs:\n  deploy:\n    steps:\n      - run: docker compose up -d\n      - run: npx prisma db push\n',
  ],
  ['scripts/dev/start.sh', 'npx prisma db push\n'],
  ['scripts/reset.sh', 'npx prisma migrate reset\n'],
  [
    'src/data-source.ts',
    "import 'typeorm';\nnew DataSource({ synchronize: process.env.NODE_ENV !== 'production' });\n",
  ],
  ['src/data-source.ts', "import 'typeorm';\nif (isTest) new DataSource({ synchronize: true });\n"],
  [
    'src/data-source.ts',
    "import 'typeorm';\n// synchronize: true\nnew DataSource({ synchronize: false });\n",
  ],
  [
    'src/a.entity.ts',
    "import { Entity } from 'typeorm';\n@Entity({ name: 'a', synchronize: true })\nclass A {}\n",
  ],
  ['test/setup.ts', "import { Sequelize } from 'sequelize';\nawait db.sync({ force: true });\n"],
  [
    'server.js',
    "require('sequelize');\nawait db.sync();\nfs.sync({ force: true });\n".replace(
      'fs.sync({ force: true });',
      '',
    ),
  ],
  ['src/main/resources/application-dev.properties', 'spring.jpa.hibernate.ddl-auto=create\n'],
  [
    'src/main/resources/application.properties',
    'spring.datasource.url=jdbc:h2:mem:a\nspring.jpa.hibernate.ddl-auto=create\n',
  ],
  [
    'src/main/resources/application.properties',
    '# spring.jpa.hibernate.ddl-auto=update\nspring.datasource.url=jdbc:mysql://h\n',
  ],
];

describe('commands that change the schema past the migrations', () => {
  for (const [path, text, ...expected] of FOUND)
    it(`${path}: ${expected.join(', ')}`, () => {
      assert.deepEqual(pushesOf(path, text), expected);
    });

  for (const [path, text] of SILENT)
    it(`silent: ${path}: ${text.slice(0, 60).replaceAll(/\s+/g, ' ')}`, () => {
      assert.deepEqual(pushesOf(path, text), []);
    });

  it('take time in proportion to the text', function () {
    this.timeout(60_000);
    for (const path of [
      'package.json',
      'Dockerfile',
      'start.sh',
      'server.js',
      '.github/workflows/deploy.yml',
    ])
      for (const piece of [
        'prisma ',
        'prisma db push ',
        '"',
        'RUN ',
        '\\\n',
        'sequelize .sync({',
        'npm run a ',
        'typeorm synchronize: true ',
      ])
        assert.doesNotThrow(() => pushesOf(path, piece.repeat(290_000 / piece.length)));
  });
});
