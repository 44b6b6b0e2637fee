import path from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { CheckResult } from '../core/report/report.ts';
import { isInside } from './target.ts';

/**
 * A result whose files are named as somebody in a folder below the root would: what terminals make links of. Elsewhere they are
 * relative to the root, as programs want them. Messages keep their words.
 */
export function seenFrom(cwd: string, result: CheckResult): CheckResult {
  const below = path.relative(result.root, cwd).split(path.sep).join('/');
  if (below === '' || !isInside(result.root, cwd)) return result;
  const seen = (file: string): string => path.posix.relative(below, file);
  return {
    ...result,
    findings: result.findings.map((finding) => placedBy(finding, seen)),
    errors: result.errors.map((error) => Object.assign({}, error, { file: seen(error.file) })),
  };
}

function placedBy(finding: Finding, seen: (file: string) => string): Finding {
  const { file, related } = finding;
  return {
    ...finding,
    file: file === null ? null : seen(file),
    related: related.map((place) => Object.assign({}, place, { file: seen(place.file) })),
  };
}
