import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onDriverExit } from './driverExit.ts';

/** Private folders of one editor: nothing is shared with the person's own VS Code or with another test. */
export interface Profile {
  readonly root: string;
  readonly home: string;
  readonly serverData: string;
  readonly userData: string;
  readonly extensions: string;
  readonly temporary: string;
  /** Deletes the folders, which otherwise happens when this process ends. */
  remove(): void;
}

/** VS Code's settings, by full name. */
export type Settings = Readonly<Record<string, unknown>>;

// A window in which only what the test does happens: no network, no tips, no AI pane, no animation.
const QUIET: Settings = {
  'chat.agentsControl.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.titleBar.signIn.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'compact',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

const GIT_CONFIG = `[user]
	name = Test
	email = test@example.invalid
[init]
	defaultBranch = main
`;

export function createProfile(settings: Settings): Profile {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'launch-ready-editor-')));
  const folder = (name: string) => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  // A process that was just killed may still hold a folder for a moment.
  const removeAll = () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const forget = onDriverExit(removeAll);
  const profile = {
    root,
    home: folder('home'),
    serverData: folder('server'),
    userData: folder('user'),
    extensions: folder('extensions'),
    temporary: folder('tmp'),
    remove() {
      removeAll();
      forget();
    },
  };
  mkdirSync(join(profile.userData, 'User'));
  writeFileSync(
    join(profile.userData, 'User', 'settings.json'),
    JSON.stringify({ ...QUIET, ...settings }, null, 2),
  );
  writeFileSync(join(profile.home, '.gitconfig'), GIT_CONFIG);
  return profile;
}

/**
 * Registers the extension in `folder` as installed, in place. Unlike an Extension Development Host the window stays an
 * ordinary one, with notifications.
 */
export function registerExtension(profile: Profile, folder: string): void {
  const file = join(profile.extensions, 'extensions.json');
  const installed: unknown[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const location = { $mid: 1, scheme: 'file', path: pathToFileURL(folder).pathname };
  writeFileSync(
    file,
    JSON.stringify([...installed, { identifier: { id: `${publisher}.${name}` }, version, location }]),
  );
}
