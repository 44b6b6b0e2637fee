import { strict as assert } from 'node:assert';
import { looksOf } from '../../../server/src/core/observations/endpointLooks.ts';

describe('what an answer looks like', () => {
  const healthOf = (text: string, status = 200): unknown =>
    looksOf({ kind: 'health' }, { status, headers: [], text });

  it('is unhealthy by its own words', () => {
    for (const text of [
      '{"status":"DOWN"}',
      '{"status":"fail","version":"1"}',
      '{"status":"error","info":{},"error":{"database":{"status":"down"}}}',
      '{"healthy":false}',
      '{"ok":false,"uptime":3}',
      '{"status":"ok","checks":{"database":{"status":"down"}}}',
      '{"status":"pass","checks":{"postgres:connections":[{"status":"fail"}]}}',
      '{"status":"UP","components":{"db":{"status":"OUT_OF_SERVICE"}}}',
      '{"status":"ok","db":"disconnected"}',
      '{"finishedAt":1,"checkResults":[{"name":"UsedDiskSpace","status":"failed"}]}',
      'Unhealthy',
      ' not ok\n',
    ])
      assert.equal(healthOf(text), 'unhealthy', text);
  });

  it('is well where nothing says otherwise', () => {
    for (const text of [
      '{"status":"ok"}',
      '{"status":"UP","components":{"db":{"status":"UP"}}}',
      '{"status":"ok","error":null,"errors":[]}',
      '{"error":{},"status":"ok","message":"down"}',
      '{"logs":{"level":"error"},"status":"pass"}',
      'ok',
      'Healthy',
      '{"status":',
      '[]',
      '',
      '<p>error</p>',
    ])
      assert.equal(healthOf(text), undefined, text);
    assert.equal(
      looksOf({ kind: 'other' }, { status: 200, headers: [], text: '{"status":"down"}' }),
      undefined,
    );
    assert.equal(healthOf('{"status":"down"}', 503), undefined);
  });

  it('is a check for robots, a login, or the want of a form’s token', () => {
    const looks = (status: number, headers: Record<string, string>, text = ''): unknown =>
      looksOf({ kind: 'webhook' }, { status, headers: Object.entries(headers), text });
    const html = { 'content-type': 'text/html; charset=utf-8' };
    assert.equal(looks(403, { 'cf-mitigated': 'challenge' }), 'bot-check');
    assert.equal(looks(403, html, '<title>Just a moment...</title>'), 'bot-check');
    assert.equal(looks(302, { location: 'https://tea.test/login?next=/hook' }), 'login');
    assert.equal(looks(302, { location: '/blog/author' }), undefined);
    assert.equal(looks(401, { 'www-authenticate': 'Basic realm="tea"' }), 'login');
    assert.equal(looks(401, html, '<h1>Authentication Required</h1>'), 'login');
    assert.equal(looks(401, { 'content-type': 'application/json' }, '{}'), undefined);
    assert.equal(looks(200, html, '<form><input name=a type="password"></form>'), 'login');
    assert.equal(looks(403, html, '<p>CSRF verification failed. Request aborted.</p>'), 'csrf');
    assert.equal(looks(419, html), 'csrf');
    assert.equal(looks(403, html, '<p>no</p>'), undefined);
  });

  it('knows the page that a product in the browser answers with for any path', () => {
    const html = [['content-type', 'text/html; charset=utf-8']] as const;
    const looks = (text: string, headers: typeof html | readonly [] = html): string | undefined =>
      looksOf({ kind: 'health' }, { status: 200, headers, text });
    assert.equal(
      looks('<html><body><div id="root"></div><script src="/a.js"></script></body></html>'),
      'page',
    );
    assert.equal(looks('<app-root></app-root><script src="/main.js"></script>'), 'page');
    assert.equal(looks('<h1>OK</h1>'), undefined);
    assert.equal(looks('<div id="root"></div><script></script>', []), undefined);
  });
});
