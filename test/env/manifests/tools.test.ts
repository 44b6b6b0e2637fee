import { strict as assert } from 'node:assert';
import devcontainer from '../../../server/src/core/env/readers/devcontainer.ts';
import launchJson from '../../../server/src/core/env/readers/launchJson.ts';
import makefile from '../../../server/src/core/env/readers/makefile.ts';
import mise from '../../../server/src/core/env/readers/mise.ts';
import prisma from '../../../server/src/core/env/readers/prisma.ts';
import supabase from '../../../server/src/core/env/readers/supabase.ts';
import turbo from '../../../server/src/core/env/readers/turbo.ts';
import { found } from './read.ts';

describe('files of tools', () => {
  it('ask for variables in a schema of Prisma', () => {
    const text =
      'datasource db {\n  url = env("A")\n  directUrl = env( "B" )\n  shadowDatabaseUrl = env("C")\n  // url = env("D")\n}\n';
    assert.deepEqual(found(prisma, 'prisma/schema.prisma', text), [
      'use A prisma required',
      'use B prisma required',
      'use C prisma optional',
    ]);
  });

  it('list variables in turbo.json', () => {
    const text =
      '{"globalEnv": ["A", "!B"], "globalDependencies": ["$C", ".env"], "tasks": {"build": {"env": ["NEXT_PUBLIC_*", "!SKIPPED_*", "D"], "passThroughEnv": ["E"], "dependsOn": ["^build", "$F"], "outputs": ["x"]}}, "pipeline": {"x": {"env": ["G"]}}}';
    assert.deepEqual(found(turbo, 'turbo.json', text), [
      ...['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => `set ${name} type elsewhere`),
      'any NEXT_PUBLIC_* NEXT_PUBLIC_*',
    ]);
  });

  it('read nothing where turbo.json hands everything on', () => {
    assert.deepEqual(found(turbo, 'turbo.json', '{"globalPassThroughEnv": ["*"], "globalEnv": ["A"]}'), [
      'set A type elsewhere',
    ]);
  });

  it('list variables in nx.json', () => {
    const text =
      '{"namedInputs": {"default": ["x", {"env": "A"}]}, "targetDefaults": {"build": {"inputs": [{"env": "B"}]}}}';
    assert.deepEqual(found(turbo, 'nx.json', text), ['set A type elsewhere', 'set B type elsewhere']);
  });

  it('set variables in containers of developers', () => {
    const text =
      '{"containerEnv": {"A": "1"}, "remoteEnv": {"B": "${localEnv:C:x}"}, /* why */ "runArgs": ["--env-file", ".devcontainer/.env"]}';
    assert.deepEqual(found(devcontainer, '.devcontainer/devcontainer.json', text), [
      'use C devcontainer optional',
      'set A manifest for=devcontainer in=development set "1"',
      'set B manifest for=devcontainer in=development reference "${localEnv:C:x}"',
      'load .devcontainer/.env compose',
    ]);
  });

  it('set variables for the debugger', () => {
    const text =
      '{"configurations": [{"name": "api", "type": "debugpy", "env": {"A": "1", "B": null}, "envFile": "${workspaceFolder}/api/.env"}]}';
    assert.deepEqual(found(launchJson, '.vscode/launch.json', text), [
      'set A code for=api in=development set "1"',
      'set B code for=api in=development empty',
      'load api/.env python from root',
    ]);
  });

  it('ask for variables in the configuration of Supabase', () => {
    const text =
      '[auth.external.github]\nenabled = true\nclient_id = "env(A)"\nsecret = \'env(B)\' # env(C)\n';
    assert.deepEqual(found(supabase, 'supabase/config.toml', text), [
      'use A supabase optional',
      'use B supabase optional',
    ]);
  });

  it('set variables and name env files in mise.toml', () => {
    const text =
      '[env]\nA = "1"\n_.file = [".env", "x.env"]\nB = { required = true }\n[tasks.x]\nenv = { C = "y" }\n';
    assert.deepEqual(found(mise, 'mise.toml', text), [
      'set A code set "1"',
      'set B code unknown',
      'set C code for=x set "y"',
      'load .env dotenv',
      'load x.env dotenv',
    ]);
  });

  it('name env files in Makefiles', () => {
    const text =
      '-include .env\ninclude config/test.env\ninclude common.mk\nrun:\n\tdocker run --env-file ./prod.env x\n\tnode --env-file=.env.local x.js\n';
    assert.deepEqual(found(makefile, 'Makefile', text), [
      'load .env shell',
      'load config/test.env shell',
      'load ./prod.env compose',
      'load .env.local node',
    ]);
  });
});
