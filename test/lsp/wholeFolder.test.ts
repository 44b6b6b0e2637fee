import { strict as assert } from 'node:assert';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';

const CODE = 'send(process.env.MAIL_FROM!);\n';
const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'src/a.ts': CODE,
  '.env.example': 'OTHER_NAME=\nDB_LINK=\n',
  'src/db.ts': 'connect(process.env.DB_LINK!, process.env.OTHER_NAME!);\n',
};

/** What is wrong with all files together, while they change. */
describe('findings about all files together, over stdio', () => {
  let project: EnvProject | undefined;
  afterEach(async () => {
    await project?.server.stop();
    project = undefined;
  });
  const startLine = (diagnostics: readonly Diagnostic[], rule: string): number | undefined =>
    diagnostics.find(({ code }) => code === rule)?.range.start.line;
  const MISSING = 'env/missing-variable';
  const isAt = (line: number | undefined) => (params: { readonly diagnostics: readonly Diagnostic[] }) =>
    startLine(params.diagnostics, MISSING) === line;
  const start = async (): Promise<EnvProject> => (project = await openEnvProject(FILES));

  it('move with the text, also while it stops in the middle of something', async () => {
    const { server, open } = await start();
    await open('src/a.ts');
    await server.diagnostics('src/a.ts', isAt(0));
    await server.change('src/a.ts', 2, `// a\n\n${CODE}`);
    await server.diagnostics('src/a.ts', isAt(2));
    await server.change('src/a.ts', 3, `// a\n\n\n${CODE}const a = \`\${`);
    await server.diagnostics('src/a.ts', isAt(3));
    await server.change('src/a.ts', 4, `const a = ({[\n${CODE}`);
    await server.diagnostics('src/a.ts', isAt(1));
    // Many changes at once end with the last.
    for (let version = 5; version < 60; version++)
      await server.change('src/a.ts', version, '\n'.repeat(version) + CODE);
    await server.diagnostics('src/a.ts', isAt(59));
  });

  it('offer no fix at a place that is not there any more', async () => {
    const { server, open } = await start();
    await open('.env.example', 'OTHER_NAME=\nDB_LINK=\nNOBODY_READS_IT=\n');
    const isThere = (line: number) => (params: { readonly diagnostics: readonly Diagnostic[] }) =>
      startLine(params.diagnostics, 'env/unused-variable') === line;
    await server.diagnostics('.env.example', isThere(2));
    // Asked for in the moment between the change and its judgement.
    void server.change('.env.example', 2, '# a\n# b\nOTHER_NAME=\nDB_LINK=\nNOBODY_READS_IT=\n');
    const actions = await server.codeActions('.env.example', 4);
    const remove = actions.find(({ title }) => title === 'Remove NOBODY_READS_IT');
    assert.ok(remove);
    const { edit } = await server.resolve(remove);
    assert.match(JSON.stringify(edit), /"start":\{"line":4,"character":0\},"end":\{"line":5,"character":0\}/);
  });

  it('wait until all files were read: what is missing may stand in one that was not', async () => {
    project = await openEnvProject(FILES, { settings: { checkWorkspace: false } });
    const { server, open } = project;
    await open('src/a.ts');
    const diagnostics = await server.diagnostics('src/a.ts');
    assert.deepEqual(diagnostics, []);
    await server.connection.sendRequest('launchReady/checkWorkspace', {});
    await server.diagnostics('src/a.ts', isAt(0));
  });

  it('go by what editors show, saved or not', async () => {
    const { server, open } = await start();
    await server.diagnostics('src/a.ts', isAt(0));
    await open('.env.example', 'OTHER_NAME=\nDB_LINK=\nMAIL_FROM=\n');
    await server.diagnostics('src/a.ts', isAt(undefined));
  });

  it('follow the configuration', async () => {
    const { server, open } = await start();
    await server.diagnostics('src/a.ts', isAt(0));
    await open('launch-ready.yaml', `rules: { ${MISSING}: off }\n`);
    await server.diagnostics('src/a.ts', isAt(undefined));
  });

  it('come and go with env files', async () => {
    const { server, root } = await start();
    const example = path.join(root, '.env.example');
    const told = (type: 1 | 2 | 3) =>
      server.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: server.uri('.env.example'), type }],
      });
    await server.diagnostics('src/a.ts', isAt(0));
    writeFileSync(example, 'OTHER_NAME=\nDB_LINK=\nMAIL_FROM=\n');
    await told(2);
    await server.diagnostics('src/a.ts', isAt(undefined));
    rmSync(example);
    await told(3);
    // Without any template, it is said once which variables one would have.
    await server.diagnostics('src/a.ts', ({ diagnostics }) =>
      JSON.stringify(diagnostics).includes('There is no .env.example'),
    );
    writeFileSync(example, FILES['.env.example']);
    await told(1);
    await server.diagnostics('src/a.ts', ({ diagnostics }) => {
      const only = diagnostics.find(({ code }) => code === MISSING);
      return (
        JSON.stringify(only).includes('reads MAIL_FROM') || JSON.stringify(only).includes('needs MAIL_FROM')
      );
    });
  });
});
