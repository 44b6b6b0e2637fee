import { envFileRoleOf } from '../env/envFileRole.ts';
import type { DeclaredMailProvider, DeclaredSender } from './declared.ts';
import type { MailFacts, NamedRecord } from './facts.ts';

/** What all files say of mail, by path. */
export interface MailModel {
  readonly senders: readonly DeclaredSender[];
  readonly providers: readonly DeclaredMailProvider[];
  readonly records: readonly (NamedRecord & { readonly file: string })[];
}

export function joinMail(files: readonly (readonly [path: string, facts: MailFacts])[]): MailModel {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = <T extends object>(
    pick: (facts: MailFacts) => readonly T[] | undefined,
  ): readonly (T & { readonly file: string })[] =>
    sorted.flatMap(([file, facts]) => (pick(facts) ?? []).map((one) => Object.assign({ file }, one)));
  return {
    senders: realBeforeExamples(all(({ senders }) => senders)),
    providers: inUse(all(({ providers }) => providers)),
    records: all(({ records }) => records),
  };
}

/** What an example of an env file says counts where nothing else says it. */
function realBeforeExamples<T extends { readonly file: string }>(found: readonly T[]): readonly T[] {
  const real = found.filter(({ file }) => !isExample(file));
  return real.length > 0 ? real : found;
}

export function isExample(file: string): boolean {
  return envFileRoleOf(file)?.template === true;
}

/**
 * A product that talks to many providers leaves the choice to whoever runs it: what it has code for says nothing then, and what
 * an env file chooses does.
 */
function inUse(found: readonly DeclaredMailProvider[]): readonly DeclaredMailProvider[] {
  const named = new Set(found.map(({ provider }) => provider));
  if (named.size <= MOST_IN_USE) return found;
  return found.filter(({ file }) => envFileRoleOf(file)?.template === false);
}

const MOST_IN_USE = 4;
