import type { TextRange } from '../../finding.ts';
import type { Document, Parser } from '../../source.ts';

/** Whether a place lies in a Kubernetes manifest of the kind Secret, where every value is one, whatever it is called. */
export function isInSecretManifest(offset: number, document: Document): boolean {
  if (document.language !== 'yaml') return false;
  const ranges = document.parsed(secretManifests);
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start <= offset;
}

/** From the line "data:" or "stringData:" to the end of the YAML document, in order. */
const secretManifests: Parser<readonly TextRange[]> = (text) => {
  const found: TextRange[] = [];
  if (!text.includes('Secret') || !text.includes('apiVersion:')) return found;
  for (let start = 0; start < text.length;) {
    const mark = text.indexOf('\n---', start);
    const end = mark === -1 ? text.length : mark + 4;
    const manifest = text.slice(start, end);
    const data = IS_SECRET.test(manifest) ? manifest.search(DATA) : -1;
    if (data !== -1) found.push({ start: start + data, end });
    start = end;
  }
  return found;
};

const IS_SECRET = /^kind:[ \t]*["']?Secret["']?[ \t]*\r?$/m;
const DATA = /^(?:stringData|data):[ \t]*\r?$/m;
