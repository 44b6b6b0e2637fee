import { strict as assert } from 'node:assert';
import amplify from '../../../server/src/core/env/readers/amplify.ts';
import appEngine from '../../../server/src/core/env/readers/appEngine.ts';
import digitalOcean from '../../../server/src/core/env/readers/digitalOcean.ts';
import eas from '../../../server/src/core/env/readers/eas.ts';
import fly from '../../../server/src/core/env/readers/fly.ts';
import heroku from '../../../server/src/core/env/readers/heroku.ts';
import kamal from '../../../server/src/core/env/readers/kamal.ts';
import netlify from '../../../server/src/core/env/readers/netlify.ts';
import procfile from '../../../server/src/core/env/readers/procfile.ts';
import railway from '../../../server/src/core/env/readers/railway.ts';
import render from '../../../server/src/core/env/readers/render.ts';
import vercel from '../../../server/src/core/env/readers/vercel.ts';
import wrangler from '../../../server/src/core/env/readers/wrangler.ts';
import type { EnvReader } from '../../../server/src/core/env/reader.ts';
import { found } from './read.ts';

interface Case {
  readonly name: string;
  readonly reader: EnvReader;
  readonly path: string;
  readonly text: string;
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'vercel.json',
    reader: vercel,
    path: 'vercel.json',
    text: '{"env": {"A": "1", "B": "@b"}, "build": {"env": {"C": "x"}}, // why\n}',
    expected: ['set A manifest set "1"', 'set B manifest elsewhere', 'set C manifest build set "x"'],
  },
  {
    name: 'netlify.toml',
    reader: netlify,
    path: 'netlify.toml',
    text: '[build]\ncommand = "X=1 npm run build -- --url $URL"\n[build.environment]\nA = "1"\n[context.production.environment]\n  B = "x"\n[context."deploy-preview".environment]\nB = "y"\n[context.staging]\nenvironment = { C = "z", D = \'w\' }\n',
    expected: [
      'use URL netlify.toml optional',
      'set A manifest set "1"',
      'set B manifest in=production set "x"',
      'set B manifest in=preview set "y"',
      'set C manifest in=staging set "z"',
      'set D manifest in=staging set "w"',
      'set X code for=build set',
    ],
  },
  {
    name: 'render.yaml',
    reader: render,
    path: 'render.yaml',
    text: 'services:\n  - name: web\n    startCommand: serve -p $PORT\n    envVars:\n      - key: A\n        value: 1\n      - key: B\n        sync: false\n      - key: C\n        generateValue: true\n      - key: D\n        fromDatabase: {name: db, property: connectionString}\n      - fromGroup: g\nenvVarGroups:\n  - name: g\n    envVars:\n      - {key: E, value: x}\n',
    expected: [
      'use PORT render.yaml optional',
      'set E manifest for=g set "x"',
      'set A manifest for=web set "1"',
      'set B manifest for=web elsewhere',
      'set C manifest for=web elsewhere',
      'set D manifest for=web elsewhere',
    ],
  },
  {
    name: 'fly.toml',
    reader: fly,
    path: 'fly.staging.toml',
    text: 'app = \'shop\'\n[build.args]\n  A = 1\n[env]\n  B = \'x\' # why\n  "C" = """y"""\n',
    expected: [
      'set B manifest for=shop set "x"',
      'set C manifest for=shop set "y"',
      'set A manifest for=shop build set "1"',
    ],
  },
  {
    name: 'railway.json',
    reader: railway,
    path: 'railway.json',
    text: '{"deploy": {"startCommand": "A=1 node x.js --port ${PORT:-3000}"}}',
    expected: ['use PORT railway optional default=set', 'set A code set'],
  },
  {
    name: 'nixpacks.toml',
    reader: railway,
    path: 'nixpacks.toml',
    text: '[variables]\nA = "1"\n',
    expected: ['set A manifest set "1"'],
  },
  {
    name: 'app.json of Heroku',
    reader: heroku,
    path: 'app.json',
    text: '{"env": {"A": {"value": "1"}, "B": {"generator": "secret"}, "C": {"required": false}, "D": "x", "E": {"description": "y", "value": ""}}, "environments": {"review": {"env": {"A": "2"}}, "test": {"env": {"A": "3"}}}}',
    expected: [
      'set A manifest set "1"',
      'set B manifest elsewhere',
      'set C manifest elsewhere',
      'set D manifest set "x"',
      'set E manifest elsewhere',
      'set A manifest in=preview set "2"',
      'set A manifest in=test set "3"',
    ],
  },
  {
    name: 'app.json of Expo',
    reader: heroku,
    path: 'app.json',
    text: '{"expo": {"extra": {"A": 1}}, "env": {"B": "x"}}',
    expected: [],
  },
  {
    name: 'wrangler.toml',
    reader: wrangler,
    path: 'wrangler.toml',
    text: 'name = "w"\n[vars]\nA = "1"\nB = { x = 1 }\n[env.production.vars]\nA = "2"\n[[kv_namespaces]]\nbinding = "CACHE"\nid = "x"\n[[env.staging.queues.producers]]\nbinding = "QUEUE"\n',
    expected: [
      'set A manifest for=w set "1"',
      'set B manifest for=w set',
      'set CACHE manifest for=w elsewhere',
      'set A manifest for=w in=production set "2"',
      'set QUEUE manifest for=w in=staging elsewhere',
    ],
  },
  {
    name: 'wrangler.jsonc',
    reader: wrangler,
    path: 'apps/api/wrangler.jsonc',
    text: '{\n  // why\n  "vars": {"A": "1",},\n  "secrets": {"required": ["KEY"]},\n  "ai": {"binding": "AI"},\n  "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},\n}',
    expected: [
      'set A manifest set "1"',
      'set KEY manifest elsewhere',
      'set AI manifest elsewhere',
      'set ROOM manifest elsewhere',
    ],
  },
  {
    name: 'amplify.yml',
    reader: amplify,
    path: 'amplify.yml',
    text: 'version: 1\nfrontend:\n  phases:\n    build:\n      commands:\n        - echo "A=$A" >> .env.production\n        - env | grep -e B >> .env\n',
    expected: ['set A manifest reference'],
  },
  {
    name: 'buildspec.yml',
    reader: amplify,
    path: 'buildspec.yml',
    text: 'env:\n  variables:\n    A: "1"\n  parameter-store:\n    B: /b\n  secrets-manager:\n    C: x:y\n',
    expected: [
      'set A manifest build set "1"',
      'set B manifest build elsewhere',
      'set C manifest build elsewhere',
    ],
  },
  {
    name: 'apprunner.yaml',
    reader: amplify,
    path: 'apprunner.yaml',
    text: 'run:\n  env:\n    - name: A\n      value: "1"\n  secrets:\n    - name: B\n      value-from: arn\n',
    expected: ['set A manifest set "1"', 'set B manifest elsewhere'],
  },
  {
    name: 'app.yaml of App Engine',
    reader: appEngine,
    path: 'app.yaml',
    text: 'runtime: nodejs22\nservice: api\nenv_variables:\n  A: "1"\nbuild_env_variables:\n  B: x\n',
    expected: ['set A manifest for=api set "1"', 'set B manifest for=api build set "x"'],
  },
  {
    name: 'cloudbuild.yaml',
    reader: appEngine,
    path: 'cloudbuild.yaml',
    text: "steps:\n  - name: gcloud\n    env: ['A=1']\n    secretEnv: ['B']\n    args: ['run', 'deploy', '--set-env-vars=C=1,D=$_D', '--set-secrets=E=e:latest']\n",
    expected: [
      'set B ci elsewhere',
      'set A ci set "1"',
      'set C manifest set',
      'set D manifest reference',
      'set E manifest elsewhere',
    ],
  },
  {
    name: '.do/app.yaml',
    reader: digitalOcean,
    path: '.do/app.yaml',
    text: 'name: x\nenvs:\n  - key: A\n    value: "1"\nservices:\n  - name: web\n    envs:\n      - key: B\n        type: SECRET\n        value: EV[1:abc]\n      - {key: C, scope: BUILD_TIME}\n      - {key: D, value: "${db.DATABASE_URL}"}\n',
    expected: [
      'set A manifest set "1"',
      'set B manifest for=web set',
      'set C manifest for=web build elsewhere',
      'set D manifest for=web reference "${db.DATABASE_URL}"',
    ],
  },
  {
    name: 'deploy.yml of Kamal',
    reader: kamal,
    path: 'config/deploy.yml',
    text: 'service: x\nenv:\n  clear:\n    A: 1\n  secret:\n    - B\n    - C:OTHER\naccessories:\n  db:\n    env: {D: x}\n',
    expected: [
      'set A manifest set "1"',
      'set B manifest elsewhere',
      'set C manifest elsewhere',
      'set D manifest for=db set "x"',
    ],
  },
  {
    name: 'eas.json',
    reader: eas,
    path: 'eas.json',
    text: '{"build": {"production": {"env": {"A": "1"}}, "beta": {"environment": "preview", "env": {"A": "2"}}}}',
    expected: [
      'set A manifest for=production in=production set "1"',
      'set A manifest for=beta in=preview set "2"',
    ],
  },
  {
    name: 'Procfile',
    reader: procfile,
    path: 'Procfile',
    text: 'web: A=1 serve --port $PORT --host ${HOST:-::}\n# worker: $X\nrelease: migrate\n',
    expected: [
      'use PORT Procfile optional',
      'use HOST Procfile optional default=set',
      'set A code for=web set',
    ],
  },
];

describe('manifests of hosts', () => {
  for (const { name, reader, path, text, expected } of CASES)
    it(`are read from ${name}`, () => assert.deepEqual(found(reader, path, text), expected));
});
