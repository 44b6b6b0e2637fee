import type { Connection } from 'vscode-languageserver/node';
import { IMPACTS, type Impact } from '../core/finding.ts';

/** The settings that the server reads; described for people in the extension's manifest. */
export interface Settings {
  readonly checkWorkspace: boolean;
  readonly minimumImpact: Impact;
}

export interface SettingsStore {
  get(): Settings;
  /** Asks the client again. */
  refresh(): Promise<void>;
}

const DEFAULTS: Settings = { checkWorkspace: true, minimumImpact: 'low' };

export function createSettings(connection: Connection, clientAnswers: () => boolean): SettingsStore {
  let settings = DEFAULTS;
  return {
    get: () => settings,
    async refresh() {
      if (!clientAnswers()) return;
      try {
        settings = read(await connection.workspace.getConfiguration('launchReady'));
      } catch {
        // The client would not say: what it said last stays.
      }
    },
  };
}

/** People mistype settings, and no editor keeps them from it: an unknown value must not hide findings. */
function read(answer: unknown): Settings {
  const given: { readonly [name in keyof Settings]?: unknown } =
    typeof answer === 'object' && answer !== null ? answer : {};
  return {
    checkWorkspace:
      typeof given.checkWorkspace === 'boolean' ? given.checkWorkspace : DEFAULTS.checkWorkspace,
    minimumImpact: IMPACTS.find((impact) => impact === given.minimumImpact) ?? DEFAULTS.minimumImpact,
  };
}
