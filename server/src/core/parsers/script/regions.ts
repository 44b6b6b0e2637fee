/** The parts of a file: code of either kind, and the markup round it in components. */
import type { TextRange } from '../../finding.ts';
import type { Language } from '../../language.ts';

export interface Region extends TextRange {
  readonly kind: 'plain' | 'jsx' | 'markup';
}

export function regionsOf(text: string, language: Language): Region[] {
  if (language === 'vue' || language === 'svelte') return componentRegions(text, 0);
  if (language === 'astro') return astroRegions(text);
  return [{ kind: language === 'typescript' ? 'plain' : 'jsx', start: 0, end: text.length }];
}

const SCRIPT = /<script\b([^<>]{0,400})>/gi;

function componentRegions(text: string, from: number): Region[] {
  const regions: Region[] = [];
  let at = from;
  SCRIPT.lastIndex = from;
  for (let match = SCRIPT.exec(text); match; match = SCRIPT.exec(text)) {
    const start = match.index + match[0].length;
    const close = text.indexOf('</script', start);
    const end = close === -1 ? text.length : close;
    if (match.index > at) regions.push({ kind: 'markup', start: at, end: match.index });
    regions.push({ kind: /\blang=["']?[jt]sx/.test(match[1] ?? '') ? 'jsx' : 'plain', start, end });
    at = end;
    SCRIPT.lastIndex = end;
  }
  if (at < text.length) regions.push({ kind: 'markup', start: at, end: text.length });
  return regions;
}

const FENCE = /^\uFEFF?\s{0,200}---[ \t]{0,80}\r?\n/;

/** The code between the `---` lines at the start, and what follows it. */
function astroRegions(text: string): Region[] {
  const start = FENCE.exec(text)?.[0].length;
  if (start === undefined) return componentRegions(text, 0);
  const close = text.indexOf('\n---', start - 1);
  const end = close === -1 ? text.length : close + 1;
  return [{ kind: 'plain', start, end }, ...componentRegions(text, end)];
}
