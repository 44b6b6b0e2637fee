import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkspaceFacts } from '../../server/src/core/facts.ts';
import { expand } from './expand.ts';

/** A code block of a rule's page, ready to run: placeholders filled, marks taken out. */
export interface Sample {
  readonly kind: 'bad' | 'good';
  readonly path: string;
  readonly text: string;
  /** What stood between « and », as offsets. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  readonly facts: WorkspaceFacts;
  /** Another rule that reports the same sample, where that can't be helped: `with=RULE` behind the file. */
  readonly besides: string | undefined;
}

/** Files of a page's sample for a rule that judges all files together. */
export interface WholeSample {
  readonly kind: Sample['kind'];
  readonly files: readonly (Sample & {
    readonly ignored: boolean;
    /** The main branch has it: as it is, or with another text. */
    readonly released: 'same' | 'edited' | undefined;
  })[];
}

/**
 * The samples of such a rule's page: code blocks with nothing between them are the files of one workspace. `git=ignored`
 * behind the file says that git leaves it out of commits, `git=released` and `git=edited` that the main branch has it.
 */
export function wholeSamplesOf(ruleId: string): readonly WholeSample[] {
  const page = readFileSync(
    fileURLToPath(new URL(`../../server/src/core/rules/${ruleId}.md`, import.meta.url)),
    'utf8',
  );
  return page.split(/^## /m).flatMap((section) => {
    const kind = section.startsWith('Bad') ? 'bad' : section.startsWith('Good') ? 'good' : undefined;
    if (!kind) return [];
    return [...section.matchAll(/(?:^```\w+ file=\S+[^\n]*\n[\s\S]*?^```\n\s*)+/gm)].map(([group]) => ({
      kind,
      files: [...group.matchAll(/^```\w+ file=(\S+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
        ([, path = '', attributes = '', body = '']) =>
          Object.assign(sample(kind, path, body, attributes), {
            ignored: attributes.includes('git=ignored'),
            released: attributes.includes('git=released')
              ? ('same' as const)
              : attributes.includes('git=edited')
                ? ('edited' as const)
                : undefined,
          }),
      ),
    }));
  });
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
    return [...section.matchAll(/^```\w+ file=(\S+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
      ([, path = '', attributes = '', body = '']) => sample(kind, path, body, attributes),
    );
  });
}

/**
 * What the workspace knows, as a code block says it behind the file: `git=tracked`, `git=untracked` or `git=ignored` of the file itself,
 * `beside=.env` of a file that lies at the root and that git ignores, `dockerignore=.env*,keys` of that file's lines.
 */
function factsIn(path: string, attributes: string): WorkspaceFacts {
  const value = (name: string): string | undefined => new RegExp(` ${name}=(\\S+)`).exec(attributes)?.[1];
  const [git, beside, lines] = [value('git'), value('beside'), value('dockerignore')];
  return {
    tracked: git === undefined || git === 'ignored' ? {} : { [path]: git === 'tracked' },
    ...(git === 'ignored' ? { ignoredEnv: [path] } : {}),
    sensitive: beside === undefined ? [] : [beside],
    dockerignores: lines === undefined ? {} : { '.dockerignore': lines.replaceAll(',', '\n') },
  };
}

function sample(kind: Sample['kind'], path: string, body: string, attributes: string): Sample {
  const marks: { start: number; end: number }[] = [];
  let text = '';
  for (const part of expand(body).split(/(«[^»]*»)/)) {
    const inner = part.startsWith('«') ? part.slice(1, -1) : part;
    if (inner !== part) marks.push({ start: text.length, end: text.length + inner.length });
    text += inner;
  }
  const besides = / with=(\S+)/.exec(attributes)?.[1];
  return { kind, path, text, marks, facts: factsIn(path, attributes), besides };
}
