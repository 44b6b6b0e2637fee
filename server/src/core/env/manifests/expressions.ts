import type { TextRange } from '../../finding.ts';
import type { Collector } from './manifestFacts.ts';

const EXPRESSION = /\$\{\{((?:[^}$]|\}(?!\}))*)\}\}/g;
const CONTEXT =
  /\b(secrets|vars|env)(?:\.([A-Za-z_][\w-]{0,199})|\[[ \t]{0,9}["']([A-Za-z_][\w-]{0,199})["'])/g;

/** `${{ secrets.X }}`, `${{ vars.X }}` and `${{ env.X }}` in a part of a workflow. */
export function readExpressions(collector: Collector, { start, end }: TextRange): void {
  const part = collector.document.text.slice(start, end);
  if (!part.includes('${{')) return;
  for (const match of part.matchAll(EXPRESSION)) {
    const inside = start + match.index + 3;
    readContexts(collector, { start: inside, end: inside + (match[1] ?? '').length });
  }
}

/** The same in a condition, which is an expression without braces. */
export function readContexts(collector: Collector, { start, end }: TextRange): void {
  for (const match of collector.document.text.slice(start, end).matchAll(CONTEXT)) {
    const [whole, context = '', dotted, quoted = ''] = match;
    const name = dotted ?? quoted;
    const at = start + match.index + whole.indexOf(name, context.length + 1);
    const isHere = context === 'env';
    collector.use(
      { text: name, start: at, end: at + name.length },
      // What is not set at GitHub is an empty text there; whether that matters can't be told from here.
      { through: `\${{ ${context} }}`, need: 'optional', ...(!isHere && { store: 'GitHub' }) },
    );
  }
}
