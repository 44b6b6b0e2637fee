import { fatal, flaw, quoted } from './build.ts';
import type { DmarcPolicy, DmarcRecord } from './dmarcRecord.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { tagNamed, wholeTag } from './tags.ts';

export type ReadDmarc = Pick<DmarcRecord, 'text' | 'tags' | 'policy' | 'isTesting' | 'rua' | 'ruf'>;

export function isPolicy(value: string | undefined): value is DmarcPolicy {
  return value === 'none' || value === 'quarantine' || value === 'reject';
}

/** What is wrong with what is asked of receivers; `isCut`: a separator is missing, so that tags may be inside of others. */
export function dmarcPolicyProblems(record: ReadDmarc, isCut: boolean): readonly RecordProblem[] {
  const tags = ['p', 'sp', 'np'].flatMap((name) => tagNamed(record.tags, name) ?? []);
  const invalid = tags.filter((tag) => !isPolicy(tag.value.toLowerCase()));
  const p = tags.find((tag) => tag.name === 'p');
  const problems = invalid.flatMap((tag) =>
    isCut && /\s|,|:/.test(tag.value) ? [] : [invalidPolicy(tag, record)],
  );
  if (!p && !isCut && !hasMeantPolicy(record.tags)) problems.push(missingPolicy(record));
  if (invalid.length > 0 || !p) return problems;
  return [...problems, ...(isCut ? [] : weakPolicy(p, record)), ...weakerBelow(tags), ...testing(record, p)];
}

function consequence({ rua }: ReadDmarc): { readonly isFatal: boolean; readonly text: string } {
  return rua.length > 0
    ? {
        isFatal: false,
        text: 'Receivers take the whole record for "p=none" (RFC 9989): forged mail is delivered.',
      }
    : { isFatal: true, text: 'Receivers skip the whole record (RFC 9989): forged mail is delivered.' };
}

function invalidPolicy(tag: RecordTag, record: ReadDmarc): RecordProblem {
  const { isFatal, text } = consequence(record);
  const message = `${quoted(`${tag.name}=${tag.value}`)} is no policy: "none", "quarantine" and "reject" are. ${text}`;
  const meant = meantPolicy(tag.value.toLowerCase());
  return (isFatal ? fatal : flaw)(
    'invalid-policy',
    'high',
    tag.value === '' ? wholeTag(tag) : tag.valueAt,
    message,
    meant,
  );
}

/** A policy with a letter or two wrong. */
function meantPolicy(value: string): DmarcPolicy | undefined {
  if (/^rejec(?:t(?:ed|ion|s|ing)?|)$|^re(?:ect|jet|jct|ejct)$/.test(value)) return 'reject';
  if (/^q[uairentd]{5,11}e?d?$/.test(value)) return 'quarantine';
  return value === 'non' || value === 'nonee' || value === 'nome' || value === 'null' ? 'none' : undefined;
}

function missingPolicy(record: ReadDmarc): RecordProblem {
  const { isFatal, text } = consequence(record);
  const end = record.text.trimEnd().length;
  const message = `The record has no policy ("p="). ${text}`;
  return (isFatal ? fatal : flaw)('missing-policy', isFatal ? 'high' : 'medium', { start: 0, end }, message);
}

/** "policy=reject" and the like: of those is spoken as misspelt tags. */
function hasMeantPolicy(tags: readonly RecordTag[]): boolean {
  return tags.some((tag) => tag.name === 'policy' || tag.name === 'pol');
}

function weakPolicy(p: RecordTag, record: ReadDmarc): readonly RecordProblem[] {
  if (p.value.toLowerCase() !== 'none') return [];
  // Of addresses that can't be used their own problems speak.
  if ((tagNamed(record.tags, 'rua')?.value ?? '') !== '') {
    const message =
      '"p=none" only watches: forged mail is delivered. When the reports show that your own mail passes, ask for more.';
    return [flaw('policy-none', 'low', wholeTag(p), message)];
  }
  const message =
    '"p=none" without addresses for reports ("rua") does nothing: forged mail is delivered, and nobody hears of it.';
  return [flaw('policy-none-without-reports', 'medium', wholeTag(p), message)];
}

function weakerBelow(tags: readonly RecordTag[]): readonly RecordProblem[] {
  const value = (name: string): DmarcPolicy | undefined => {
    const text = tags.find((tag) => tag.name === name)?.value.toLowerCase();
    return isPolicy(text) ? text : undefined;
  };
  const p = value('p') ?? 'none';
  const sp = value('sp') ?? p;
  return tags.flatMap((tag) => {
    const own = value(tag.name);
    const above = tag.name === 'np' ? sp : p;
    if (tag.name === 'p' || !own || STRENGTH[own] >= STRENGTH[above]) return [];
    const which = tag.name === 'np' ? 'subdomains that do not exist' : 'subdomains';
    const message = `"${tag.name}=${own}" is weaker than "${above}": mail in the name of ${which} is protected less than that of the domain.`;
    const code = tag.name === 'np' ? 'weaker-nonexistent-policy' : 'weaker-subdomain-policy';
    return [flaw(code, own === 'none' ? 'medium' : 'low', wholeTag(tag), message)];
  });
}

const STRENGTH: Readonly<Record<DmarcPolicy, number>> = { none: 0, quarantine: 1, reject: 2 };

function testing({ tags, isTesting }: ReadDmarc, p: RecordTag): readonly RecordProblem[] {
  const tag = tagNamed(tags, 't');
  if (!tag || !isTesting || p.value.toLowerCase() === 'none') return [];
  const weaker = p.value.toLowerCase() === 'reject' ? 'quarantine' : 'none';
  const message = `"t=y" is a test: receivers apply "${weaker}" instead of "${p.value.toLowerCase()}".`;
  return [flaw('testing', 'medium', wholeTag(tag), message)];
}
