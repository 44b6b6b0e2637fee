import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationToken,
  CancellationTokenSource,
  type Connection,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { parseConfig } from '../../server/src/core/config.ts';
import type { Fixes } from '../../server/src/lsp/fixes.ts';
import { registerReview, type ReviewChanges } from '../../server/src/lsp/review/review.ts';
import type { Services } from '../../server/src/lsp/services.ts';
import {
  FIX_STAGED,
  PUT_OFF_STAGED,
  REVIEW_STAGED,
  UNSTAGED,
  type FixStagedResult,
  type PutOffStagedResult,
  type ReviewStagedResult,
  type UnstagedResult,
} from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type TestServer } from '../support/languageServer.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const CLEAN = 'export const stripe = create(process.env.STRIPE_SECRET_KEY);\n';
const LEAK = `${CLEAN}export const other = create('${KEY}');\n`;

type Reviewed = Extract<ReviewStagedResult, { kind: 'reviewed' }>;

describe('the review of what is staged over stdio', () => {
  let server: TestServer;
  let root: string;
  const start = async (files: Readonly<Record<string, string>>, trusted = true): Promise<void> => {
    root = temporaryRepository(files);
    server = await startTestServer({ roots: [root], trusted });
  };
  const stage = (files: Readonly<Record<string, string>>): void => {
    writeFiles(root, files);
    git(root, 'add', '--', ...Object.keys(files));
  };
  const uri = (file = ''): string => pathToFileURL(path.join(root, file)).href;
  const review = (repository = uri()): Promise<ReviewStagedResult> =>
    server.connection.sendRequest<ReviewStagedResult>(REVIEW_STAGED, { repository });
  const reviewed = async (): Promise<Reviewed> => {
    const result = await review();
    assert.equal(result.kind, 'reviewed', JSON.stringify(result));
    return result;
  };
  const fix = (id: string): Promise<FixStagedResult> =>
    server.connection.sendRequest<FixStagedResult>(FIX_STAGED, { repository: uri(), id });
  const unstaged = (files: readonly string[]): Promise<UnstagedResult> =>
    server.connection.sendRequest<UnstagedResult>(UNSTAGED, { repository: uri(), files });
  const putOff = (ids: readonly string[]): Promise<PutOffStagedResult> =>
    server.connection.sendRequest<PutOffStagedResult>(PUT_OFF_STAGED, {
      repository: uri(),
      ids,
      owner: 'Ada',
      until: '2999-12-31',
      reason: 'revoked on Monday',
    });
  afterEach(() => server.stop());

  it('tells what is staged, where it stands, and what stands against the commit', async () => {
    await start({ 'src/pay.ts': CLEAN });
    stage({ 'src/pay.ts': LEAK });
    const { findings, changedFiles, failOn, notices } = await reviewed();
    assert.deepEqual([changedFiles, failOn, notices], [1, 'blocker', []]);
    const [finding, ...others] = findings;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [finding?.file, finding?.uri, finding?.impact, finding?.status, finding?.ruleId],
      ['src/pay.ts', uri('src/pay.ts'), 'blocker', 'modified', 'secrets/provider-token'],
    );
    assert.deepEqual(finding?.range, {
      start: { line: 1, character: 29 },
      end: { line: 1, character: 29 + KEY.length },
    });
    assert.match(finding?.fix ?? '', /STRIPE_SECRET_KEY/);
    assert.ok(!JSON.stringify(findings).includes(KEY));
  });

  it('looks at the index alone', async () => {
    await start({ 'src/pay.ts': CLEAN });
    stage({ 'src/pay.ts': `// comment\n${CLEAN}` });
    writeFiles(root, { 'src/pay.ts': LEAK, 'src/new.ts': LEAK });
    const { findings, changedFiles } = await reviewed();
    assert.deepEqual([findings, changedFiles], [[], 1]);
  });

  it('knows where a file was that is renamed', async () => {
    await start({ 'src/a b.ts': `${CLEAN}// 1\n// 2\n// 3\n// 4\n` });
    git(root, 'mv', 'src/a b.ts', 'src/é.ts');
    stage({ 'src/é.ts': `${LEAK}// 1\n// 2\n// 3\n// 4\n` });
    const [finding] = (await reviewed()).findings;
    assert.deepEqual(
      [finding?.file, finding?.status, finding?.from],
      ['src/é.ts', 'renamed', uri('src/a b.ts')],
    );
  });

  it('says that nothing is staged', async () => {
    await start({ 'src/pay.ts': CLEAN });
    writeFiles(root, { 'src/pay.ts': LEAK });
    assert.deepEqual(await review(), { kind: 'nothing-staged' });
  });

  it('runs no git in a workspace that nobody trusts, and says so', async () => {
    await start({ 'src/pay.ts': CLEAN }, false);
    stage({ 'src/pay.ts': LEAK });
    assert.deepEqual(await review(), {
      kind: 'failed',
      reason: 'What is staged is read with git, which runs only where you trust the workspace.',
      onFailure: 'pass',
    });
  });

  it('answers that it failed, and why, where git can’t tell what is staged', async () => {
    await start({ 'src/pay.ts': CLEAN });
    writeFileSync(path.join(root, '.git', 'index'), 'no index');
    const broken = await review();
    assert.ok(broken.kind === 'failed', JSON.stringify(broken));
    assert.match(broken.reason, /index file/);
    const elsewhere = await review(pathToFileURL(temporaryFolder({ 'a.ts': LEAK })).href);
    assert.ok(elsewhere.kind === 'failed', JSON.stringify(elsewhere));
    assert.match(elsewhere.reason, /not a git repository/);
    assert.equal((await review('https://example.test/x')).kind, 'failed');
  });

  it('takes the threshold from launch-ready.yaml', async () => {
    await start({ 'src/pay.ts': CLEAN, 'launch-ready.yaml': 'review:\n  failOn: high\n' });
    stage({ 'src/pay.ts': LEAK });
    assert.equal((await reviewed()).failOn, 'high');
    // What is staged of it counts, not what is on disk.
    writeFileSync(path.join(root, 'launch-ready.yaml'), 'review:\n  failOn: low\n');
    assert.equal((await reviewed()).failOn, 'high');
    stage({ 'launch-ready.yaml': 'review:\n  failOn: medium\n' });
    writeFileSync(path.join(root, 'launch-ready.yaml'), 'review:\n  failOn: low\n');
    assert.equal((await reviewed()).failOn, 'medium');
  });

  it('knows which files have something that is not staged, where git may be run', async () => {
    await start({ 'src/pay.ts': CLEAN, 'src/é b.ts': CLEAN });
    stage({ 'src/pay.ts': LEAK });
    const asked = [uri('src/pay.ts'), uri('src/é b.ts'), pathToFileURL(temporaryFolder()).href];
    assert.deepEqual(await unstaged(asked), { kind: 'unstaged', files: [] });
    writeFiles(root, { 'src/pay.ts': `${LEAK}// later\n`, 'src/é b.ts': '' });
    assert.deepEqual(await unstaged(asked), { kind: 'unstaged', files: asked.slice(0, 2) });
    writeFileSync(path.join(root, '.git', 'index'), 'no index');
    const broken = await unstaged(asked);
    assert.ok(broken.kind === 'failed', JSON.stringify(broken));
    assert.match(broken.reason, /index file/);
    await server.stop();
    await start({ 'src/pay.ts': CLEAN }, false);
    assert.equal((await unstaged([uri('src/pay.ts')])).kind, 'failed');
  });

  it('fixes a finding in the open file, and stages no values', async () => {
    await start({ 'src/pay.ts': 'export const a = 1;\n', '.gitignore': '.env\n', '.env.example': 'A=\n' });
    const text = `export const stripe = create('${KEY}');\n`;
    stage({ 'src/pay.ts': text });
    const [finding] = (await reviewed()).findings;
    const id = finding?.id ?? '';
    assert.equal((await fix(id)).kind, 'refused'); // not open
    await server.open('src/pay.ts', text);
    const answer = await fix(id);
    assert.ok(answer.kind === 'edit', JSON.stringify(answer));
    assert.deepEqual([...answer.stage].sort(), [uri('.env.example'), uri('src/pay.ts')]);
    const { documentChanges = [] } = answer.edit as WorkspaceEdit;
    const edited = documentChanges.flatMap((change) =>
      'edits' in change && change.textDocument.uri === uri('src/pay.ts') ? change.edits : [],
    );
    assert.deepEqual(
      edited.map((edit) => ('newText' in edit ? edit.newText : '')),
      ['process.env.STRIPE_SECRET_KEY!'],
    );
    await server.change('src/pay.ts', 2, `// one more line\n${text}`);
    assert.deepEqual(await fix(id), {
      kind: 'refused',
      reason: 'The finding is not in the file any more, or it was not looked at yet. Review again.',
    });
  });

  it('puts findings of the last review off, and no others', async () => {
    await start({ 'src/pay.ts': CLEAN, 'launch-ready.yaml': '# ours\nrules: {}\n' });
    stage({ 'src/pay.ts': LEAK });
    const { findings } = await reviewed();
    const ids = findings.map(({ id }) => id);
    const answer = await putOff(ids);
    assert.ok(answer.kind === 'text', JSON.stringify(answer));
    assert.ok(answer.text.startsWith('# ours\nrules: {}\n'), answer.text);
    const { deferred } = parseConfig(answer.text).config;
    assert.deepEqual(
      deferred.map(({ finding, owner, until, reason }) => [finding, owner, until, reason]),
      [[ids[0], 'Ada', '2999-12-31', 'revoked on Monday']],
    );
    stage({ 'launch-ready.yaml': answer.text });
    assert.deepEqual((await reviewed()).findings, []);
    assert.deepEqual(await putOff(['0000']), {
      kind: 'refused',
      reason: 'These findings are of an older review. Review again.',
    });
  });
});

describe('a review under way', () => {
  const reviewWith = (
    reviewChanges: ReviewChanges,
    token: CancellationToken = CancellationToken.None,
  ): Promise<ReviewStagedResult> => {
    const handlers = new Map<string, (params: object, given: CancellationToken) => unknown>();
    const connection = {
      onRequest: (name: string, handler: (params: object) => unknown) => handlers.set(name, handler),
    };
    const services = { isTrusted: () => true, folders: { all: () => [] }, cache: () => undefined };
    registerReview(
      connection as unknown as Connection,
      services as unknown as Services,
      {} as Fixes,
      reviewChanges,
    );
    const repository = pathToFileURL(temporaryFolder()).href;
    return handlers.get(REVIEW_STAGED)?.({ repository }, token) as Promise<ReviewStagedResult>;
  };

  it('is over as soon as it is cancelled, whatever git does meanwhile', async () => {
    const source = new CancellationTokenSource();
    let signal: AbortSignal | undefined;
    const goesOn: ReviewChanges = (_root, _source, _settings, options) => {
      signal = options.signal;
      return new Promise(() => undefined);
    };
    const answer = reviewWith(goesOn, source.token);
    assert.equal(signal?.aborted, false);
    source.cancel();
    assert.deepEqual(await answer, { kind: 'cancelled' });
    assert.equal(signal?.aborted, true);
    assert.deepEqual(await reviewWith(() => new Promise(() => undefined), source.token), {
      kind: 'cancelled',
    });
  });

  it('does not repeat what an exception says: it may quote the text', async () => {
    assert.deepEqual(await reviewWith(() => Promise.reject(new Error(`no ${KEY}`))), {
      kind: 'failed',
      reason: 'An unexpected error.',
      onFailure: 'pass',
    });
  });

  it('says what becomes of the commit by the configuration that is staged, if that was read before it failed', async () => {
    const failsLate: ReviewChanges = (_root, _source, _settings, { onConfig }) => {
      onConfig?.('review:\n  onFailure: block\n');
      return Promise.reject(new Error('late'));
    };
    assert.deepEqual(await reviewWith(failsLate), {
      kind: 'failed',
      reason: 'An unexpected error.',
      onFailure: 'block',
    });
  });
});
