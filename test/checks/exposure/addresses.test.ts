import { strict as assert } from 'node:assert';
import mixedContent from '../../../server/src/core/checks/exposure/mixed-content.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { plainAddresses } from '../../../server/src/core/live/exposure/styles.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { exchange, GOOD_HEADERS, healthyDomain } from '../../support/observations.ts';

function page(body: string): Partial<HttpObservation> {
  const exchanged = exchange({ url: 'https://example.com/', headers: GOOD_HEADERS, body });
  return { endpoints: [{ url: exchanged.url, kind: 'home', exchange: exchanged, cors: [] }] };
}

const asset = (type: string, path: string, body: string): Partial<HttpObservation> => ({
  assets: [exchange({ url: `https://example.com${path}`, headers: { 'content-type': type }, body })],
});
const style = (css: string): Partial<HttpObservation> => asset('text/css; charset=utf-8', '/a.css', css);
const shown = (subject: string, href: string): string =>
  `medium ${subject} of example.com loads ${href} without encryption; browsers ask for it by HTTPS, and show nothing where that fails.`;
const blocked = (subject: string, what: string, href: string): string =>
  `high ${subject} of example.com ${what} without encryption (${href}), which browsers block.`;
const FINE = 'pass The page of example.com loads everything by HTTPS.';
const PICTURE = 'http://cdn.example/a.png';

describe('addresses in styles and scripts', () => {
  describeCheck(mixedContent, [
    {
      it: 'finds a picture in a stylesheet',
      http: style(`/* x */.a{background:url( "${PICTURE}" )}`),
      says: [shown('The file /a.css', PICTURE)],
    },
    {
      it: 'finds a picture in a style of the page',
      http: page(`<!doctype html><style>.a{background:url(${PICTURE})}</style>`),
      says: [shown('The page', PICTURE)],
    },
    {
      it: 'finds a picture in an attribute',
      http: page(`<!doctype html><p style="background:url(&quot;${PICTURE}&quot;)">`),
      says: [shown('The page', PICTURE)],
    },
    {
      it: 'finds an imported stylesheet',
      http: style('@import "http://cdn.example/b.css";'),
      says: [blocked('The file /a.css', 'loads a stylesheet', 'http://cdn.example/b.css')],
    },
    {
      it: 'finds a font',
      http: style('.a{color:red}@font-face{font-family:a;src:url(http://cdn.example/a.woff2)}'),
      says: [blocked('The file /a.css', 'loads a font', 'http://cdn.example/a.woff2')],
    },
    {
      it: 'finds data that a script asks for',
      http: asset('text/javascript', '/a.js', 'await fetch("http://api.example/items")'),
      says: [blocked('The file /a.js', 'asks for data', 'http://api.example/items')],
    },
    {
      it: 'finds a socket of the page',
      http: page('<!doctype html><script>new WebSocket("ws://api.example/live")</script>'),
      says: [blocked('The page', 'asks for data', 'ws://api.example/live')],
    },
    ...[
      style(`/* url(${PICTURE}) */.a{background:url(https://cdn.example/a.png)}`),
      style('@namespace svg url(http://www.w3.org/2000/svg);'),
      style(`.a{background:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E")}`),
      style('.a{background:url(http://localhost:3000/a.png)}'),
      page(`<!doctype html><!-- <style>.a{background:url(${PICTURE})}</style> --><pre>url(${PICTURE})</pre>`),
      asset(
        'text/javascript',
        '/a.js',
        'const space = "http://www.w3.org/1999/xhtml"; link("http://x.example")',
      ),
    ].map((http, index) => ({ it: `lets harmless addresses be (${index + 1})`, http, says: [FINE] })),
  ]);

  it('are read in one pass, whatever is never closed', () => {
    const hostile = [
      '<style>'.repeat(50_000),
      '<style '.repeat(50_000),
      ' style="'.repeat(50_000),
      `<style>${'url('.repeat(200_000)}`,
      `<style>${'/*'.repeat(200_000)}`,
      `<style>${'@import  '.repeat(100_000)}`,
      `<style>${'@font-face{src:url(http://a.example/a) '.repeat(10_000)}`,
      '<script>'.repeat(50_000),
      '<!--'.repeat(200_000),
    ];
    for (const html of hostile) assert.ok(plainAddresses(healthyDomain(), html).length <= 50);
  });
});
