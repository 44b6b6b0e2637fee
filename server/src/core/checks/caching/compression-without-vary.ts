import { defineCheck } from '../../check.ts';
import { answeredAssets, assetWords, publicAnswers } from '../../live/caching/assets.ts';
import { sharedLife } from '../../live/caching/life.ts';
import { headerLine, headerText, listsName } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'caching/compression-without-vary',
  impact: 'low',
  stage: 'performance',
  title: 'Compressed answer that caches can’t tell apart',
  why: 'A shared cache that keeps the compressed answer may send it to a program that can’t read it.',
  *check(observed, { now }) {
    const found = [...publicAnswers(observed), ...answeredAssets(observed)].filter(({ answer }) => {
      const { isStorable, seconds } = sharedLife(answer, now);
      const isCompressed = /\b(?:gzip|br|zstd|deflate)\b/i.test(headerText(answer, 'content-encoding') ?? '');
      return (
        isCompressed &&
        isStorable &&
        seconds > 0 &&
        !['accept-encoding', '*'].some((name) => listsName(answer, 'vary', name))
      );
    });
    const [first] = found;
    if (!first) return;
    yield {
      host: first.url.hostname,
      problem: `${assetWords(found)} came compressed and may be kept by shared caches, but without “Vary: Accept-Encoding”: a cache may send it to programs that can’t read it.`,
      evidence: found
        .slice(0, 5)
        .map(
          ({ url, answer }) =>
            `${url.pathname}: ${headerLine(answer, 'content-encoding')}, ${headerLine(answer, 'vary')}`,
        ),
      mend: {
        how: 'Send “Vary: Accept-Encoding” with everything that is compressed.',
        copy: [{ kind: 'text', label: 'nginx', text: 'gzip_vary on;' }],
      },
    };
  },
});
