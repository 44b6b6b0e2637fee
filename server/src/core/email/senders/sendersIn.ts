import type { Language } from '../../language.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { DeclaredSender } from '../declared.ts';
import { sendersInCode } from './codeSenders.ts';
import type { FoundProvider } from './providersIn.ts';
import { sendersInSettings } from './settingsSenders.ts';

export type FoundSender = Omit<DeclaredSender, 'file'>;

/** The addresses that a file has mail sent from, each at its first place. `providers` are those that the file names. */
export function sendersIn(document: Document, providers: readonly FoundProvider[]): readonly FoundSender[] {
  const found = CODE.has(document.language) ? sendersInCode(document) : sendersInSettings(document);
  const named = new Set(providers.map(({ provider }) => provider));
  const [only] = named.size === 1 ? named : [];
  const senders = new Map<string, FoundSender>();
  for (const { address, domain, start, end } of found) {
    if (senders.has(address)) continue;
    const at = spanOf(document, start, end);
    senders.set(address, { address, domain, at, ...(only !== undefined && { provider: only }) });
  }
  return [...senders.values()];
}

const CODE: ReadonlySet<Language> = new Set<Language>([
  'javascript',
  'typescript',
  'javascriptreact',
  'typescriptreact',
  'python',
  'ruby',
  'php',
  'go',
  'java',
  'kotlin',
  'csharp',
  'rust',
  'elixir',
]);
