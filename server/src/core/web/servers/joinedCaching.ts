/**
 * nginx' `expires` and each of its `add_header Cache-Control` make a line of their own, and Apache appends to what mod_expires wrote.
 * Several lines are one header: what one of them says counts for the others. https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */
import type { HeaderSetting, Scope } from '../types.ts';

/** The settings with those of Cache-Control as one, whose value is the list of the lines. */
export function withJoinedCaching(settings: readonly HeaderSetting[]): readonly HeaderSetting[] {
  const lines = settings.filter(isLine);
  const first = lines[0];
  if (!first || lines.length < 2 || !lines.some(({ mode }) => mode === 'add')) return settings;
  if (lines.length > MOST_LINES || !lines.every((line) => isForSame(line, first))) return settings;
  const own = lines.filter(({ inherited }) => !inherited);
  // What stands in this block is underlined, and of that what was written last.
  const main = own.at(-1) ?? lines.at(-1) ?? first;
  const joined: HeaderSetting = {
    ...main,
    mode: 'add',
    value: { kind: 'list', items: lines.map(({ value }) => value), open: false, at: main.value.at },
  };
  return settings.flatMap((setting) => (setting === main ? [joined] : isLine(setting) ? [] : [setting]));
}

/** More lines than anybody writes. */
const MOST_LINES = 20;

function isLine({ header, value }: HeaderSetting): boolean {
  return header === 'cache-control' && value.kind === 'text';
}

function isForSame(left: HeaderSetting, right: HeaderSetting): boolean {
  return isSame(left.scope, right.scope) && (left.when?.length ?? 0) === (right.when?.length ?? 0);
}

function isSame(left: Scope, right: Scope): boolean {
  return (
    left.pattern === right.pattern && left.syntax === right.syntax && left.conditional === right.conditional
  );
}
