import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the page of a rule says below its metadata: prose and code under headings. */
export interface PageSection {
  readonly heading: string;
  readonly parts: readonly PagePart[];
}

export type PagePart =
  | { readonly kind: 'prose'; readonly text: string }
  /** An example, and the file that it stands in. */
  | {
      readonly kind: 'code';
      readonly file: string | undefined;
      readonly language: string;
      readonly text: string;
    };

/** The folder of the pages: beside the bundles, or in the sources while somebody works on them. */
export function pagesFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, '../docs/rules');
  return existsSync(beside) ? beside : path.join(here, '../../../docs/rules');
}

/** The Markdown of a rule's page; undefined where it is not installed. */
export function readPage(id: string): string | undefined {
  try {
    return readFileSync(path.join(pagesFolder(), `${id}.md`), 'utf8').replace(/^<!--.*-->\s*/, '');
  } catch {
    return undefined;
  }
}

/** The sections of a page. What stands before the first is the metadata, which the rule itself has. */
export function sectionsOf(page: string): readonly PageSection[] {
  const sections: { heading: string; parts: PagePart[] }[] = [];
  let prose: string[] = [];
  const endProse = (): void => {
    const text = prose.join('\n').trim();
    prose = [];
    if (text !== '') sections.at(-1)?.parts.push({ kind: 'prose', text });
  };
  const lines = page.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const heading = /^## (.+)$/.exec(line)?.[1];
    const fence = /^(`{3,})(\w*)(?: file=(\S+))?/.exec(line);
    if (heading !== undefined) {
      endProse();
      sections.push({ heading, parts: [] });
    } else if (fence) {
      endProse();
      const [, ticks = '', language = '', file] = fence;
      const end = lines.indexOf(ticks, at + 1);
      const text = lines.slice(at + 1, end === -1 ? lines.length : end).join('\n');
      sections.at(-1)?.parts.push({ kind: 'code', file, language, text });
      at = end === -1 ? lines.length : end;
    } else prose.push(line);
  }
  endProse();
  return sections;
}
