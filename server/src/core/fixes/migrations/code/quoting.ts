/** SQL as a string of the language that a migration is written in. */
import type { Site } from './site.ts';

type Quoting = Pick<Site, 'code'>;

/** In the quotes that the file uses more, if the SQL has none of them. */
export function scriptString(site: Quoting, sql: string): string {
  const [first, second] = preferred(site);
  if (!sql.includes('\\')) {
    if (!sql.includes(first)) return first + sql + first;
    if (!sql.includes(second)) return second + sql + second;
  }
  return templateString(sql);
}

export function templateString(sql: string): string {
  return `\`${sql.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\``;
}

export function phpString(sql: string): string {
  if (sql.includes("'") && !/["$\\]/.test(sql)) return `"${sql}"`;
  return `'${sql.replace(/[\\']/g, '\\$&')}'`;
}

export function pythonString(site: Quoting, sql: string): string {
  const [first, second] = preferred(site);
  const escaped = sql.replaceAll('\\', '\\\\');
  if (!sql.includes(first)) return first + escaped + first;
  if (!sql.includes(second)) return second + escaped + second;
  return first + escaped.replaceAll(first, `\\${first}`) + first;
}

export function rubyString(site: Quoting, sql: string): string {
  const [first] = preferred(site);
  if (first === '"' || sql.includes("'")) return `"${sql.replace(/["\\]|#(?=[{$@])/g, '\\$&')}"`;
  return `'${sql.replaceAll('\\', '\\\\')}'`;
}

/** The quotes that most strings of the file have. */
function preferred({ code }: Quoting): readonly ["'" | '"', "'" | '"'] {
  let single = 0;
  let double = 0;
  for (const { kind, open } of code.literals) {
    if (kind === 'string' && open === "'") single++;
    else if (kind === 'string' && open === '"') double++;
  }
  return double > single ? ['"', "'"] : ["'", '"'];
}
