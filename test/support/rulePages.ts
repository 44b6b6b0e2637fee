import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expand } from './expand.ts';

/** A code block of a rule's page, ready to run: placeholders filled, marks taken out. */
export interface Sample {
  readonly kind: 'bad' | 'good';
  readonly path: string;
  readonly text: string;
  /** What stood between « and », as offsets. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

/** The samples of a rule's page, in order. */
export function samplesOf(ruleId: string): readonly Sample[] {
  const page = readFileSync(
    fileURLToPath(new URL(`../../server/src/core/rules/${ruleId}.md`, import.meta.url)),
    'utf8',
  );
  return page.split(/^## /m).flatMap((section) => {
    const kind = section.startsWith('Bad') ? 'bad' : section.startsWith('Good') ? 'good' : undefined;
    if (!kind) return [];
    return [...section.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', body = '']) =>
      sample(kind, path, body),
    );
  });
}

function sample(kind: Sample['kind'], path: string, body: string): Sample {
  const marks: { start: number; end: number }[] = [];
  let text = '';
  for (const part of expand(body).split(/(«[^»]*»)/)) {
    const inner = part.startsWith('«') ? part.slice(1, -1) : part;
    if (inner !== part) marks.push({ start: text.length, end: text.length + inner.length });
    text += inner;
  }
  return { kind, path, text, marks };
}
