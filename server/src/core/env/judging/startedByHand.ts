import type { EnvPackage } from '../model.ts';
import { join, pathInside, type Files } from './browserSide.ts';

/** Whether a script of package.json runs the file for developers, as in `"i18n": "tsx i18n.ts"`, and none that starts the product. */
export function isStartedByHand(file: string, folder: EnvPackage, files: Files): boolean {
  const scripts = /"scripts"\s*:\s*\{([^}]*)\}/.exec(
    files.read(join(folder.folder, 'package.json')) ?? '',
  )?.[1];
  const path = pathInside(file, folder);
  if (scripts === undefined || !scripts.includes(path)) return false;
  const running = [...scripts.matchAll(/"([^"\n]{1,80})"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g)].filter(
    ([, , command = '']) => command.split(/[\s'"&|;]+/).some((word) => word.replace(/^\.\//, '') === path),
  );
  return running.length > 0 && running.every(([, name = '']) => !STARTS_PRODUCT.test(name));
}

const STARTS_PRODUCT =
  /(?:^|[:_-])(?:start|serve|server|dev|develop|prod|production|worker|web|api|preview|run|main|build)(?:$|[:_-])/;
