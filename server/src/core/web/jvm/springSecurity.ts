/** Spring Security's rules: who may ask for which paths. The first that fits counts. */
import type { TextRange } from '../../finding.ts';
import { literalsIn } from '../../env/code/lookups.ts';
import { isInString } from '../../parsers/code.ts';
import { chainAt, type ChainCall } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import type { Scope } from '../types.ts';

const MATCHERS =
  /(?<![\w])(requestMatchers|antMatchers|mvcMatchers|regexMatchers|pathMatchers|securityMatcher|anyRequest|anyExchange)\s{0,4}\(/g;
const REQUIRE =
  /^(?:authenticated|fullyAuthenticated|hasRole|hasAnyRole|hasAuthority|hasAnyAuthority|hasScope|access|denyAll)$/;
const MOST = 400;

export function readSpringSecurity(found: Found): void {
  const { code } = found;
  let count = 0;
  const open: Scope[] = [];
  const hasRest = /(?<!\w)any(?:Request|Exchange)\s{0,4}\(/.test(code.masked);
  for (const match of code.masked.matchAll(MATCHERS)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const start = match.index + match[0].length - 1;
    const name = match[1] ?? '';
    const end = code.partnerOf(start) + 1;
    if (end <= start) continue;
    const next = chainAt(code, end)[0];
    const isOpen = next?.name === 'permitAll' || next?.name === 'anonymous';
    if (!next || name === 'securityMatcher' || !(isOpen || REQUIRE.test(next.name))) continue;
    const rule = { matcher: name, open: start, end, next };
    if (!isOpen) addGuards(found, rule, open);
    // The last rule says what holds for all other paths.
    else if (hasRest) open.push(...scopesOf(found, rule).map(({ scope }) => scope));
    else addGuards(found, rule, [], true);
  }
  readKotlin(found);
}

interface Rule {
  readonly matcher: string;
  readonly open: number;
  readonly end: number;
  readonly next: ChainCall;
}

/** `before`: the paths that an earlier rule lets everybody see. */
function addGuards(found: Found, rule: Rule, before: readonly Scope[], isOpen = false): void {
  const { matcher, next } = rule;
  const base = {
    by: next.name,
    framework: 'Spring Security',
    ...(isOpen && { inverted: true as const }),
    ...(before.length > 0 && { but: [...before] }),
  };
  if (matcher.startsWith('any')) found.guard({ ...base, at: next.nameAt });
  for (const { at, scope } of scopesOf(found, rule)) found.guard({ ...base, at, scope });
}

function scopesOf(
  found: Found,
  { matcher, open, end, next }: Rule,
): { readonly at: TextRange; readonly scope: Scope }[] {
  const { code } = found;
  const words = code.masked.slice(open, end);
  const methods = [...words.matchAll(/\bHttpMethod\.([A-Z]+)\b/g)].map((match) => match[1] ?? '');
  const literals = literalsIn(code, { start: open, end }, 60);
  // `requestMatchers(HttpMethod.OPTIONS).permitAll()` is for a method of every path.
  if (literals.length === 0 && methods.length > 0)
    return [{ at: next.nameAt, scope: { syntax: 'all', methods } }];
  return literals.flatMap(({ content }) => {
    const text = code.text.slice(content.start, content.end);
    if (text === '' || (!text.startsWith('/') && !/^[\w*^.]/.test(text)) || /^[A-Z]{3,7}$/.test(text))
      return [];
    const scope = {
      ...scopeOf(text, matcher),
      at: found.span(content),
      ...(methods.length > 0 && { methods }),
    };
    return [{ at: content, scope }];
  });
}

export function scopeOf(written: string, matcher = ''): Scope {
  if (matcher === 'regexMatchers') return { pattern: written, syntax: 'regex' };
  const pattern = written.startsWith('/') || written.startsWith('*') ? written : `/${written}`;
  const prefix = /^(\/[^*{]*?)\/\*\*$/.exec(pattern);
  if (pattern === '/**' || pattern === '**') return { syntax: 'all' };
  if (prefix?.[1]) return { pattern: prefix[1], syntax: 'prefix' };
  if (pattern.includes('*')) return { pattern, syntax: 'glob' };
  return pattern.includes('{') ? { pattern, syntax: 'route' } : { pattern, syntax: 'exact' };
}

/** `authorize("/admin/**", hasRole("ADMIN"))` of the Kotlin DSL */
function readKotlin(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(/(?<![\w.])authorize\s{0,4}\(\s{0,8}(anyRequest\b|(?="))/g)) {
    if (++count > MOST) break;
    const open = code.masked.indexOf('(', match.index);
    const end = code.partnerOf(open);
    if (end < 0) continue;
    const literal = literalsIn(code, { start: open, end }, 1)[0];
    const by =
      /\b(permitAll|anonymous|authenticated|hasRole|hasAnyRole|hasAuthority|hasAnyAuthority|denyAll)\b/.exec(
        code.masked.slice(open, end),
      );
    if (!by) continue;
    const isOpen = by[1] === 'permitAll' || by[1] === 'anonymous';
    const base = {
      by: by[1] ?? '',
      framework: 'Spring Security',
      ...(isOpen && { inverted: true as const }),
    };
    const at = { start: open + by.index, end: open + by.index + by[0].length };
    if (match[1]) found.guard({ ...base, at });
    else if (literal)
      found.guard({
        ...base,
        at: literal.content,
        scope: {
          ...scopeOf(code.text.slice(literal.content.start, literal.content.end)),
          at: found.span(literal.content),
        },
      });
  }
}
