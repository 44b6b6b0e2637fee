import { insideOf, join } from '../../paths.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvPackage } from '../model.ts';

/** Whether a script of package.json runs the file for developers, as in `"i18n": "tsx i18n.ts"`, and none that starts the product. */
export function isStartedByHand(file: string, folder: EnvPackage, texts: Texts): boolean {
  const scripts = scriptsIn(texts.read(join(folder.folder, 'package.json')) ?? '');
  const path = insideOf(file, folder.folder);
  if (!scripts.includes(path)) return false;
  const running = [...scripts.matchAll(/"([^"\n]{1,80})"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g)].filter(
    ([, , command = '']) => command.split(/[\s'"&|;]+/).some((word) => word.replace(/^\.\//, '') === path),
  );
  return running.length > 0 && running.every(([, name = '']) => !STARTS_PRODUCT.test(name));
}

/** The text between the braces. */
function scriptsIn(text: string): string {
  const start = text.indexOf('"scripts"');
  if (start === -1) return '';
  const part = text.slice(start, start + 50_000);
  return part.slice(part.indexOf('{') + 1, Math.max(0, part.indexOf('}')));
}

const STARTS_PRODUCT =
  /(?:^|[:_-])(?:start|serve|server|dev|develop|prod|production|worker|web|api|preview|run|main|build)(?:$|[:_-])/;
