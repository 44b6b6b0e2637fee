import type { EditPlan, Refusal } from '../edit.ts';
import type { SchemaVariable, WriteSchemaFix } from '../finding.ts';
import type { Files } from '../workspace.ts';
import { pythonSchema } from './schemas/python.ts';
import { scriptSchema } from './schemas/script.ts';

/** Writes a file that checks the variables of a package when it starts. Which variables, and with what, comes with the fix. */
export function planWriteSchema(fix: WriteSchemaFix, files: Files): EditPlan | Refusal {
  const { title, path, language } = fix;
  if (files.read(path) !== undefined) return { refused: `${path} is there already.` };
  const variables = fix.variables.filter(({ name }) => PLAIN_NAME.test(name));
  if (variables.length === 0) return { refused: 'There are no variables to check.' };
  const newText = (language === 'python' ? pythonSchema : scriptSchema)({ ...fix, variables });
  return {
    title,
    edits: [{ path, create: {}, edits: [{ range: { start: 0, end: 0 }, newText }] }],
    notes: notesOn(fix, variables),
  };
}

/** Goes into code as it is. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;

function notesOn(fix: WriteSchemaFix, variables: readonly SchemaVariable[]): string[] {
  const { path, language } = fix;
  const [first] = variables;
  const isServerOnly =
    variables.some(({ isPublic }) => !isPublic) && variables.some(({ isPublic }) => isPublic);
  const where = isServerOnly ? ' Code for browsers must not import it.' : '';
  const member =
    fix.library === 'pydantic-settings' ? `settings.${first?.name.toLowerCase()}` : `env.${first?.name}`;
  const how = language === 'python' && fix.library === 'none' ? first?.name : member;
  return [
    `Read ${path}, and make optional what the product can do without.`,
    `Import ${path} where the product starts, before anything else: it stops there when a variable is missing.${where}`,
    `Then read the variables from it, such as ${how ?? ''}.`,
  ];
}
