/** Which files belong to one application: a monorepo has several. */
import { folderOf } from '../../paths.ts';

/** Whether what a file says (a guard, a rule of configuration) is said about another one, too. */
export function isOfApplication(setting: string, file: string): boolean {
  const application = /^((?:apps|packages|services)\/[^/]+)\//.exec(setting)?.[1];
  if (application !== undefined) return file.startsWith(`${application}/`);
  const folder = folderOf(setting).replace(
    /\/?(?:src|app|config|lib|utils|middleware|public|infra|deploy|nginx|docker)(?:\/.*)?$/,
    '',
  );
  return folder === '' || file.startsWith(folder);
}
