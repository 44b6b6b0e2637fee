import { defineCheck } from '../../check.ts';
import { mediaTypeOf } from '../../live/headerValues.ts';
import { found, isPlainText, nothingFound, typesFound } from '../../live/exposure/looks.ts';
import type { HttpAnswer } from '../../observations/http.ts';

const AT = /\.(?:sql|sqlite3?|db|zip|tar|tgz|gz|bz2|xz|7z|rar|bak|backup|old|orig|save|dump|swp)$|~$/;
/** Types of such files, where the bytes did not come along. */
const TYPES =
  /^application\/(?:x-)?(?:zip|zip-compressed|gzip|tar|gtar|compressed|bzip2?|xz|7z-compressed|rar|rar-compressed|vnd\.rar|sqlite3|vnd\.sqlite3|sql)$/;

export default defineCheck({
  id: 'exposure/backup-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Backup that anybody can download',
  why: 'A dump of the database is all your customers’ data; a copy of the program is its code with its passwords.',
  *check(observed) {
    const looks = [
      ...found(observed, { at: AT, is: isBackup }),
      ...typesFound(observed, AT, TYPES),
      // What lies in a repository is told with it.
    ].filter(({ url }) => !/\/\.(?:git|svn|hg|bzr)\//.test(url.pathname));
    for (const { url, answer } of looks)
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.href} can be downloaded by anybody: it is ${nameOf(answer)}.`,
        evidence: [`${answer.bytes} bytes${answer.isCut ? ' and more' : ''}`],
        mend: {
          how: 'Delete the file from what is served, keep backups where no web server reaches, and treat everything in it as known to others.',
        },
      };
    if (looks.length === 0) yield* nothingFound(observed, AT, `No backup was found on ${observed.domain}.`);
  },
});

function isBackup(body: string, answer: HttpAnswer): boolean {
  return isArchive(body) || isConfiguration(body) || (isPlainText(body, answer) && isDump(body));
}

function nameOf(answer: HttpAnswer): string {
  const { body } = answer;
  if (body.startsWith('SQLite') || mediaTypeOf(answer).includes('sqlite')) return 'a database';
  if (isDump(body) || body.startsWith('PGDMP') || mediaTypeOf(answer).endsWith('sql'))
    return 'a dump of a database';
  if (body === '' || isArchive(body)) return 'an archive';
  return 'a copy of a program’s configuration, with its passwords';
}

/** By their first bytes, which are text in every charset: ZIP, SQLite, RAR, 7-Zip, PostgreSQL, tar; gzip's second byte is lost. */
function isArchive(body: string): boolean {
  return (
    /^(?:PK\u0003\u0004|PK\u0005\u0006|SQLite format 3|Rar!|7z\ufffd|PGDMP|\u001f[\ufffd\u008b]\u0008|BZh|\ufffd7zXZ)/.test(
      body,
    ) || body.slice(257, 262) === 'ustar'
  );
}

function isDump(body: string): boolean {
  return /^\s*(?:CREATE TABLE|INSERT INTO|DROP TABLE|COPY [\w."]+ \(|CREATE DATABASE)\b|^-- (?:MySQL dump|MariaDB dump|PostgreSQL database dump|phpMyAdmin SQL Dump)/im.test(
    body,
  );
}

function isConfiguration(body: string): boolean {
  if (/^\s*<(?!\?php)/i.test(body)) return false;
  return /^\s*<\?php/.test(body) || /DB_PASSWORD|\$db_password/.test(body);
}
