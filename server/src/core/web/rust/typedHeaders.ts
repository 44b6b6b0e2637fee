/** Headers that actix-web and headers write by type: `CacheControl(vec![CacheDirective::MaxAge(3600)])`. */
import { argumentsAt, endOfBrackets, isInString } from '../../parsers/code.ts';
import { cacheControlOf, type Directive } from '../backend/cacheControl.ts';
import type { Found } from '../backend/found.ts';

const TYPED = /\b(CacheControl)\s{0,4}\(\s{0,8}vec!\s{0,4}\[/g;
const DIRECTIVE = /\bCacheDirective::(\w{3,30})\s{0,4}(\()?/g;
const MOST = 100;

export function readTypedHeaders(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(TYPED)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const nameAt = { start: match.index, end: match.index + 'CacheControl'.length };
    const end = endOfBrackets(code, match.index + match[0].length - 1);
    const directives: Directive[] = [];
    DIRECTIVE.lastIndex = match.index;
    for (
      let one = DIRECTIVE.exec(code.masked);
      one && one.index < end && directives.length < 20;
      one = DIRECTIVE.exec(code.masked)
    ) {
      const name = (one[1] ?? '')
        .replace(/^SMaxAge$/, 'S-Maxage')
        .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
        .toLowerCase();
      const part = one[2] ? argumentsAt(code, one.index + one[0].length - 1)[0] : undefined;
      directives.push({
        name,
        at: found.span({ start: one.index, end: one.index + one[0].length - (one[2] ? 1 : 0) }),
        ...(part && { value: found.value(part) }),
      });
    }
    if (directives.length > 0)
      found.header({
        header: 'cache-control',
        nameAt,
        value: cacheControlOf(directives, found.span(nameAt)),
      });
  }
}
