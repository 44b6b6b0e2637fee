/** Where nginx' configuration stands within other files: ConfigMaps of Kubernetes, here-documents of images and scripts. */
import type { TextRange } from '../../finding.ts';
import { behindLineFeed, lineFeedAt } from '../../lines.ts';

/** `default.conf: |`, and ingress-nginx' annotations that take nginx' own words. */
const BLOCK_OF_YAML =
  /^([ \t]*)(?:-[ \t]+)?["']?(?:[\w./-]{0,100}\.conf(?:\.template)?|[\w./-]{0,100}nginx[\w.-]{0,60}|nginx\.(?:ingress\.kubernetes\.io|org)\/[\w-]{0,40}snippets?|(?:http|server|location|configuration)-?[sS]nippets?)["']?:[ \t]*[|>][-+\d]*[ \t]*(?:#[^\n]*)?\r?$/gm;

/** The blocks of a YAML file, which end where a line has no more indentation than the key. */
export function blocksInYaml(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  BLOCK_OF_YAML.lastIndex = 0;
  for (let match = BLOCK_OF_YAML.exec(text); match; match = BLOCK_OF_YAML.exec(text)) {
    const indent = match[1]?.length ?? 0;
    const start = behindLineFeed(text, match.index + match[0].length - 1);
    let end = start;
    for (let at = start; at < text.length; at = behindLineFeed(text, at)) {
      const margin = text.slice(at, Math.min(lineFeedAt(text, at), at + indent + 1));
      if (margin.trim() !== '') break;
      end = lineFeedAt(text, at);
    }
    if (end > start) ranges.push({ start, end });
    BLOCK_OF_YAML.lastIndex = Math.max(end, match.index + match[0].length);
  }
  return ranges;
}

const HERE = /<<-?[ \t]*(?:\\|["'])?([A-Za-z_]\w{0,60})["']?[^\n]{0,300}\n/g;

/** `cat > /etc/nginx/conf.d/default.conf <<'EOF'`, `COPY <<EOF /etc/nginx/nginx.conf`. */
export function hereDocuments(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  HERE.lastIndex = 0;
  for (let match = HERE.exec(text); match; match = HERE.exec(text)) {
    const word = match[1] ?? '';
    const start = HERE.lastIndex;
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    const line = text.slice(Math.max(lineStart, match.index - 300), start);
    let end = start;
    while (end < text.length && text.slice(end, lineFeedAt(text, end)).trim() !== word)
      end = behindLineFeed(text, end);
    if (/nginx|\/conf\.d\/|sites-(?:available|enabled)/.test(line)) ranges.push({ start, end });
    HERE.lastIndex = Math.max(end, start);
  }
  return ranges;
}
