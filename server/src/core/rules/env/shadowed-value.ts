import type { EnvFile, EnvPackage, Framework } from '../../env/model.ts';
import type { EnvDeclaration } from '../../env/types.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/shadowed-value',
  impact: 'low',
  stage: 'handover',
  title: 'Value that another env file hides',
  why: 'Two env files set the same variable, and the one that wins is not the one that people expect. Whoever changes the other one sees nothing happen.',
  *check({ env }, context) {
    for (const folder of env.packages) {
      const framework = folder.frameworks.find(({ loads }) => loads.development.length > 1);
      if (!framework) continue;
      const files = ownFiles(folder);
      yield* hiddenByStage(files, framework, context);
      yield* hiddenByMachine(files, { framework, folder, context });
    }
  },
});

/** By their names: those of the package's own folder, which the framework loads by itself. */
function ownFiles({ envFiles, folder }: EnvPackage): ReadonlyMap<string, EnvFile> {
  const prefix = folder === '' ? '' : `${folder}/`;
  return new Map(
    envFiles
      .filter(
        ({ path, role }) =>
          !role.template && path.startsWith(prefix) && !path.slice(prefix.length).includes('/'),
      )
      .map((file) => [file.path.slice(prefix.length), file]),
  );
}

/** Vite takes `.env.development` over `.env.local`, where Next.js and most others do it the other way round. */
function* hiddenByStage(
  files: ReadonlyMap<string, EnvFile>,
  { loads, name }: Framework,
  context: WorkspaceContext,
): Iterable<PlacedFinding> {
  const local = files.get('.env.local');
  const { development } = loads;
  const isHidden = development.indexOf('.env.development') < development.indexOf('.env.local');
  const stage = files.get('.env.development');
  if (!local || !stage || !development.includes('.env.development') || !isHidden) return;
  for (const [weak, strong] of differing(local, stage, context)) {
    yield {
      file: local.path,
      at: weak.at,
      kind: weak.name,
      message: `${name} doesn’t use this value of ${weak.name} in development: ${stage.path} is stronger than ${local.path}. To change it on your machine only, write it into ${local.path.replace('.env.local', '.env.development.local')}.`,
      related: [{ file: stage.path, at: strong.at, message: 'This one wins' }],
    };
  }
}

interface Place {
  readonly framework: Framework;
  readonly folder: EnvPackage;
  readonly context: WorkspaceContext;
}

/** A build for production on a developer's machine writes the machine's own values into the pages. */
function* hiddenByMachine(
  files: ReadonlyMap<string, EnvFile>,
  { framework: { loads, name }, folder, context }: Place,
): Iterable<PlacedFinding> {
  const local = files.get('.env.local');
  const production = files.get('.env.production');
  const order = loads.production;
  if (!local || !production || !order.includes('.env.local')) return;
  if (order.indexOf('.env.local') > order.indexOf('.env.production')) return;
  for (const [weak, strong] of differing(production, local, context)) {
    if (folder.variables.get(weak.name)?.publicPrefix === undefined) continue;
    yield {
      file: production.path,
      at: weak.at,
      kind: weak.name,
      message: `A build on this machine doesn’t use this value of ${weak.name}: ${name} takes ${local.path} first, for production as well, and writes its value into the pages. Build where there is no ${local.path}.`,
      related: [{ file: local.path, at: strong.at, message: 'This one wins' }],
    };
  }
}

/** Names that both files give a value, and not the same. */
function* differing(
  weak: EnvFile,
  strong: EnvFile,
  context: WorkspaceContext,
): Iterable<readonly [EnvDeclaration, EnvDeclaration]> {
  const [weakText, strongText] = [context.read(weak.path), context.read(strong.path)];
  if (weakText === undefined || strongText === undefined) return;
  for (const [name, declaration] of weak.byName) {
    const other = strong.byName.get(name);
    if (!other || !isValue(declaration) || !isValue(other)) continue;
    if (valueOf(declaration, weakText) !== valueOf(other, strongText)) yield [declaration, other];
  }
}

function isValue({ value }: EnvDeclaration): boolean {
  return value.state === 'set' || value.state === 'reference';
}

function valueOf({ valueAt }: EnvDeclaration, text: string): string {
  return valueAt ? text.slice(valueAt.start, valueAt.end) : '';
}
