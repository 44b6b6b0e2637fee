/** Headers that a script sets, before it is known who answers with them. */
import type { HeaderSetting, LostHeader } from '../../types.ts';
import type { ScriptFile } from '../scriptFile.ts';

/** A header before it is known which handler gives the response. */
export interface FoundHeader {
  readonly setting: Omit<HeaderSetting, 'group' | 'handler'>;
  /** Where the response is made. */
  readonly token: number;
  /** Headers with the same one leave together. */
  readonly group: string;
  /** Other places that give the same headers to a response. */
  readonly uses?: readonly number[];
}

export interface FoundHeaders {
  readonly headers: readonly FoundHeader[];
  readonly lost: readonly LostHeader[];
}

/** What one function sets leaves together. */
export function groupOfFunction(file: ScriptFile, token: number): string {
  return `function ${file.functionAt(token)?.first ?? -1}`;
}
