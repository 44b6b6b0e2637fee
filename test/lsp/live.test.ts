import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { Finding } from '../../server/src/core/finding.ts';
import type { LiveResult } from '../../server/src/core/judgeLive.ts';
import type { CheckLive } from '../../server/src/lsp/live/liveChecks.ts';
import {
  LIVE_FORGET,
  LIVE_MARKDOWN,
  TRUST_GRANTED,
  type ConfirmedDomain,
  type LiveRunParams,
} from '../../server/src/protocol.ts';
import { until } from '../support/editor/until.ts';
import {
  AT,
  NETWORK,
  reporting,
  reportOn,
  startLiveEditor as start,
  TEASHOP,
  type LiveEditor,
} from '../support/liveEditor.ts';
import { temporaryFolder, temporaryRepository } from '../support/temporaryFolder.ts';

const VERCEL = '{\n  "headers": [{ "source": "/(.*)", "headers": [] }]\n}\n';
const FILES = { 'vercel.json': VERCEL, CNAME: 'app.teashop.example\n' };

const PASS: LiveResult = {
  checkId: 'dns/unresolved-domain',
  area: 'dns',
  title: 'Domain that leads nowhere',
  state: 'pass',
  message: 'teashop.example has an address.',
  evidence: ['192.0.2.1'],
};
/** What vercel.json says on its second line, and the product does not. */
const DRIFT: Finding = {
  ruleId: 'drift/lost-header',
  area: 'drift',
  impact: 'medium',
  message: 'teashop.example does not answer with the header that is declared here.',
  file: 'vercel.json',
  range: { start: { line: 2, column: 3 }, end: { line: 2, column: 12 } },
  offsets: { start: 4, end: 13 },
  fingerprint: 'f1',
  related: [],
  live: { domain: 'teashop.example', host: 'teashop.example', evidence: ['(none)'] },
  fixes: [],
  docs: 'https://teashop.example/lost-header',
  suppressed: null,
};
const DRIFT_RESULT: LiveResult = {
  checkId: DRIFT.ruleId,
  area: 'drift',
  title: 'Header that does not arrive',
  state: 'problem',
  message: DRIFT.message,
  evidence: ['(none)'],
  impact: 'medium',
  fingerprint: 'f1',
  mend: {
    how: 'Deploy again.',
    copy: [
      { kind: 'record', name: 'teashop.example.', type: 'TXT', value: '"a b"', ttl: 300 },
      { kind: 'text', label: 'vercel.json', text: '{}' },
    ],
    link: { label: 'Headers at Vercel', url: 'https://vercel.com/docs/headers' },
  },
};

describe('live checks from the editor', () => {
  it('proposes what the workspace names, and asks nobody about it', async () => {
    const editor = await start({ files: FILES });
    await editor.checked();
    const { state, proposals, reports } = await editor.state();
    assert.equal(state, 'ready');
    assert.deepEqual(proposals, [
      { domain: 'teashop.example', hosts: ['app.teashop.example'], why: 'CNAME names it.' },
    ]);
    assert.deepEqual(reports, []);
    assert.equal(editor.orders.length, 0);
  });

  it('says when there may be more than it knows, and tells when that has changed', async () => {
    const editor = await start({ files: FILES });
    await until('the settings', async () => (await editor.state()).state === 'off');
    assert.deepEqual((await editor.state()).proposals, []);
    const before = editor.changes();
    await editor.checked();
    await until('the word of it', () => editor.changes() > before);
    assert.equal((await editor.state()).proposals.length, 1);
  });

  it('does nothing in a workspace that nobody trusts', async () => {
    const editor = await start({ files: FILES, trusted: false });
    await editor.checked();
    assert.deepEqual(await editor.state(), { state: 'untrusted', proposals: [], reports: [] });
    await assert.rejects(editor.run(), /only where you trust the workspace: nothing was sent/);
    assert.equal(editor.orders.length, 0);
    await editor.client.sendNotification(TRUST_GRANTED);
    assert.equal((await editor.state()).state, 'ready');
  });

  it('asks the confirmed hosts alone, as the user’s settings say, with the configuration of the folder', async () => {
    const certificates = temporaryFolder({ 'ca.pem': '-----BEGIN CERTIFICATE-----\nMAo=\n' });
    const config = 'domains:\n  - domain: teashop.example\n    subdomains: [admin]\n';
    const editor = await start({ files: { ...FILES, 'launch-ready.yaml': config } });
    await editor.checked();
    await editor.run([TEASHOP], {
      areas: ['dns', 'tls'],
      network: {
        allowPrivateAddresses: true,
        resolver: '127.0.0.1:5300',
        connect: { 'App.Teashop.Example:443': '127.0.0.1:8443' },
        certificateAuthorities: [path.join(certificates, 'ca.pem')],
      },
    });
    const [order] = editor.orders;
    assert.deepEqual(order?.targets[0]?.confirmed, [
      'teashop.example',
      'www.teashop.example',
      'admin.teashop.example',
      'app.teashop.example',
    ]);
    assert.deepEqual(order?.areas, ['dns', 'tls']);
    assert.equal(order?.configText, config);
    const { version, ...network } = order?.network ?? assert.fail();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(network, {
      resolver: '127.0.0.1:5300',
      ca: ['-----BEGIN CERTIFICATE-----\nMAo=\n'],
      allowPrivate: true,
      connect: { 'app.teashop.example:443': '127.0.0.1:8443' },
    });
  });

  it('refuses what is no domain, no area or no way to reach one, and says so', async () => {
    const editor = await start({ files: FILES });
    const wrong = async (
      domains: unknown,
      more: { areas?: readonly string[]; network?: unknown } = {},
    ): Promise<string> =>
      editor.run(domains as ConfirmedDomain[], more as Partial<LiveRunParams>).then(
        () => assert.fail('it ran'),
        (error: unknown) => (error as Error).message,
      );
    const noDomain = 'No domain was named that could be checked.';
    for (const domain of ['localhost', '127.0.0.1', 'a b.example', 'https://teashop.example/', '', 7])
      assert.equal(await wrong([{ domain, hosts: [] }]), noDomain, String(domain));
    assert.equal(await wrong('teashop.example'), noDomain);
    assert.equal(await wrong([TEASHOP], { areas: ['mail'] }), 'There is no such area to check.');
    const settings = async (network: object): Promise<string> =>
      wrong([TEASHOP], { network: { ...NETWORK, ...network } });
    assert.match(await settings({ resolver: 'dns.example' }), /live\.resolver has to be an address/);
    assert.match(await settings({ resolver: '127.0.0.1:99999' }), /live\.resolver has to be an address/);
    assert.match(await settings({ connect: { 'a.example': 'b.example' } }), /live\.connect has to have/);
    assert.match(await settings({ certificateAuthorities: ['ca.pem'] }), /without its whole path/);
    assert.match(await settings({ certificateAuthorities: ['/nowhere/ca.pem'] }), /can’t be read/);
    const file = path.join(editor.root, 'vercel.json');
    assert.match(await settings({ certificateAuthorities: [file] }), /without a certificate in PEM form/);
    assert.equal(editor.orders.length, 0);
  });

  it('shows what was found, with records to copy, and nothing of domains that are not confirmed', async () => {
    const editor = await start({ files: FILES, check: reporting([PASS, DRIFT_RESULT], [DRIFT]) });
    const before = editor.changes();
    assert.deepEqual(await editor.run([TEASHOP, { domain: 'other.example', hosts: [] }]), {
      cancelled: false,
    });
    await until('the word of it', () => editor.changes() > before);
    assert.deepEqual(editor.phases, ['teashop.example dns', 'other.example dns']);
    const { reports } = await editor.state([TEASHOP]);
    assert.deepEqual(
      reports.map(({ domain, folder }) => ({ domain, folder })),
      [{ domain: 'teashop.example', folder: pathToFileURL(editor.root).href }],
    );
    const areas = new Map(reports[0]?.areas.map((area) => [area.area, area]));
    assert.equal(areas.size, 11);
    assert.deepEqual(areas.get('tls'), { area: 'tls', at: AT, results: [] });
    assert.deepEqual(areas.get('dns')?.results, [
      {
        key: 'dns/unresolved-domain 0',
        checkId: 'dns/unresolved-domain',
        title: 'Domain that leads nowhere',
        state: 'pass',
        message: 'teashop.example has an address.',
        evidence: ['192.0.2.1'],
      },
    ]);
    const [drift] = areas.get('drift')?.results ?? [];
    assert.deepEqual(drift?.mend, {
      how: 'Deploy again.',
      copy: [
        {
          label: 'TXT teashop.example.',
          value: '"a b"',
          text: 'teashop.example. 300 TXT "a b"',
          valueText: '"a b"',
        },
        { label: 'vercel.json', value: '{}', text: '{}' },
      ],
      link: { label: 'Headers at Vercel', url: 'https://vercel.com/docs/headers' },
    });
    assert.deepEqual(drift.place, {
      uri: editor.uri('vercel.json'),
      file: 'vercel.json',
      line: 1,
      character: 2,
      length: 9,
    });
    const text = await editor.client.sendRequest<string>(LIVE_MARKDOWN, { domains: ['teashop.example'] });
    assert.match(text, /^# Live checks\n\n## teashop\.example\n/);
    assert.match(text, /does not answer with the header/);
  });

  it('counts a problem that somebody put aside as accepted, and a check that broke as unknown', async () => {
    const accepted: Finding = { ...DRIFT, suppressed: { by: 'baseline', reason: 'accepted' } };
    const check: CheckLive = async (_request, hooks) => {
      const report = reportOn('teashop.example', [DRIFT_RESULT], [accepted]);
      hooks.onReport?.({ ...report, errors: [{ ruleId: 'dns/wildcard', message: 'failed' }] });
      return [];
    };
    const editor = await start({ files: FILES, check });
    await editor.run();
    const { reports } = await editor.state();
    const states = reports[0]?.areas.flatMap(({ results }) =>
      results.map(({ checkId, state }) => `${checkId} ${state}`),
    );
    assert.deepEqual(states, ['dns/wildcard unknown', 'drift/lost-header accepted']);
    assert.deepEqual(editor.shown('vercel.json'), []);
  });

  it('silences what is put off meanwhile, without another run', async () => {
    const editor = await start({ files: FILES, check: reporting([DRIFT_RESULT], [DRIFT]) });
    await editor.open('vercel.json', VERCEL);
    await editor.run();
    await until('the diagnostic', () => editor.shown('vercel.json').length === 1);
    const entry = '  - finding: f1\n    owner: Ada\n    until: 9999-01-01\n    reason: after the move\n';
    await editor.open('launch-ready.yaml', `deferred:\n${entry}`);
    await until('no diagnostic', () => editor.shown('vercel.json').length === 0);
  });

  it('puts drift on the line that declares it, until that line or the next run says otherwise', async () => {
    let found: readonly Finding[] = [DRIFT];
    const editor = await start({
      files: FILES,
      check: (request, hooks) => reporting([DRIFT_RESULT], found)(request, hooks),
    });
    await editor.open('vercel.json', VERCEL);
    await editor.run();
    await until('the diagnostic', () => editor.shown('vercel.json').length === 1);
    const [diagnostic] = editor.shown('vercel.json');
    assert.equal(diagnostic?.code, 'drift/lost-header');
    assert.equal(diagnostic.severity, 2);
    assert.deepEqual(diagnostic.range.start, { line: 1, character: 2 });
    const actions = await editor.actions('vercel.json', 1);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Put off…', 'Open the page of drift/lost-header'],
    );
    await editor.change('vercel.json', 2, `\n${VERCEL}`);
    await until('it to move', () => editor.shown('vercel.json')[0]?.range.start.line === 2);
    await editor.change('vercel.json', 3, `\n${VERCEL.replace('"headers"', '"redirects"')}`);
    await until('it to go with its line', () => editor.shown('vercel.json').length === 0);
    await editor.change('vercel.json', 4, VERCEL);
    await until('it to be back', () => editor.shown('vercel.json').length === 1);
    found = [];
    await editor.run([TEASHOP], { areas: ['dns'] });
    assert.equal(editor.shown('vercel.json').length, 1, 'another area says nothing of it');
    await editor.run([TEASHOP], { areas: ['drift'] });
    await until('it to go', () => editor.shown('vercel.json').length === 0);
  });

  it('leaves of a domain what was not asked again, and forgets what the user gives up', async () => {
    let now: readonly LiveResult[] = [PASS, DRIFT_RESULT];
    const editor = await start({
      files: FILES,
      check: (request, hooks) =>
        reporting(
          now.filter(({ area }) => request.areas.includes(area)),
          [],
        )(request, hooks),
    });
    await editor.run();
    now = [{ ...PASS, state: 'problem', impact: 'blocker', message: 'teashop.example is gone.' }];
    await editor.run([TEASHOP], { areas: ['dns'] });
    const { reports } = await editor.state();
    const messages = reports[0]?.areas.flatMap(({ results }) => results.map(({ message }) => message));
    assert.deepEqual(messages, ['teashop.example is gone.', DRIFT.message]);
    await editor.client.sendRequest(LIVE_FORGET, { domains: ['teashop.example'] });
    assert.deepEqual((await editor.state()).reports, []);
  });

  it('stops at once when it is cancelled, and keeps what was known', async () => {
    let stops = false;
    const source = new CancellationTokenSource();
    const check: CheckLive = async (request, hooks) => {
      if (!stops) return reporting([PASS], [])(request, hooks);
      await new Promise<void>((resolve) => {
        hooks.signal.addEventListener('abort', () => resolve());
        source.cancel();
      });
      return [];
    };
    const editor = await start({ files: FILES, check });
    await editor.run();
    stops = true;
    assert.deepEqual(await editor.run([TEASHOP], {}, source), { cancelled: true });
    assert.equal((await editor.state()).reports[0]?.areas.length, 11);
  });

  it('shows the results of the last start again, and drift where the file is still the same', async () => {
    const storage = temporaryFolder();
    const first = await start({ files: FILES, storage, check: reporting([DRIFT_RESULT], [DRIFT]) });
    await first.run();
    const restarted = async (): Promise<LiveEditor> => {
      const editor = await start({ root: first.root, storage });
      await until('the reports', async () => (await editor.state()).reports.length === 1);
      await editor.open('vercel.json', VERCEL);
      return editor;
    };
    const second = await restarted();
    assert.deepEqual((await second.state()).reports, (await first.state()).reports);
    await until('the diagnostic', () => second.shown('vercel.json').length === 1);
    writeFileSync(path.join(first.root, 'vercel.json'), `${VERCEL} `);
    const third = await restarted();
    assert.equal((await third.state()).reports.length, 1);
    assert.deepEqual(third.shown('vercel.json'), []);
    writeFileSync(path.join(storage, 'live-reports.json'), '{"format":1,"known":[{"root":"","report":{}}]}');
    const fourth = await start({ root: first.root, storage });
    assert.deepEqual((await fourth.state()).reports, []);
  });

  it('takes the configuration of the folder that names a domain, and needs no folder at all', async () => {
    const config = 'domains:\n  - domain: coffee.example\n';
    const tea = temporaryRepository(FILES);
    const coffee = temporaryRepository({ 'launch-ready.yaml': config });
    const editor = await start({ roots: [tea, coffee] });
    await editor.checked();
    const domains = [TEASHOP, { domain: 'coffee.example', hosts: [] }, { domain: 'milk.example', hosts: [] }];
    assert.deepEqual(
      (await editor.state()).proposals.map(({ domain }) => domain),
      ['teashop.example', 'coffee.example'],
    );
    await editor.run(domains);
    assert.deepEqual(
      editor.orders.map(({ configText, targets }) => [configText, targets.map(({ domain }) => domain)]),
      [
        ['', ['teashop.example', 'milk.example']],
        [config, ['coffee.example']],
      ],
    );
    const folders = (await editor.state(domains)).reports.map(({ folder }) => folder);
    assert.deepEqual(
      folders,
      [tea, coffee, tea].map((root) => pathToFileURL(root).href),
    );

    const empty = await start({ roots: [] });
    assert.deepEqual(await empty.state(), { state: 'ready', proposals: [], reports: [] });
    await empty.run([{ domain: 'milk.example', hosts: [] }]);
    assert.equal(empty.orders[0]?.targets[0]?.domain, 'milk.example');
  });
});
