import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addDeferral, type NewDeferral } from '../core/deferralEdits.ts';
import { dayProblem, noteOf, putOffTogether } from '../core/deferrals.ts';
import type { Finding } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { placeOf } from '../core/report/place.ts';
import { isKnownRule, looksLikeRuleName, noSuchRule } from '../core/ruleName.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import { today } from '../host/clock.ts';
import { checkAll, configToWrite } from './ledger.ts';
import { configuredRoot } from './target.ts';
import { UsageError } from './usageError.ts';

export interface DeferOptions {
  readonly owner: string;
  readonly until: string;
  readonly reason: string;
  readonly config?: string;
}

/** Puts something off: adds it to the configuration, and says what was added. Gives the exit code. */
export async function defer(what: string, options: DeferOptions): Promise<number> {
  const problem = dayProblem(options.until, today());
  if (problem !== undefined) throw new UsageError(`--until: ${problem}`);
  if (options.owner.trim() === '') throw new UsageError('--owner: Write who will see to it.');
  if (options.reason.trim().length < 3)
    throw new UsageError('--reason: Write a reason that your team will understand in a year.');
  const { entries, said } = await entriesFor(what, options);
  const { file, shown, text } = configToWrite(configuredRoot(process.cwd()), options.config);
  const written = addDeferral(text, entries);
  if (typeof written !== 'string') throw new UsageError(written.refused);
  writeFileSync(file, written);
  process.stdout.write(
    `${said.map(printable).join('\n')}\nPut off until ${options.until}, by ${printable(options.owner.trim())}. ${printable(shown)} says so: commit it.\n`,
  );
  return 0;
}

interface Wanted {
  readonly entries: readonly NewDeferral[];
  /** What is put off, a line each. */
  readonly said: readonly string[];
}

async function entriesFor(what: string, options: DeferOptions): Promise<Wanted> {
  const { owner, until, reason } = options;
  if (looksLikeRuleName(what) && !existsSync(what)) {
    if (!isKnownRule(what, RULE_IDS))
      throw new UsageError(`${noSuchRule(what)}. launch-ready check names the rule below each finding.`);
    return { entries: [{ rule: what, owner, until, reason }], said: [`All findings of ${what}`] };
  }
  const { root, result } = await checkAll(options.config);
  const finding = FINGERPRINT.test(what)
    ? byFingerprint(what, result.findings)
    : byPlace(what, root, result.findings);
  const together = putOffTogether(finding, result.findings);
  return {
    entries: together.map((each) => ({
      finding: each.fingerprint,
      owner,
      until,
      reason,
      note: noteOf(each),
    })),
    said: together.map((each) => `${placeOf(each)} ${each.ruleId}: ${each.message}`),
  };
}

const RULE_IDS: ReadonlySet<string> = new Set(RULE_INFOS.map(({ id }) => id));
const FINGERPRINT = /^[\da-f]{16}$/;
const PLACE = /^(.+?):(\d+)(?::(\d+))?$/s;

function byFingerprint(fingerprint: string, findings: readonly Finding[]): Finding {
  const found = findings.find((finding) => finding.fingerprint === fingerprint);
  if (!found)
    throw new UsageError(
      `No finding in this folder has the fingerprint ${fingerprint}. What the running product answers is put off by its rule: launch-ready defer tls/old-protocol …`,
    );
  refuseSilenced(found);
  return found;
}

function byPlace(what: string, root: string, findings: readonly Finding[]): Finding {
  const [, name, line, column] = PLACE.exec(what) ?? [];
  if (name === undefined || line === undefined)
    throw new UsageError(
      `“${printable(what)}” names nothing to put off. Write where it stands (src/pay.ts:12), its fingerprint, or a rule.`,
    );
  const file = fileOf(name, root);
  const there = findings.filter((finding) => finding.file === file && isAt(finding, line, column));
  const open = there.filter(({ suppressed }) => !suppressed || suppressed.until !== undefined);
  const [first, ...others] = open;
  if (first && others.length === 0) return first;
  if (first)
    throw new UsageError(
      [
        `${open.length} findings stand at ${printable(what)}. Name one by its fingerprint:`,
        ...open.map(({ fingerprint, ruleId, message }) =>
          printable(`  ${fingerprint} ${ruleId}: ${message}`),
        ),
      ].join('\n'),
    );
  if (there[0]) refuseSilenced(there[0]);
  throw new UsageError(
    `No finding stands at ${printable(what)}. launch-ready check says where they stand now.`,
  );
}

/** Relative to the root, as findings name it. */
function fileOf(name: string, root: string): string {
  const absolute = path.resolve(name);
  if (!existsSync(absolute)) throw new UsageError(`There is no file “${printable(name)}”.`);
  return path
    .relative(root, path.join(realpathSync(path.dirname(absolute)), path.basename(absolute)))
    .split(path.sep)
    .join('/');
}

/** Reports name the place where it begins. */
function isAt({ range }: Finding, line: string, column: string | undefined): boolean {
  return (
    range?.start.line === Number(line) && (column === undefined || range.start.column === Number(column))
  );
}

/** What is put off already may get another day. */
function refuseSilenced({ suppressed }: Finding): void {
  if (!suppressed || suppressed.until !== undefined) return;
  const by = { comment: 'a comment', config: 'launch-ready.yaml', baseline: 'the baseline' }[suppressed.by];
  throw new UsageError(
    `This is silenced by ${by} already (${printable(suppressed.reason)}): there is nothing to put off.`,
  );
}
