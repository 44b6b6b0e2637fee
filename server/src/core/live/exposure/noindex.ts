import type { HttpAnswer, PageObservation } from '../../observations/http.ts';
import { headerValues } from '../headerValues.ts';

/** What tells search engines to leave a page out: lines of its header, and tags. */
export function noindexIn(answer: HttpAnswer, page: PageObservation | undefined): readonly string[] {
  return [
    ...headerValues(answer, 'x-robots-tag')
      .filter(forbids)
      .map((value) => `X-Robots-Tag: ${value}`),
    ...(page?.metas ?? [])
      .filter(
        ({ kind, name, content }) =>
          kind === 'name' && /^(?:robots|googlebot)$/.test(name) && forbids(content),
      )
      .map(({ name, content }) => `<meta name="${name}" content="${content}">`),
  ];
}

/** For all robots, or for one of those that matter: "googlebot: noindex". */
function forbids(value: string): boolean {
  return value
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .some((part) => /^(?:(?:googlebot|bingbot)\s*:\s*)?(?:noindex|none)$/.test(part));
}
