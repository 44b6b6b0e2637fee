import type { SchemaVariable, WriteSchemaFix } from '../../finding.ts';

/** The text of a Python module that checks variables when it is imported. */
export function pythonSchema({ library, variables }: WriteSchemaFix): string {
  const lines = library === 'pydantic-settings' ? pydantic(variables) : byHand(variables);
  return `${lines.join('\n')}\n`;
}

const COMMENT =
  '"""What the product needs from its environment. Importing this stops the start when something is missing."""';

/** Names of fields are the variables' own, in any case. */
function pydantic(variables: readonly SchemaVariable[]): readonly string[] {
  return [
    COMMENT,
    '',
    'from pydantic_settings import BaseSettings',
    '',
    '',
    'class Settings(BaseSettings):',
    ...variables.map(({ name, optional }) => `    ${fieldOf(name)}: str${optional ? ' | None = None' : ''}`),
    '',
    '',
    'settings = Settings()',
  ];
}

/** Fields must not start with an underscore. */
function fieldOf(name: string): string {
  return name.toLowerCase().replace(/^_+/, '');
}

function byHand(variables: readonly SchemaVariable[]): readonly string[] {
  return [
    COMMENT,
    '',
    'import os',
    '',
    '',
    'def require_env(name: str) -> str:',
    '    value = os.environ.get(name)',
    '    if not value:',
    '        raise RuntimeError(f"Set {name} in the environment: the product needs it.")',
    '    return value',
    '',
    '',
    ...variables.map(({ name, optional }) =>
      optional ? `${name} = os.environ.get("${name}")` : `${name} = require_env("${name}")`,
    ),
  ];
}
