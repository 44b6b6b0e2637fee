import { writeFileSync } from 'node:fs';
import { CHECK_INFOS } from '../core/checks/infos.ts';
import { parseConfig } from '../core/config.ts';
import { deferralNotes, removeDeferrals } from '../core/deferralEdits.ts';
import { isBroken, ledgerOf, type LedgerEntry } from '../core/ledger.ts';
import { printable } from '../core/printable.ts';
import { deferralsAsJson, deferralsAsMarkdown, deferralsAsText } from '../core/report/deferrals.ts';
import { plural } from '../core/report/text.ts';
import { areaOf } from '../core/rule.ts';
import { VERSION } from '../host/version.ts';
import { checkAll, configToWrite, type Checked } from './ledger.ts';
import { paint } from './paint.ts';
import { UsageError } from './usageError.ts';

export interface DeferredOptions {
  readonly format: 'text' | 'markdown' | 'json';
  readonly prune: boolean;
  readonly config?: string;
}

/** Lists what is put off, and gives the exit code: 1 where a day has passed and what was put off still stands. */
export async function deferred({ format, prune, config: named }: DeferredOptions): Promise<number> {
  const checked = await checkAll(named);
  const { root, settings } = checked;
  if (!parseConfig(settings.configText).isUsed)
    throw new UsageError('Nobody knows what is put off while launch-ready.yaml has a mistake.');
  for (const { file, message } of uncheckedIn(checked))
    process.stderr.write(`${printable(`${file}: ${message}`)}\n`);
  const all = entriesOf(checked);
  const entries = prune ? pruned(all, root, named) : all;
  process.stdout.write(
    format === 'json'
      ? deferralsAsJson(entries, { version: VERSION, root, today: settings.today })
      : format === 'markdown'
        ? deferralsAsMarkdown(entries)
        : deferralsAsText(entries, paint(), Math.max(60, Math.min(process.stdout.columns ?? 100, 120))),
  );
  if (entries.some(isBroken)) return 1;
  return uncheckedIn(checked).length > 0 ? 2 : 0;
}

function uncheckedIn({ result }: Checked): Checked['result']['errors'] {
  return result.errors.filter(({ ruleId }) => ruleId === '');
}

function entriesOf({ settings, result }: Checked): readonly LedgerEntry[] {
  const rules = new Set(CHECK_INFOS.map(({ id }) => id));
  const areas = new Set(CHECK_INFOS.map(({ id }) => `${areaOf(id)}/*`));
  return ledgerOf({
    deferred: parseConfig(settings.configText).config.deferred,
    notes: deferralNotes(settings.configText),
    findings: result.findings,
    today: settings.today,
    isElsewhere: (rule) => rules.has(rule) || areas.has(rule),
    isComplete: result.errors.length === 0,
  });
}

/** Takes out the entries whose finding is gone, and gives the others. */
function pruned(
  entries: readonly LedgerEntry[],
  root: string,
  named: string | undefined,
): readonly LedgerEntry[] {
  const gone = entries.filter(({ state }) => state === 'gone');
  if (gone.length === 0) {
    process.stderr.write('No entry is taken out: nothing that is put off is known to be gone.\n');
    return entries;
  }
  const { file, shown, text } = configToWrite(root, named);
  const left = removeDeferrals(
    text,
    gone.map(({ place }) => place),
  );
  if (typeof left !== 'string') throw new UsageError(left.refused);
  writeFileSync(file, left);
  process.stderr.write(
    `${printable(shown)}: ${plural(gone.length, 'entry', 'entries')} taken out, because what was put off is gone.\n`,
  );
  return entries.filter(({ state }) => state !== 'gone');
}
