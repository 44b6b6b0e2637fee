import type { EnvVariable, PlacedDeclaration } from '../../core/env/model.ts';

/** Words about variables that several features show. */

/** "required", "secret", "set by Vercel" */
export function labelsOf(variable: EnvVariable | undefined): readonly string[] {
  if (!variable) return ['environment variable'];
  const { need, publicPrefix, isSecret, suppliedBy, readBy } = variable;
  const unread = suppliedBy === undefined && readBy === undefined ? 'not read by the code' : 'optional';
  return [
    suppliedBy === undefined ? (need === 'unread' ? unread : need) : `set by ${suppliedBy}`,
    ...(publicPrefix === undefined ? (isSecret ? ['secret'] : []) : ['public']),
    ...(readBy === undefined ? [] : [`read by ${readBy}`]),
  ];
}

/** "production", "template", "empty" */
export function declarationWords({ declaration, role }: PlacedDeclaration): readonly string[] {
  const { value, environment, scope, by, phase } = declaration;
  const stage = role?.template
    ? 'template'
    : (environment ?? (role && role.environment !== 'any' ? role.environment : undefined));
  return [
    ...(stage === undefined ? [] : [stage]),
    ...(scope === undefined ? [] : [scope]),
    ...(phase === 'build' ? ['while it is built'] : []),
    ...(by === 'type' ? ['its type'] : []),
    ...(STATE_WORDS[value.state] === undefined || by === 'type' ? [] : [STATE_WORDS[value.state] as string]),
  ];
}

const STATE_WORDS: Readonly<Record<string, string | undefined>> = {
  empty: 'empty',
  placeholder: 'a placeholder',
  reference: 'made of other variables',
  elsewhere: 'the value is held elsewhere',
};

/** Env files first, then templates, then what hosts get. */
export function inOrderOfStrength(declarations: readonly PlacedDeclaration[]): readonly PlacedDeclaration[] {
  const rank = ({ declaration: { by }, role }: PlacedDeclaration): number =>
    by === 'env-file' ? (role?.template ? 1 : 0) : by === 'type' ? 3 : 2;
  return [...declarations].sort((a, b) => rank(a) - rank(b));
}

/** Something stands behind the name that can be shown. */
export function hasValue({
  declaration: { value, valueAt },
}: Pick<PlacedDeclaration, 'declaration'>): boolean {
  return valueAt !== undefined && valueAt.end > valueAt.start && value.state !== 'empty';
}
