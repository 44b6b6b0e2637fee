import { defineCheck, type CheckContext, type Mend } from '../../check.ts';
import { answeredAssets, publicAnswers } from '../../live/caching/assets.ts';
import { headerText, isOk, mediaTypeOf } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'caching/uncompressed-text',
  impact: 'medium',
  stage: 'performance',
  title: 'Text that is sent without compression',
  why: 'Pages, scripts and styles shrink to a third or less when they are compressed. Without it, everybody on a phone waits for the rest.',
  *check(observed, context) {
    const texts = [...publicAnswers(observed), ...answeredAssets(observed)].filter(
      ({ answer }) => isOk(answer) && TEXT.test(mediaTypeOf(answer)),
    );
    const plain = texts.filter(({ answer }) => {
      const encoding = headerText(answer, 'content-encoding')?.trim().toLowerCase();
      // What fits into one packet gains nothing.
      return (
        (encoding === undefined || encoding === '' || encoding === 'identity') && answer.bytes > ONE_PACKET
      );
    });
    const [first] = plain;
    if (!first) {
      if (texts.some(({ answer }) => headerText(answer, 'content-encoding') !== undefined))
        yield { pass: 'Text is sent compressed.' };
      return;
    }
    const bytes = plain.reduce((sum, { answer }) => sum + answer.bytes, 0);
    const more = plain.length - 1;
    yield {
      host: first.url.hostname,
      problem: `${first.url.origin}${first.url.pathname}${more > 0 ? ` and ${more} more` : ''} came without compression (${kilobytes(bytes)} in all), although we offered gzip and Brotli: visitors wait for several times the bytes.`,
      impact: bytes >= WORTH ? 'medium' : 'low',
      evidence: plain.map(
        ({ url, answer }) => `${url.pathname}: ${mediaTypeOf(answer)}, ${kilobytes(answer.bytes)}`,
      ),
      mend: mendOf(context),
    };
  },
});

const TEXT =
  /^(?:text\/(?:html|css|javascript|plain|xml)|application\/(?:javascript|x-javascript|json|xml|xhtml\+xml|manifest\+json|ld\+json)|image\/svg\+xml)$/;
const ONE_PACKET = 1_400;
const WORTH = 8_000;

function mendOf({ providers, target }: CheckContext): Mend {
  if (providers.edge === 'cloudflare')
    return {
      how: 'Switch compression on under Rules → Compression Rules, and take “no-transform” out of Cache-Control.',
    };
  if (target.frameworks.includes('express'))
    return {
      how: 'Compress answers: in front of the application, or in it.',
      copy: [
        {
          kind: 'text',
          label: 'Express',
          text: "import compression from 'compression';\napp.use(compression());",
        },
      ],
    };
  return {
    how: 'Switch compression on in what stands in front of the application: the CDN, the load balancer or the web server.',
    copy: [
      {
        kind: 'text',
        label: 'nginx',
        text: 'gzip on;\ngzip_vary on;\ngzip_proxied any;\ngzip_types text/css text/javascript application/javascript application/json image/svg+xml;',
      },
    ],
  };
}

function kilobytes(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(1)} kB`;
}
