/** Nest's other kind of schema: a class whose members are variables, with the decorators of class-validator. */
import { spanOf } from '../../../span.ts';
import type { Reading } from './reading.ts';

/** Notes the members of `class EnvironmentVariables { @IsString() DATABASE_URL: string; }` as read. */
export function readValidatorClasses(reading: Reading): void {
  const { text } = reading.script;
  if (!reading.names.importsInOrder.some(({ module }) => module === 'class-validator')) return;
  // What a request has to look like is checked with them as well.
  if (/\.(?:dto|command)\.ts$/.test(reading.document.path)) return;
  let done = 0;
  for (const match of text.matchAll(CLASS)) {
    if (match.index < done) continue;
    const start = match.index + match[0].length;
    const indent =
      /(?:^|\n)([ \t]{0,40})[^\n]{0,60}$/.exec(
        text.slice(Math.max(0, match.index - 100), match.index),
      )?.[1] ?? '';
    const end = text.indexOf(`\n${indent}}`, start);
    if (end === -1 || reading.reads.length > MOST) return;
    done = end;
    if (readMembers(reading, start, Math.min(end + 1, start + LONGEST)))
      reading.validations.push({
        library: 'class-validator',
        at: spanOf(reading.document, match.index, start - 1),
      });
  }
}

const CLASS =
  /\bclass\s{1,8}\w{0,40}(?:[eE]nv|Config)\w{0,40}\s{0,8}(?:(?:extends|implements)\s[^{}\n]{1,100})?\{/g;
const LONGEST = 20_000;
const MOST = 2_000;

/** The end of what stands between two semicolons: `DATABASE_URL!: string`. */
const MEMBER = /(?<![\w.])([A-Z][A-Z0-9_]{1,98})([?!]?)[ \t]{0,8}:[ \t]{0,8}(?:\w|['"`{])[^;:]{0,200}$/;

function readMembers({ reads, script }: Reading, from: number, to: number): boolean {
  let at = from;
  let isFound = false;
  for (const part of script.text.slice(from, to).split(';')) {
    const start = at;
    at += part.length + 1;
    // What is long is a method, and no member with its decorators.
    const decorators = part.length < 1_500 ? part : '';
    const member = /@\w/.test(decorators) ? MEMBER.exec(decorators) : null;
    if (!member) continue;
    const [all, name = '', mark] = member;
    const isOptional =
      mark === '?' || /@(?:IsOptional|ValidateIf|Allow)\b/.test(part) || /=(?![=>])/.test(all);
    const begin = start + member.index;
    reads.push({
      name,
      start: begin,
      end: begin + name.length,
      through: 'class-validator',
      need: isOptional ? 'optional' : 'required',
      schema: { library: 'class-validator' },
    });
    isFound = true;
  }
  return isFound;
}
