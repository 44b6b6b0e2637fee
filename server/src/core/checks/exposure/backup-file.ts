import { defineCheck } from '../../check.ts';
import { found, isPlainText, nothingFound } from '../../live/exposureLooks.ts';
import type { HttpAnswer } from '../../observations/http.ts';

const AT = /\.(?:sql|sqlite3?|db|zip|tar|tgz|gz|bz2|7z|rar|bak|old|dump|swp)$/;

export default defineCheck({
  id: 'exposure/backup-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Backup that anybody can download',
  why: 'A dump of the database is all your customers’ data; a copy of the program is its code with its passwords.',
  *check(observed) {
    const looks = found(observed, { at: AT, is: isBackup });
    for (const { url, answer } of looks)
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.href} can be downloaded by anybody: it is ${nameOf(answer.body)}.`,
        evidence: [`${answer.bytes} bytes${answer.isCut ? ' and more' : ''}`],
        mend: {
          how: 'Delete the file from what is served, keep backups where no web server reaches, and treat everything in it as known to others.',
        },
      };
    if (looks.length === 0) yield* nothingFound(observed, AT, `No backup was found on ${observed.domain}.`);
  },
});

function isBackup(body: string, answer: HttpAnswer): boolean {
  return isArchive(body) || (isPlainText(body, answer) && (isDump(body) || isConfiguration(body)));
}

function nameOf(body: string): string {
  if (isArchive(body)) return body.startsWith('SQLite') ? 'a database' : 'an archive';
  return isDump(body) ? 'a dump of a database' : 'a copy of a program’s configuration, with its passwords';
}

/** By their first bytes, which are text in every charset: ZIP, SQLite, RAR, 7-Zip; gzip's second byte is lost. */
function isArchive(body: string): boolean {
  return /^(?:PK\u0003\u0004|PK\u0005\u0006|SQLite format 3|Rar!|7z\ufffd|\u001f[\ufffd\u008b]\u0008|BZh)/.test(
    body,
  );
}

function isDump(body: string): boolean {
  return /^\s*(?:CREATE TABLE|INSERT INTO|DROP TABLE|COPY [\w."]+ \(|CREATE DATABASE)\b|^-- (?:MySQL dump|MariaDB dump|PostgreSQL database dump|phpMyAdmin SQL Dump)/im.test(
    body,
  );
}

function isConfiguration(body: string): boolean {
  return /DB_PASSWORD|\$db_password|<\?php/.test(body);
}
