/** Where in a project a file stands, as far as that changes what a finding in it means. */
export type Place = 'product' | 'test' | 'docs' | 'example';

/** Judged by the path alone (forward slashes, relative to the root). */
export function placeOf(path: string): Place {
  const lower = path.toLowerCase();
  if (TEST.test(lower) || TEST_CLASS.test(path)) return 'test';
  if (EXAMPLE.test(lower)) return 'example';
  if (DOCS.test(lower)) return 'docs';
  return 'product';
}

/** What coding assistants are told and given to work with: they act on it, and the product never runs it. */
export function isOfAssistant(path: string): boolean {
  return ASSISTANT.test(path);
}

/** Programs for one errand that somebody starts by hand, at the top of a package: `check-users.js`, `fix_roles.py`. */
export function isErrand(inside: string): boolean {
  return ERRAND.test(inside);
}

const ERRAND =
  /^(?:analy[sz]e|debug|diagnose|test|check|verify|validate|inspect|find|list|fix|correct|create|reset|clean-?up|clean|delete|remove|add|insert|update|populate|generate|configure|force|apply|backfill|execute|export|import|dump)[-_][\w-]+\.(?:[cm]?[jt]s|py|rb|php)$/;

const ASSISTANT = /(?:^|\/)\.(?:claude|agents?|cursor|codex|gemini|windsurf|kiro|opencode|roo)\//i;

const TEST =
  /(^|\/)((?:[\w.]{1,40}[-_.])?(?:integration|unit|functional|acceptance)?tests?|specs?|__tests?__|__mocks__|__fixtures__|__e2e__|__snapshots__|fixtures?|mocks?|cassettes?|testdata|test[-_]data|test-utils|e2e|cypress|playwright|stories)\/|[._-](test|servertest|clienttest|spec|stories|story|mock|fixture|cy|e2e)s?\.[a-z]+$|(^|\/)(test_[^/]+|conftest)\.py$|_test\.(go|py|rb|exs|dart)$|_spec\.rb$/;
/** "LoginTest.java", not "Latest.java". */
const TEST_CLASS = /(?:^|\/|[a-z0-9])Tests?\.(java|kt|cs|php|swift|scala)$/;
const EXAMPLE =
  /(^|\/)(examples?|samples?|demos?)\/|[._-](example|sample|template|dist|tpl)(\.[a-z]+)?$|(^|\/)(example|sample)[._-][^/]*$|(^|\/)\.env([._-][\w.-]{0,60})?[._-](example|sample|template|dist|tpl)[._-][^/]*$/;
const DOCS =
  /(^|\/)(docs?|documentation|wiki|i18n|locales?|translations?|lang)\/|\.(md|mdx|rst|adoc|po)$|(^|\/)(readme|changelog|contributing|security|llms|llms-full)(\.txt)?$/;
