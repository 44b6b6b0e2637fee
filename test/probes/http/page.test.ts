import assert from 'node:assert/strict';
import { readPage } from '../../../server/src/probes/http/page.ts';
import { url } from '../../support/world/webClient.ts';

const PAGE = url('https://shop.example/shelf/page?x=1');

function resourcesOf(html: string): string[] {
  return readPage(PAGE, html).resources.map(({ kind, url: { href } }) => `${kind} ${href}`);
}

describe('what an HTML page loads and says', () => {
  it('names everything that the page loads, resolved against it', () => {
    const html = `<!DOCTYPE html><html><head>
      <link rel=stylesheet href="/a.css"><link rel="Preload" as=font href=f.woff2 crossorigin>
      <link rel="modulepreload" href="m.js"><link rel="manifest" href="app.webmanifest"><link rel="shortcut icon" href=/i.ico>
      <script src="//cdn.example/x.js?a=1&amp;b=2" integrity="sha384-abc" crossorigin=anonymous></script>
      <script>let a = '<img src="http://no.example/in-a-script.png">';</script>
      <!-- <img src="http://no.example/in-a-comment.png"> --></head>
      <body><IMG SRC='one.png' srcset="two.png 1x, /three.png?a,b 2x"><iframe src="http://frame.example/"></iframe>
      <video poster=p.jpg src=v.mp4><source src=v.webm></video><audio src=a.mp3></audio><object data=o.swf></object><embed src=e.swf>
      <img src="data:image/png;base64,AAAA"><img src=""><script src="javascript:alert(1)"></script></body>`;
    assert.deepEqual(resourcesOf(html), [
      'stylesheet https://shop.example/a.css',
      'font https://shop.example/shelf/f.woff2',
      'script https://shop.example/shelf/m.js',
      'manifest https://shop.example/shelf/app.webmanifest',
      'image https://shop.example/i.ico',
      'script https://cdn.example/x.js?a=1&b=2',
      'image https://shop.example/shelf/one.png',
      'image https://shop.example/shelf/two.png',
      'image https://shop.example/three.png?a,b',
      'frame http://frame.example/',
      'image https://shop.example/shelf/p.jpg',
      'media https://shop.example/shelf/v.mp4',
      'media https://shop.example/shelf/v.webm',
      'media https://shop.example/shelf/a.mp3',
      'object https://shop.example/shelf/o.swf',
      'object https://shop.example/shelf/e.swf',
    ]);
    const { resources } = readPage(PAGE, html);
    assert.deepEqual(
      resources
        .filter(({ crossorigin }) => crossorigin !== undefined)
        .map(({ integrity, crossorigin }) => [integrity, crossorigin]),
      [
        [undefined, ''],
        ['sha384-abc', 'anonymous'],
      ],
    );
  });

  it('resolves against the first base, for what stands before it too', () => {
    const html =
      '<img src=a.png><base target=_top><base href="https://cdn.example/x/"><base href="/no/"><img src=b.png>';
    assert.deepEqual(resourcesOf(html), [
      'image https://cdn.example/x/a.png',
      'image https://cdn.example/x/b.png',
    ]);
  });

  it('reads the title, metas, the canonical address and forms', () => {
    const page = readPage(
      PAGE,
      `<title>\n Shop &amp; more </title><title>no</title>
       <meta NAME=Robots content="noindex"><meta http-equiv="Content-Security-Policy" content="default-src &#39;self&#39;">
       <meta charset=utf-8><link rel=canonical href="/"><link rel=canonical href="/second">
       <form action="http://pay.example/" method=POST><input type=text><input type=password></form><form></form>`,
    );
    assert.equal(page.title, 'Shop & more');
    assert.deepEqual(page.metas, [
      { kind: 'name', name: 'robots', content: 'noindex' },
      { kind: 'http-equiv', name: 'content-security-policy', content: "default-src 'self'" },
    ]);
    assert.equal(page.canonical?.href, 'https://shop.example/');
    assert.deepEqual(
      page.forms.map(({ action, method, hasPassword }) => [action.href, method, hasPassword]),
      [
        ['http://pay.example/', 'post', true],
        ['https://shop.example/shelf/page?x=1', 'get', false],
      ],
    );
  });

  for (const [what, html] of [
    ['nothing but "<"', '<'.repeat(1_000_000)],
    ['200,000 elements within each other', '<div>'.repeat(200_000)],
    ['forms within each other', '<form><input type=password>'.repeat(37_000)],
    ['attributes without end', `<img ${'a=b '.repeat(250_000)}`],
    ['attributes of one name', `<img ${'src=x '.repeat(160_000)}>`],
    ['entities without end', `<img src="${'&amp;'.repeat(200_000)}">`],
    ['an attribute that nobody closes', `<img src="${'x'.repeat(1_000_000)}`],
    ['a comment that nobody closes', `<!-- ${'-'.repeat(1_000_000)}`],
    ['pictures without end', '<img src=a srcset="b, c, d">'.repeat(35_000)],
    ['commas', `<img srcset="${','.repeat(1_000_000)}">`],
    ['blanks in a list of pictures', `<img srcset="${' '.repeat(1_000_000)}">`],
    ['metas without end', '<meta name=a content=b>'.repeat(43_000)],
    ['titles without end', '<title>'.repeat(140_000)],
  ] as const)
    it(`takes ${what}`, () => {
      const page = readPage(PAGE, html);
      assert.ok(page.resources.length <= 1000 && page.metas.length <= 1000 && page.forms.length <= 1000);
      assert.ok(JSON.stringify(page).length < 1_000_000);
    }).timeout(3000);
});
