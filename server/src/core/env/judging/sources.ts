/** Where the variables of a package come from: what counts as a declaration, and which template a new one belongs to. */
import { folderOf } from '../../paths.ts';
import type { EnvFile, EnvPackage, EnvVariable, PlacedDeclaration } from '../model.ts';

/** Whether anything but tests and CI says where its value comes from, or at least that it has one. */
export function isDeclared({ declarations }: Pick<EnvVariable, 'declarations'>): boolean {
  return declarations.some(countsForProduct);
}

export function countsForProduct({ declaration, role }: PlacedDeclaration): boolean {
  return declaration.by !== 'ci' && role?.environment !== 'test' && role?.environment !== 'ci';
}

/** The package's template, the one nearest to it and least special first: what people copy to start. */
export function templateOf({
  envFiles,
  folder,
}: Pick<EnvPackage, 'envFiles' | 'folder'>): EnvFile | undefined {
  return envFiles
    .filter(({ role }) => role.template && role.environment !== 'test' && role.environment !== 'ci')
    .toSorted((a, b) => rank(a, folder) - rank(b, folder) || (a.path < b.path ? -1 : 1))[0];
}

/** Small for a file in the package's own folder that is for all environments. */
function rank({ path, role }: EnvFile, folder: string): number {
  const own = folderOf(path) === folder ? 0 : path.startsWith(`${folder}/`) ? 10 : 20;
  return own + (role.environment === 'any' ? 0 : role.environment === 'development' ? 1 : 2);
}

/** The settings of a Cloudflare worker, which name most of its variables. */
export function isOfWrangler(file: string): boolean {
  return /(?:^|\/)wrangler(?:\.[\w-]+)?\.(?:toml|jsonc?)$/.test(file);
}

/** Every name that any of the files declares. */
export function namesIn(files: Iterable<EnvFile>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { byName } of files) for (const name of byName.keys()) names.add(name);
  return names;
}

/** Where a template belongs that isn't there yet. */
export function newTemplatePath({ envFiles, folder }: Pick<EnvPackage, 'envFiles' | 'folder'>): string {
  const first = envFiles.find(({ role }) => !role.template);
  // Folders of `.envs` are for one environment each.
  const beside = first === undefined || /(?:^|\/)\.envs\//.test(first.path) ? folder : folderOf(first.path);
  return beside === '' ? '.env.example' : `${beside}/.env.example`;
}

/** The code of the product or its build gives it a value: nobody is asked for one. */
export function isSetByCode({ declarations }: Pick<EnvVariable, 'declarations'>): boolean {
  return declarations.some(({ declaration }) => declaration.by === 'code');
}
