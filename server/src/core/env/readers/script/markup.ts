/** Variables in the markup of components: `{{ import.meta.env.VITE_TITLE }}`. */
import { markupOf } from '../../../parsers/script.ts';
import type { Reading } from './reading.ts';

/** Simple forms alone: what a template does with a value, it shows or hides. */
export function readMarkup({ document, reads, names }: Reading): void {
  const { text, language } = document;
  if (language !== 'vue' && language !== 'svelte' && language !== 'astro') return;
  const hasAlias = names.importsInOrder.some(
    ({ module, local }) => module.startsWith('$env/dynamic') && local === 'env',
  );
  for (const { start, end } of markupOf(document)) {
    PLAIN.lastIndex = start;
    for (let match = PLAIN.exec(text); match && match.index < end; match = PLAIN.exec(text)) {
      const [whole, object = '', name = ''] = match;
      if (whole.startsWith('<!--')) continue;
      if (object === 'env' && !hasAlias) continue;
      if (object === 'import.meta.env' && /^(?:MODE|BASE_URL|PROD|DEV|SSR|SITE)$/.test(name)) continue;
      const at = match.index + whole.length - name.length;
      const next = text.slice(at + name.length, at + name.length + 4);
      const kind = /^\s?(?:\?\?|\|\||\?\.|&&|\?|[=!]=)/.test(next) ? 'default' : 'bare';
      reads.push({
        name,
        start: at,
        end: at + name.length,
        through: object === 'env' ? '$env/dynamic' : object,
        evidence: { kind, first: -1, last: -1 },
      });
    }
  }
}

const PLAIN =
  /<!--(?:[^-]|-(?!->)){0,20000}|(?<![\w$.])(import\.meta\.env|process\.env|env)\.([A-Z][A-Z0-9_]{1,100})\b/g;
