import { defineCheck } from '../../check.ts';
import { found, nothingFound } from '../../live/exposure/looks.ts';
import { isPage } from '../../live/headerValues.ts';
import type { HttpAnswer } from '../../observations/http.ts';

const AT = /\/\.env[^/]*$/;

export default defineCheck({
  id: 'exposure/env-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Env file that anybody can download',
  why: 'Programs ask every new host for /.env within hours. Whoever has it has your database, your mail and your payments.',
  *check(observed) {
    const looks = found(observed, {
      at: AT,
      is: isEnvFile,
    });
    for (const { url, answer } of looks)
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.href} can be downloaded by anybody: it is an env file with ${countOf(names(answer.body).length, 'variable')}.`,
        // Never a value.
        evidence: names(answer.body).slice(0, 20),
        mend: {
          how: 'Take the file out of what is served at once, replace every key and password in it, and look through the logs for who fetched it.',
        },
      };
    if (looks.length === 0) yield* nothingFound(observed, AT, `No env file is served by ${observed.domain}.`);
  },
});

/** Env files are short. */
const LOOKED_AT = 100_000;
const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=/;

/** Assignments, and hardly anything else. Servers that know no type for the name call it HTML: no line of it may be markup then. */
function isEnvFile(body: string, answer: HttpAnswer): boolean {
  if (/^\s*[<{[]/.test(body)) return false;
  const lines = body
    .slice(0, LOOKED_AT)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  const count = lines.filter((line) => ASSIGNMENT.test(line)).length;
  if (isPage(answer) && lines.some((line) => /^\s*</.test(line))) return false;
  return count > 0 && count * 2 >= lines.length;
}

function names(body: string): readonly string[] {
  return body
    .slice(0, LOOKED_AT)
    .split('\n')
    .flatMap((line) => ASSIGNMENT.exec(line)?.[1]?.slice(0, 100) ?? []);
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
