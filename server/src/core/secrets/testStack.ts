import type { TextRange } from '../finding.ts';

/**
 * Whether something stands in the description of a build or of a developer's services, beside what only tests use: a
 * mock, a sample domain, the machine itself. Keys there were made for that.
 */
export function isInTestStack(text: string, { start, end }: TextRange, path: string): boolean {
  if (!STACK.test(path)) return false;
  const around = text.slice(Math.max(0, start - NEIGHBOURHOOD), start) + text.slice(end, end + NEIGHBOURHOOD);
  return /\bmock|localhost|127\.0\.0\.1|\bexample\.(?:com|org|net)\b/i.test(around);
}

const NEIGHBOURHOOD = 2_000;
const STACK =
  /(?:^|\/)(?:docker-)?compose(?!.*prod)[^/]*\.ya?ml$|(?:^|\/)\.(?:ci|github|circleci|devcontainer|buildkite)\/|(?:^|\/)\.gitlab-ci\.yml$/;
