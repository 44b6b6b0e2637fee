import type { Connection } from 'vscode-languageserver/node';
import type { WorkspaceModel } from '../core/workspaceRule.ts';
import { toUri } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';

/** What a view of the side bar shows, and how it asks. */
export interface View<Part, Shown> {
  /** The client's request, and our word that it would be answered otherwise now. */
  readonly request: string;
  readonly changed: string;
  /** The part of the model that it is made of: made anew whenever a file says something else. */
  readonly part: (model: WorkspaceModel) => Part;
  /** What it shows of one folder. */
  readonly show: (folder: Folder, part: Part) => Shown;
}

/** Milliseconds between a change and the word of it: somebody who types needs no new tree with every key. */
const PAUSE = 300;

/**
 * Answers what a view shows: `off` where nobody wants the workspace to be checked as a whole, `checking` while not all files
 * have been read. `announce` tells the client, soon, if the answer may be another one now.
 */
export function registerView<Part, Shown extends object>(
  connection: Connection,
  { folders, settings, guarded }: Services,
  { request, changed, part, show }: View<Part, Shown>,
): { readonly announce: () => void } {
  let told: readonly unknown[] = [];
  let waiting: NodeJS.Timeout | undefined;
  const partOf = ({ whole }: Folder): Part | undefined => {
    const model = whole.model();
    return model && part(model);
  };
  /** All that the answer is made of. */
  const grounds = (): readonly unknown[] => [settings.get().checkWorkspace, ...folders.all().map(partOf)];

  connection.onRequest(request, () => {
    told = grounds();
    const shown = folders.all().flatMap((folder) => {
      const known = partOf(folder);
      return known === undefined ? [] : [{ uri: toUri(folder.root, ''), ...show(folder, known) }];
    });
    const isKnown = shown.length === folders.all().length;
    return {
      state: isKnown ? 'ready' : settings.get().checkWorkspace ? 'checking' : 'off',
      folders: shown,
    };
  });

  return {
    announce() {
      waiting ??= setTimeout(
        guarded(() => {
          waiting = undefined;
          const now = grounds();
          if (told.length === now.length && now.every((ground, index) => ground === told[index])) return;
          told = now;
          void connection.sendNotification(changed);
        }),
        PAUSE,
      );
    },
  };
}
