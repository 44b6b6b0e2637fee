import { strict as assert } from 'node:assert';
import { expand } from './expand.ts';
import { findingsIn, type AnalyzeOptions } from './analyzeText.ts';

/**
 * Checks a snippet in which lines of carets mark what must be found in the line above, with the start of the message:
 *
 *     const key = "{{resend-api-key}}";
 *                  ^^^^^^^^^^^^^^^^^^ Resend API key
 *
 * The carets are laid over the snippet as it is written, before its placeholders are filled. Nothing else may be found.
 */
export function assertFindings(path: string, snippet: string, options: AnalyzeOptions = {}): void {
  const expected: string[] = [];
  const lines: string[] = [];
  for (const line of snippet.split('\n')) {
    const marker = /^(\s*(?:\/\/|#)?\s*)(\^+)\s?(.*)$/.exec(line);
    const above = lines.at(-1);
    if (!marker || above === undefined) {
      lines.push(line);
      continue;
    }
    const [, before = '', carets = '', message = ''] = marker;
    const column = expand(above.slice(0, before.length)).length + 1;
    const end = expand(above.slice(0, before.length + carets.length)).length + 1;
    expected.push(`${lines.length}:${column}-${end} ${message}`);
  }
  const found = findingsIn(path, expand(lines.join('\n')), options)
    .flatMap(({ range, message }) => (range ? [{ range, message }] : []))
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column)
    .map(({ range, message }, index) => {
      const wanted = (expected[index] ?? '').replace(/^\S+ /, '');
      const shown = wanted !== '' && message.startsWith(wanted) ? wanted : message;
      return `${range.start.line}:${range.start.column}-${range.end.column} ${shown}`;
    });
  assert.deepEqual(found, expected);
}
