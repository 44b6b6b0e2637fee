/** Shell and PowerShell. */

import type { TextEdit } from '../../edit.ts';
import { after, before, surroundings, type Site } from '../site.ts';
import { IN_RAW_TEXT, type Existing, type Reader } from './reader.ts';

export const shell: Reader = {
  refuses({ literal, isWhole }) {
    const isRaw = literal?.here && !literal.interpolates;
    return isRaw || (literal?.prefix === '$' && !isWhole) ? IN_RAW_TEXT : undefined;
  },
  existingInside: (site) => withoutDefault(site, required),
  preferredName(site) {
    const name = assignmentOf(site)?.name;
    return name !== undefined && /^[A-Z_][A-Z0-9_]*$/.test(name) ? name : undefined;
  },
  replace(site, name) {
    const assignment = assignmentOf(site);
    if (assignment) return [{ range: site.whole, newText: `"${required(name)}"` }];
    return [replaceWord(site, `\${${name}}`)];
  },
};

/** Expands to the variable, and stops the script with a message where it is missing or empty. */
function required(name: string): string {
  return `\${${name}:?set ${name} in the environment}`;
}

/** `${NAME:-secret}`: the expansion is written anew, its default goes. */
export function withoutDefault(
  { text, range }: Site,
  expansion: (name: string) => string,
): Existing | undefined {
  const head = /\$\{([A-Za-z_]\w*):?[-=](["']?)$/.exec(
    text.slice(Math.max(0, range.start - 120), range.start),
  );
  const quote = head?.[2] ?? '';
  if (!head || !text.startsWith(`${quote}}`, range.end)) return undefined;
  const whole = { start: range.start - head[0].length, end: range.end + quote.length + 1 };
  const [, name = ''] = head;
  return { name, edits: [{ range: whole, newText: expansion(name) }] };
}

const ASSIGNMENT = /(?:^|[\s;&|(])([A-Za-z_]\w*)=$/;

function assignmentOf(site: Site): { name: string } | undefined {
  const isLast = /^(?:[\s;&|)]|$)/.test(after(site));
  const match = site.isWhole && isLast && !site.literal?.here ? ASSIGNMENT.exec(before(site)) : null;
  return match ? { name: match[1] ?? '' } : undefined;
}

function replaceWord(site: Site, variable: string): TextEdit {
  const { literal, range, whole, isWhole } = site;
  if (literal?.interpolates) return { range, newText: variable };
  const quoted = `"${variable}"`;
  if (!literal || isWhole) return { range: whole, newText: quoted };
  // Single quotes end before the variable and start again behind it.
  const [left, right] = surroundings(site).map((text) => (text === '' ? '' : `'${text}'`));
  return { range: whole, newText: `${left}${quoted}${right}` };
}

export const powershell: Reader = {
  refuses: ({ literal, isWhole }) => (literal?.here && !isWhole ? IN_RAW_TEXT : undefined),
  existing: [
    { before: /(?<read>\$env:(?<name>\w+))\s*\?\?\s*$/i },
    {
      before: /\$env:(?<name>\w+)\s*=\s*$/i,
      statement: true,
      write: (name) => `if (-not $env:${name}) { throw 'Set ${name} in the environment' }`,
    },
  ],
  replace(site, name) {
    const { literal, range, whole, isWhole } = site;
    if (isWhole && !literal?.here) return [{ range: whole, newText: `$env:${name}` }];
    const variable = `\${env:${name}}`;
    if (literal?.interpolates) return [{ range, newText: variable }];
    const [left, right] = surroundings(site).map((text) =>
      text.replaceAll("''", "'").replace(/[`$"]/g, '`$&'),
    );
    return [{ range: whole, newText: `"${left}${variable}${right}"` }];
  },
};
