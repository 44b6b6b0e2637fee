/**
 * Spring's `@Profile("dev")` and Quarkus' `@IfBuildProfile("dev")`: what a class or method sets for developers only.
 * https://docs.spring.io/spring-framework/reference/core/beans/environment.html
 */
import { contentOf, stringsIn } from '../../env/code/lookups.ts';
import type { TextRange } from '../../finding.ts';
import type { Found } from '../backend/found.ts';
import type { WebFacts } from '../types.ts';
import type { Condition } from '../values.ts';
import { annotationsIn } from './annotations.ts';

export function withProfiles(found: Found, facts: WebFacts | undefined): WebFacts | undefined {
  if (!facts || (!facts.cors && !facts.headers) || !/@(?:Profile|IfBuildProfile)\b/.test(found.code.masked))
    return facts;
  const profiles = profilesIn(found);
  const asked = <T extends { readonly when?: readonly Condition[] }>(one: T, at: number): T => {
    const conditions = profiles.flatMap(({ range, when }) =>
      range.start <= at && at < range.end ? [when] : [],
    );
    return conditions.length === 0 ? one : { ...one, when: [...(one.when ?? []), ...conditions] };
  };
  return {
    ...facts,
    ...(facts.cors && { cors: facts.cors.map((one) => asked(one, one.at.start)) }),
    ...(facts.headers && { headers: facts.headers.map((one) => asked(one, one.nameAt.start)) }),
  };
}

interface Profile {
  readonly range: TextRange;
  readonly when: Condition;
}

function profilesIn(found: Found): readonly Profile[] {
  return annotationsIn(found, 'Profile|IfBuildProfile').flatMap(({ nameAt, args, owner }) => {
    const names = args.flatMap(({ value }) =>
      stringsIn(found.code, value).map((one) => contentOf(found.code, one) ?? ''),
    );
    if (!owner || names.length === 0 || !names.every((name) => DEVELOPMENT.test(name))) return [];
    const end = owner.kind === 'class' ? owner.body.end : owner.at.end;
    const when: Condition = { kind: 'stage', stage: 'development', at: found.span(nameAt) };
    return [{ range: { start: nameAt.start, end }, when }];
  });
}

/** One that production never has: `dev`, `local`, `!prod`. */
const DEVELOPMENT = /^(?:dev|develop|development|local|test|!\s{0,4}(?:prod|production|live))$/;
