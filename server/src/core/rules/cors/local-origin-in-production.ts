import { inForceAt, liveRules } from '../../web/cors/judging.ts';
import { hostOf, isAppOrigin, isLocalHost } from '../../web/cors/originText.ts';
import type { CorsPolicy, OriginRule } from '../../web/cors/policy.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/local-origin-in-production',
  impact: 'low',
  stage: 'security',
  title: 'Developer’s machine among the origins that are let in',
  why: 'Any program that a visitor runs on their own computer, and any page that a developer opens there, may ask your production server with the visitor’s cookies.',
  *check(workspace, texts) {
    const found = new Map<string, { readonly policy: CorsPolicy; readonly rules: OriginRule[] }>();
    for (const { policy, rule } of liveRules(workspace, texts)) {
      // Of variables another rule says that they point to a developer’s machine.
      if (
        rule.kind !== 'listed' ||
        rule.isValue ||
        rule.without !== undefined ||
        policy.by === 'vite' ||
        !isLocal(rule)
      )
        continue;
      const key = `${rule.file}\0${policy.at.start}\0${policy.file}`;
      const known = found.get(key);
      if (known) known.rules.push(rule);
      else found.set(key, { policy, rules: [rule] });
    }
    const told = new Set<string>();
    for (const { policy, rules } of found.values()) {
      const finding = findingFor(policy, rules);
      const key = `${finding.file}\0${finding.at.start}`;
      if (told.has(key)) continue;
      told.add(key);
      yield finding;
    }
  },
});

function isLocal({ text, schemeOptional }: Extract<OriginRule, { kind: 'listed' }>): boolean {
  const hasScheme = /^https?:\/\//i.test(text);
  return (
    (hasScheme || (schemeOptional && !text.includes('://'))) &&
    isLocalHost(hostOf(text)) &&
    !isAppOrigin(text)
  );
}

function findingFor(policy: CorsPolicy, rules: readonly OriginRule[]): PlacedFinding {
  const [first, ...others] = rules as readonly [OriginRule, ...OriginRule[]];
  const isSure = first.stage === 'production' || /prod/i.test(first.file);
  return {
    file: first.file,
    at: first.at,
    kind: policy.by,
    impact: isSure && first.credentials === 'on' ? 'medium' : 'low',
    message: `${others.length > 0 ? 'Addresses of a developer’s machine are' : 'The address of a developer’s machine is'} let in${isSure ? ' in production' : ', and nothing here says that it is for development only'}. Any program on a visitor’s own computer can use it. Add it only while you develop.`,
    related: [
      ...others.map(({ file, at }) => ({ file, at, message: 'Another one' })),
      ...inForceAt({ policy, rule: first, isDoubtful: false }, first),
    ],
  };
}
