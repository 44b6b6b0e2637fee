import { strict as assert } from 'node:assert';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { dayAfter } from '../../server/src/core/deferrals.ts';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { today } from '../../server/src/host/clock.ts';
import { onNewDay } from '../../server/src/lsp/newDay.ts';
import { PUT_OFF, type PutOffParams, type PutOffTarget } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type TestServer } from '../support/languageServer.ts';
import { temporaryFolder, temporaryRepository } from '../support/temporaryFolder.ts';

const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");
const LATER = dayAfter(today(), 30);
const PAST = dayAfter(today(), -3);
const ANSWERS = { owner: 'Ann', until: LATER, reason: 'The supplier answers then' };

describe('putting a finding off in the editor', () => {
  let server: TestServer;
  const start = async (root: string): Promise<void> => {
    server = await startTestServer({ roots: [root] });
  };
  const offered = async (file: string, line: number): Promise<PutOffTarget | undefined> => {
    const actions = await server.codeActions(file, line);
    const action = actions.find(({ title }) => title.startsWith('Put off'));
    return action?.command?.arguments?.[0] as PutOffTarget | undefined;
  };
  const ask = ({ uri, fingerprint }: PutOffTarget, more: Partial<PutOffParams> = {}) =>
    server.connection.sendRequest<WorkspaceEdit | { refused: string } | null>(PUT_OFF, {
      uri,
      fingerprint,
      ...ANSWERS,
      ...more,
    } satisfies PutOffParams);
  const shown = (file: string, count: number) =>
    server.diagnostics(file, ({ diagnostics }) => diagnostics.length === count);
  afterEach(() => server.stop());

  it('makes launch-ready.yaml where there is none, for every place of the same secret, and they disappear', async () => {
    await start(temporaryRepository({ 'a.js': `// a\n${LEAK}`, 'b.js': LEAK }));
    await server.open('a.js', `// a\n${LEAK}`);
    await server.open('b.js', LEAK);
    await shown('a.js', 1);
    await shown('b.js', 1);
    const action = (await server.codeActions('a.js', 1)).find(({ title }) => title === 'Put off…');
    assert.equal(action?.kind, 'quickfix');
    assert.equal(action.command?.command, 'launchReady.putOff');
    const target = await offered('a.js', 1);
    assert.ok(target);
    assert.deepEqual(
      [target.ruleId, target.impact, target.uri],
      ['secrets/provider-token', 'blocker', server.uri('a.js')],
    );
    const edit = await ask(target);
    assert.ok(edit && 'documentChanges' in edit);
    const [create, change] = edit.documentChanges ?? [];
    assert.deepEqual(create, { kind: 'create', uri: server.uri('launch-ready.yaml') });
    const text = applied('', change);
    assert.match(
      text,
      new RegExp(
        `^deferred:\n {2}- finding: "?${target.fingerprint}"? # secrets/provider-token in a\\.js\n {4}owner: Ann\n {4}until: ${LATER}\n {4}reason: The supplier answers then\n {2}- finding: .* in b\\.js\n`,
      ),
    );
    await server.open('launch-ready.yaml', text);
    await shown('a.js', 0);
    await shown('b.js', 0);
  });

  it('adds to what launch-ready.yaml says in its editor, and touches nothing else', async () => {
    const config = '# ours\nrules: {}\n# the end\n';
    await start(temporaryRepository({ 'a.js': LEAK, 'launch-ready.yaml': '' }));
    await server.open('launch-ready.yaml', config);
    await server.open('a.js', LEAK);
    await shown('a.js', 1);
    const target = await offered('a.js', 0);
    assert.ok(target);
    const edit = await ask(target);
    assert.ok(edit && 'documentChanges' in edit);
    const [change, ...others] = edit.documentChanges ?? [];
    assert.deepEqual(others, []);
    assert.ok(change && 'edits' in change);
    assert.deepEqual(
      change.edits.map(({ range }) => range),
      [{ start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }],
    );
    assert.match(applied(config, change), /^# ours\nrules: \{\}\ndeferred:\n(.*\n){4}# the end\n$/);
  });

  it('works for what is wrong with all files together', async () => {
    const root = temporaryRepository({
      'app.js': 'export const url = process.env.API_URL;\n',
      '.env.example': 'OTHER=\n',
    });
    await start(root);
    await server.open('app.js', 'export const url = process.env.API_URL;\n');
    const diagnostics = await server.diagnostics('app.js', ({ diagnostics: all }) => all.length > 0);
    assert.match(String(diagnostics[0]?.code), /^env\//);
    const target = await offered('app.js', 0);
    assert.ok(target);
    const edit = await ask(target);
    assert.ok(edit && 'documentChanges' in edit);
    await server.open('launch-ready.yaml', applied('', edit.documentChanges?.[1]));
    await shown('app.js', diagnostics.length - 1);
  });

  it('names the rule where several findings stand in a line', async () => {
    const line = `${LEAK.trim()} console.log('sign-in', email, password);\n`;
    await start(temporaryRepository({ 'a.js': line }));
    await server.open('a.js', line);
    await shown('a.js', 2);
    const titles = (await server.codeActions('a.js', 0)).flatMap(({ title }: CodeAction) =>
      title.startsWith('Put off') ? [title] : [],
    );
    assert.deepEqual(titles.sort(), ['Put off secrets/logged-secret…', 'Put off secrets/provider-token…']);
  });

  it('is refused in words where it can’t be written', async () => {
    const root = temporaryRepository({ 'a.js': LEAK });
    await start(root);
    await server.open('a.js', LEAK);
    await shown('a.js', 1);
    const target = await offered('a.js', 0);
    assert.ok(target);
    assert.deepEqual(await ask(target, { until: today() }), {
      refused: `The day must be in the future: today is ${today()}.`,
    });
    assert.deepEqual(await ask({ ...target, fingerprint: '0'.repeat(16) }), {
      refused: 'This finding is gone: the file has changed. There is nothing to put off.',
    });
    writeFileSync(path.join(root, 'elsewhere.yaml'), 'rules: {}\n');
    symlinkSync('elsewhere.yaml', path.join(root, 'launch-ready.yaml'));
    assert.deepEqual(await ask(target), {
      refused: 'launch-ready.yaml can’t be changed: it is no plain text file.',
    });
    await server.open('launch-ready.yaml', 'rules: 7\n');
    const broken = await ask(target);
    assert.ok(broken && 'refused' in broken);
    assert.match(broken.refused, /^launch-ready\.yaml has a mistake in line 1: .* Mend it first/);
  });

  it('is not offered for files outside of every folder', async () => {
    const lone = path.join(temporaryFolder({ 'a.js': LEAK }), 'a.js');
    server = await startTestServer({ roots: [] });
    await server.open(lone, LEAK);
    await shown(lone, 1);
    assert.equal(await offered(lone, 0), undefined);
  });

  it('is over on its day: the finding is back and says since when', async () => {
    const rule = 'secrets/environment-bound-url';
    const bound = "export const load = () => fetch('http://localhost:3000/api');\n";
    const config = `deferred:\n  - rule: ${rule}\n    owner: Ann\n    until: ${PAST}\n    reason: a new account\n`;
    await start(temporaryRepository({ 'a.js': bound, 'launch-ready.yaml': config }));
    await server.open('a.js', bound);
    const diagnostics = await shown('a.js', 1);
    const message = diagnostics[0]?.message;
    const told = `\nPut off by Ann until ${PAST} (a new account): that day has passed.`;
    assert.ok(typeof message === 'string' && message.endsWith(told), JSON.stringify(message));
    const hover = await server.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: server.uri('a.js') },
      position: { line: 0, character: 40 },
    });
    assert.match(hover.contents.value, /High: fix before paid traffic/);
    assert.match(hover.contents.value, /Put off by Ann until .*: that day has passed/);
  });
});

describe('a window that stays open', () => {
  it('is told once when another day has begun', async () => {
    const days = ['2026-11-22', '2026-11-22', '2026-11-22', '2026-11-23', '2026-11-23'];
    let asked = 0;
    const told: number[] = [];
    await new Promise<void>((resolve) => {
      const stop = onNewDay(
        () => told.push(asked),
        () => {
          const day = days[Math.min(asked, days.length - 1)] ?? '';
          if (++asked > days.length + 2) {
            stop();
            resolve();
          }
          return day;
        },
        1,
      );
      keepAlive(() => asked > days.length + 2);
    });
    assert.deepEqual(told, [4]);
  });
});

/** The clock itself keeps no process alive. */
function keepAlive(isDone: () => boolean): void {
  const timer = setInterval(() => {
    if (isDone()) clearInterval(timer);
  }, 5);
}

function applied(text: string, change: unknown): string {
  const { edits } = change as {
    edits: {
      range: Record<'start' | 'end', { line: number; character: number }>;
      newText: string;
    }[];
  };
  const document = createDocument({ path: '', text });
  const offset = ({ line, character }: { line: number; character: number }): number =>
    document.offsetAt({ line: line + 1, column: character + 1 });
  return applyTextEdits(
    text,
    edits.map(({ range, newText }) => ({
      range: { start: offset(range.start), end: offset(range.end) },
      newText,
    })),
  );
}
