import { HEADER_PLACES } from '../../web/headerPlaces.ts';
import { isEverything, placeIn, said, type Said } from '../../web/caching/judging.ts';
import { covers } from '../../web/routes/paths.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/overridden-rule',
  impact: 'medium',
  stage: 'performance',
  title: 'Cache rule that another one overrides',
  why: 'Two rules of the same file mean the same path. Only one of them counts, or both are put together, and it isn’t the one that the file seems to promise.',
  *check({ web }) {
    for (const rules of rulesByFile(said(web.cachePolicies)).values())
      for (const [index, rule] of rules.entries()) {
        const { meeting } = HEADER_PLACES[rule.policy.setBy];
        const other =
          meeting === 'joined'
            ? joinedWith(rules, index)
            : (meeting === 'first' ? rules.slice(0, index) : rules.slice(index + 1)).find((one) =>
                overrides(one, rule),
              );
        if (!other || meeting === 'most-specific' || meeting === 'code-order') continue;
        const [former, latter] = rules.indexOf(other) < index ? [other, rule] : [rule, other];
        const mine = rule.policy.scope.pattern ?? '';
        const theirs = other.policy.scope.pattern ?? 'all paths';
        yield {
          file: rule.policy.file,
          at: placeIn(rule),
          kind: `${mine} ${theirs}`,
          message:
            meeting === 'joined'
              ? `${theirs} means these paths too, and both values are put together: “${former.text.text}, ${latter.text.text}”. Caches take the stricter half or the first. Take ${mine} out of the other rule, or remove the header here first.`
              : `This never counts: the rule for ${theirs}, which comes ${meeting === 'last' ? 'later' : 'first'}, means ${mine} too, and sets “${other.text.text}”. Put the rule for ${mine} ${meeting === 'last' ? 'behind' : 'before'} it.`,
          related: [
            { file: other.policy.file, at: other.header.setting.nameAt, message: `Counts for ${mine} too` },
          ],
          ...(isJoinedForSure(rule) || meeting !== 'joined' ? {} : { impact: 'low' as const }),
        };
      }
  },
});

/** Only Cloudflare's own words and measurements say that values of several rules are put together. */
function isJoinedForSure({ policy }: Said): boolean {
  return policy.setBy === 'cloudflare-headers';
}

/** The general rule may stand on either side; one that the narrower rule takes away first is gone. */
function joinedWith(rules: readonly Said[], index: number): Said | undefined {
  const rule = rules[index];
  if (!rule) return undefined;
  const isTakenAway = rule.policy.others.some(
    ({ header, mode }) => header === 'cache-control' && mode === 'remove',
  );
  const later = rules.slice(index + 1).find((one) => overrides(one, rule));
  // Netlify's own command line lets the later rule win.
  if (later || isTakenAway || rule.policy.setBy.startsWith('netlify')) return later;
  return rules
    .slice(0, index)
    .find((one) => one.policy.scope.pattern !== rule.policy.scope.pattern && overrides(one, rule));
}

function rulesByFile(all: Iterable<Said>): ReadonlyMap<string, readonly Said[]> {
  const found = new Map<string, Said[]>();
  for (const one of all) {
    const { policy, header } = one;
    if (
      policy.handler ||
      header.header !== 'cache-control' ||
      policy.setBy === 'code' ||
      policy.scope.conditional
    )
      continue;
    const rules = found.get(policy.file);
    if (rules) rules.push(one);
    else found.set(policy.file, [one]);
  }
  return found;
}

/** The other means all paths of this one, and says something else. Equal values meet in peace. */
function overrides(other: Said, { policy, text }: Said): boolean {
  const { scope } = policy;
  // Its globalHeaders step back: https://learn.microsoft.com/azure/static-web-apps/configuration#global-headers
  if (policy.setBy === 'static-web-apps' && other.policy.scope.pattern === undefined) return false;
  if (scope.pattern === undefined || isEverything(scope) || other.text.text === text.text) return false;
  if (other.policy.scope.pattern === scope.pattern) return true;
  return (
    isEverything(other.policy.scope) && covers(other.policy.scope, scope.pattern.replace(/[*()].*$/, 'x'))
  );
}
