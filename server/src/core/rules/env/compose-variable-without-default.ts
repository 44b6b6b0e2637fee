import type { EnvPackage, EnvVariable, PlacedUse } from '../../env/model.ts';
import { folderOf, join } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/compose-variable-without-default',
  impact: 'medium',
  stage: 'deployment',
  title: 'Compose variable without a value',
  why: 'Docker Compose puts nothing in the place of a variable that isn’t set, and starts all the same: a password is then empty, and an image has no version.',
  *check({ env }, context) {
    for (const folder of env.packages) {
      for (const variable of folder.variables.values()) {
        if (variable.suppliedBy !== undefined || isGiven(variable) || SET_BY_WHO_DEPLOYS.test(variable.name))
          continue;
        yield* undeclared(variable, folder, context);
      }
    }
  },
});

/** One finding for a name in a file; the other places stand beside it. */
function* undeclared(
  variable: EnvVariable,
  folder: EnvPackage,
  context: WorkspaceContext,
): Iterable<PlacedFinding> {
  const handed = variable.uses.filter((placed) => isInCompose(placed) && isNeeded(placed, variable));
  for (const file of new Set(handed.map((placed) => placed.file))) {
    const text = context.read(file);
    if (text === undefined) continue;
    if (asksForIt(text, variable.name)) continue;
    const bare = handed.filter((placed) => placed.file === file && isBare(text, placed.use.at));
    const [first, ...others] = bare;
    if (!first) continue;
    const env = envFileBeside(file, folder);
    yield {
      file,
      at: first.use.at,
      impact: first.place === 'product' && variable.isSecret ? 'medium' : 'low',
      kind: variable.name,
      message: `${variable.name} has no value: no env file that Compose reads here has it, and there is no default. Compose then puts nothing in its place, and starts with only a warning. Add it to the .env beside this file and to its template, give it a default (\${${variable.name}:-value}), or stop without it (\${${variable.name}:?}).`,
      related: others.slice(0, 10).map((other) => ({ file, at: other.use.at, message: 'Used here as well' })),
      fix: {
        kind: 'declare-variable',
        title: `Add ${variable.name} to ${env}`,
        variable: variable.name,
        file: env,
      },
    };
  }
}

function isInCompose({ file, use }: PlacedUse): boolean {
  return use.through === 'compose' && use.fallback === undefined && /\.ya?ml$/.test(file);
}

/** `X: ${X}` hands on what may be there: it matters where the code can't do without. */
function isNeeded({ use, place }: PlacedUse, { need }: EnvVariable): boolean {
  return (use.need === 'required' || need === 'required') && place !== 'docs' && place !== 'test';
}

/** `$X` or `${X}`, and no `${X:?…}`, which says what is missing. */
function isBare(text: string, { start, end }: PlacedUse['use']['at']): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return before.endsWith('${') ? text[end] === '}' : before.endsWith('$');
}

/** `${X:?…}` anywhere in the file stops the start, so that the other places are never empty. */
function asksForIt(text: string, name: string): boolean {
  return text.includes(`\${${name}:?`) || text.includes(`\${${name}?`);
}

/** What a version or a folder is called is often said when somebody starts it. */
const SET_BY_WHO_DEPLOYS =
  /^(?:PWD|HOME|USER|UID|GID|PUID|PGID|TAG|VERSION|COMPOSE_\w+|DOCKER_\w+|BUILD_\w+|GIT_\w+)$|(?:^|_)(?:TAG|VERSION|SHA|COMMIT|REVISION)$/;

/** Somebody has written it down where Compose or a person finds it. */
function isGiven({ declarations }: EnvVariable): boolean {
  return declarations.some(
    ({ declaration }) =>
      declaration.by === 'env-file' || declaration.by === 'code' || declaration.by === 'ci',
  );
}

/** The template that is kept in the repository, or the file that Compose reads. */
function envFileBeside(file: string, { envFiles }: EnvPackage): string {
  const folder = folderOf(file);
  const near = envFiles.filter(({ path }) => folderOf(path) === folder);
  const template = near.find(({ role }) => role.template && role.environment === 'any');
  return template?.path ?? join(folder, '.env.example');
}
