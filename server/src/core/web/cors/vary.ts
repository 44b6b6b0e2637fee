/** Adds `Vary: Origin` beside a header that is written by hand. */
import type { EditFix } from '../../finding.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { CorsPolicy } from './policy.ts';

export function withVary({ file, at }: CorsPolicy, texts: Texts): { readonly fix?: EditFix } {
  const text = texts.read(file);
  if (text === undefined) return {};
  const start = text.lastIndexOf('\n', at.start - 1) + 1;
  const end = text.indexOf('\n', at.end);
  const line = text.slice(start, end < 0 ? text.length : end);
  if (line.length > LONGEST) return {};
  const made = varyLine(line);
  const edit =
    made === undefined
      ? withinLine(line, start)
      : { range: { start, end: start }, newText: made + (text.includes('\r\n') ? '\r\n' : '\n') };
  return edit ? { fix: { kind: 'edit', title: 'Send “Vary: Origin” as well', edits: [edit] } } : {};
}

/** An object on one line: `headers: { 'Access-Control-Allow-Origin': origin }` */
function withinLine(line: string, start: number): EditFix['edits'][number] | undefined {
  const entry = /[{,]\s{0,4}(?=(['"])Access-Control-Allow-Origin\1\s{0,4}:)/i.exec(line);
  if (!entry || /\bVary\b/i.test(line)) return undefined;
  const at = start + entry.index + entry[0].length;
  return { range: { start: at, end: at }, newText: `Vary: ${entry[1] ?? "'"}Origin${entry[1] ?? "'"}, ` };
}

/** A call of its own on one line, or an entry of an object, written once more for another header. */
function varyLine(line: string): string | undefined {
  const call =
    /^(\s*(?:[\w$.]+\.)(?:set|setHeader|header|append|Set|Add|set_header)\()(['"`])Access-Control-Allow-Origin\2\s*,.*\)(;?)\s*$/i.exec(
      line,
    );
  if (call)
    return `${call[1] ?? ''}${call[2] ?? ''}Vary${call[2] ?? ''}, ${call[2] ?? ''}Origin${call[2] ?? ''})${call[3] ?? ''}`;
  const entry = /^(\s*)(['"])Access-Control-Allow-Origin\2\s*:.*,\s*$/i.exec(line);
  if (entry)
    return `${entry[1] ?? ''}${entry[2] ?? ''}Vary${entry[2] ?? ''}: ${entry[2] ?? ''}Origin${entry[2] ?? ''},`;
  const assigned = /^(\s*[\w.]+\[)(["'])Access-Control-Allow-Origin\2\]\s*=[^=].*?(;?)\s*$/i.exec(line);
  if (assigned)
    return `${assigned[1] ?? ''}${assigned[2] ?? ''}Vary${assigned[2] ?? ''}] = ${assigned[2] ?? ''}Origin${assigned[2] ?? ''}${assigned[3] ?? ''}`;
  const nginx = /^(\s*)add_header\s+["']?Access-Control-Allow-Origin["']?\s+.*?(\s+always)?;\s*$/i.exec(line);
  if (nginx) return `${nginx[1] ?? ''}add_header Vary Origin${nginx[2] ?? ''};`;
  return undefined;
}

/** Nobody reads a line that is longer. */
const LONGEST = 1_000;
