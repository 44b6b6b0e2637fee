import { lexed } from '../../fixes/literals.ts';
import type { RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'env/laravel-env-outside-config',
  impact: 'medium',
  stage: 'deployment',
  title: 'env() outside Laravel’s config folder',
  why: 'Production runs `config:cache`, and from then on `.env` is not read: outside the config folder env() gives null, and what depends on it stops working without an error.',
  triggers: ['env('],
  appliesTo: ['php'],
  *check(document) {
    if (!isLaravelCode(document)) return;
    const { code } = lexed(document);
    CALL.lastIndex = 0;
    for (let match = CALL.exec(code); match; match = CALL.exec(code)) {
      if (NOT_A_CALL.test(code.slice(Math.max(0, match.index - 40), match.index))) continue;
      if (IN_TESTS.test(code.slice(Math.max(0, match.index - 80), match.index))) continue;
      const finding = findingAt(
        match.index,
        match[0],
        match[2],
        HAS_DEFAULT.test(code.slice(CALL.lastIndex, CALL.lastIndex + 20)),
      );
      yield SELDOM_CACHED.test(document.path) ? { ...finding, impact: 'low' } : finding;
    }
  },
});

/** The global helper with a name, in one word or worked out; the group is a name that stands there. */
const CALL = /(?<![\w$>:\\])\\?env\(\s{0,20}(?:(["'])(\w{1,100})\1|[$"'\w])/gi;
/** Another argument stands behind the name. */
const HAS_DEFAULT = /^\s{0,9},\s{0,9}[^\s)]/;
/** `app()->runningUnitTests() ? env("X") : …` */
const IN_TESTS = /\brunningUnitTests\(\)[^\n:]*$/;
const NOT_A_CALL = /(?:\bfunction\s+|->\s*|::\s*|\buse\s+function\s+[\w\\]*)$/;

/** Code that runs when somebody asks for a page, or a job is due. */
const PLACE = /(?:^|\/)(?:app|routes|resources\/views)\//;
const SOMETIMES_RIGHT = /(?:^|\/)(?:config|database|tests|stubs|vendor)\//i;
/** Commands are often run by hand, installers before there is a cache. */
const SELDOM_CACHED = /(?:^|\/)(?:Console|Install\w{0,10})\//;

function isLaravelCode({ path, text }: Document): boolean {
  if (!PLACE.test(path) || SOMETIMES_RIGHT.test(path) || placeOf(path) !== 'product') return false;
  if (path.endsWith('.blade.php')) return false;
  return /\bIlluminate\\|\bnamespace App\b|\bRoute::/.test(text);
}

function findingAt(offset: number, call: string, name: string | undefined, hasDefault: boolean): RawFinding {
  const start = offset + (name === undefined ? call.toLowerCase().indexOf('env') : call.lastIndexOf(name));
  return {
    range: { start, end: start + (name ?? 'env').length },
    kind: name ?? 'env',
    message:
      `${name === undefined ? 'env()' : `env('${name}')`} gives ${hasDefault ? 'its default' : 'null'} here in production, whatever is set: once the configuration is cached, ` +
      'Laravel does not read .env any more. Read the variable in a file of the config folder, and ask config() for it here.',
  };
}
