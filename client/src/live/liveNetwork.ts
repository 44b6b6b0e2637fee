import * as vscode from 'vscode';
import type { LiveNetwork } from '../../../server/src/protocol.ts';

/** How the network is reached, by the user's own settings: a stranger's workspace must not lead anybody's checks elsewhere. */
export function liveNetwork(): LiveNetwork {
  const resolver = own('resolver');
  const connect = own('connect');
  const certificateAuthorities = own('certificateAuthorities');
  return {
    allowPrivateAddresses: own('allowPrivateAddresses') === true,
    ...(typeof resolver === 'string' && resolver.trim() !== '' ? { resolver: resolver.trim() } : {}),
    connect: typeof connect === 'object' && connect !== null ? (connect as LiveNetwork['connect']) : {},
    certificateAuthorities: Array.isArray(certificateAuthorities) ? certificateAuthorities : [],
  };
}

/** How often the user wants the checks to run by themselves. */
export function liveSchedule(): 'off' | 'hourly' | 'daily' {
  const schedule = own('schedule');
  return schedule === 'hourly' || schedule === 'daily' ? schedule : 'off';
}

function own(name: string): unknown {
  return vscode.workspace.getConfiguration('launchReady.live').inspect<unknown>(name)?.globalValue;
}
