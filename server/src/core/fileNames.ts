/** Files of ours that may stand in a workspace: the folder that has them is the root of what is checked. */

export const CONFIG_FILE = 'launch-ready.yaml';
/** Findings that somebody has accepted; beside the configuration. */
export const BASELINE_FILE = 'launch-ready-baseline.json';
