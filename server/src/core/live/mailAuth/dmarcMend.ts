/** DMARC records to publish: what is there, changed as little as possible. */
import type { CheckContext, Mend } from '../../check.ts';
import { parseDmarc } from '../../email/records/dmarc.ts';
import type { RecordProblem } from '../../email/records/problem.ts';
import { tagNamed, tagsOf } from '../../email/records/tags.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { corrected } from '../mailTransport/records.ts';
import { dnsMend } from '../mend.ts';

export function dmarcMend(
  how: string,
  at: string,
  value: string,
  observed: DomainObservation,
  context: CheckContext,
): Mend {
  return dnsMend(how, observed, context, [{ kind: 'record', name: `_dmarc.${at}`, type: 'TXT', value }]);
}

/** For a domain that has none: it watches, until the reports show what sends. */
export function firstDmarc(domain: string): string {
  return `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`;
}

/** With the tag set to that value; one that is not there goes to the end. */
export function withTag(text: string, name: string, value: string): string {
  const tag = tagNamed(tagsOf(text), name);
  if (tag) return `${text.slice(0, tag.valueAt.start)}${value}${text.slice(tag.valueAt.end)}`;
  const end = text.trimEnd();
  return `${end}${end.endsWith(';') ? '' : ';'} ${name}=${value}`;
}

export function withoutTags(text: string, names: readonly string[]): string {
  return text
    .split(';')
    .filter((part) => !names.includes(part.split('=')[0]?.trim().toLowerCase() ?? ''))
    .join(';')
    .trim();
}

/** A record that receivers can read: this one corrected where that is beyond doubt, else a plain one with the same policy. */
export function mendedDmarc(text: string, problem: RecordProblem, domain: string): string {
  const one = corrected(text, problem);
  if (one !== undefined && isSound(one, problem)) return one;
  const all = allCorrected(text);
  return isSound(all, problem) ? all : plain(all, domain);
}

function isSound(text: string, { code }: RecordProblem): boolean {
  return !parseDmarc(text).problems.some((problem) => problem.isFatal || problem.code === code);
}

function allCorrected(text: string): string {
  let result = text;
  let from = text.length;
  for (const problem of parseDmarc(text).problems.toReversed()) {
    if (problem.replacement === undefined || problem.end > from) continue;
    result = corrected(result, problem) ?? result;
    from = problem.start;
  }
  return result;
}

function plain(text: string, domain: string): string {
  const { policy = 'none', rua } = parseDmarc(text);
  const to = rua.length === 0 ? `mailto:dmarc@${domain}` : rua.map(({ uri }) => uri).join(',');
  return `v=DMARC1; p=${policy}; rua=${to}`;
}
