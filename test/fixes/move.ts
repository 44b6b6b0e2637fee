import { strict as assert } from 'node:assert';
import { applyTextEdits, type EditPlan, type Refusal } from '../../server/src/core/edit.ts';
import { planMoveToEnvironment } from '../../server/src/core/fixes/moveToEnvironment.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from '../support/memoryFiles.ts';

/** A made-up key, put together here so that no scanner takes this file for a leak. */
export const SECRET = ['sk', 'live', '51HxQ2eLkd0A1b2C3d4E5f6G7h8'].join('_');

export interface Setup {
  readonly files?: Readonly<Record<string, string>>;
  readonly ignored?: readonly string[];
  readonly variable?: string;
}

export interface Moved {
  readonly title: string;
  readonly notes: readonly string[];
  /** Text after the fix of every file that it changed, by path. */
  readonly texts: Readonly<Record<string, string>>;
  readonly plan: EditPlan;
}

/**
 * Moves what stands between « and » in `marked`, in which § is the made-up key. Checks what holds for every plan:
 * edits are in order, inside their text, and do not overlap.
 */
export function move(path: string, marked: string, setup: Setup = {}): Moved {
  const plan = planned(path, marked, setup);
  assert.ok(!('refused' in plan), 'refused' in plan ? plan.refused : '');
  const texts: Record<string, string> = {};
  for (const { path: file, edits, create } of plan.edits) {
    const before = file === path ? unmarked(marked).text : setup.files?.[file];
    assert.equal(before === undefined, create !== undefined, `${file} is created exactly when it is missing`);
    assert.ok(!(file in texts), `${file} is edited once`);
    let from = 0;
    for (const { range } of edits) {
      assert.ok(
        range.start >= from && range.end >= range.start && range.end <= (before ?? '').length,
        'edits are apart',
      );
      from = range.end;
    }
    texts[file] = applyTextEdits(before ?? '', edits);
  }
  return { title: plan.title, notes: plan.notes, texts, plan };
}

export function refusal(path: string, marked: string, setup: Setup = {}): string {
  const plan = planned(path, marked, setup);
  assert.ok('refused' in plan, 'the fix is refused');
  assert.match(plan.refused, /^[A-Z\d.].*[.)\]]$/su, 'a sentence');
  assert.ok(!plan.refused.includes(SECRET), 'without the secret');
  return plan.refused;
}

export function planned(path: string, marked: string, setup: Setup = {}): EditPlan | Refusal {
  const { text, range } = unmarked(marked);
  const files = memoryFiles(
    { ...setup.files, [path]: text },
    { ignored: setup.ignored ?? ['.env', '.env.local', '.dev.vars'] },
  );
  const variable = setup.variable ?? 'STRIPE_SECRET_KEY';
  const fix = {
    kind: 'move-to-environment',
    title: `Move to .env as ${variable}`,
    variable,
    range,
    supported: true,
  } as const;
  return planMoveToEnvironment({ document: createDocument({ path, text }), fix, files });
}

export function unmarked(marked: string): { text: string; range: { start: number; end: number } } {
  const text = marked.replaceAll('§', SECRET);
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  assert.ok(start >= 0 && end >= start, 'the text has « and »');
  return { text: text.replace('«', '').replace('»', ''), range: { start, end } };
}
