import { randomUUID } from 'node:crypto';
import {
  CodeActionKind,
  type CancellationToken,
  type CodeAction,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { Finding } from '../core/finding.ts';
import { maskSecret } from '../core/mask.ts';
import type { KeyObservation } from '../core/observations.ts';
import { wholeToken } from '../core/secrets/wholeToken.ts';
import { VERSION } from '../host/version.ts';
import { checkKey, questionFor, type KeyCheckOrder } from '../probes/keyCheck.ts';
import {
  CHECK_KEY,
  COMMANDS,
  KEY_QUESTION,
  type CheckKeyParams,
  type CheckKeyResult,
  type KeyCheckTarget,
  type KeyQuestion,
} from '../protocol.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';

export type AskProvider = (order: KeyCheckOrder) => Promise<KeyObservation>;

/** What the user was asked about, until the answer: the key is read again then, and must be the same. */
interface Asked extends KeyCheckTarget {
  readonly ticket: string;
  readonly version: number;
  readonly value: string;
}

/**
 * Asks a provider whether a key is live, after the user said yes to exactly that. Neither host nor key come from the client:
 * it names a finding of ours, and answers a question of ours, once.
 */
export function registerKeyCheck(
  connection: Connection,
  services: Services,
  ask: AskProvider = checkKey,
): void {
  let asked: Asked | undefined;

  connection.onRequest(KEY_QUESTION, (target: KeyCheckTarget): KeyQuestion | null => {
    asked = undefined;
    const key = services.isTrusted() ? keyOf(target, services) : undefined;
    if (!key) return null;
    const { uri, fingerprint } = target;
    asked = { uri, fingerprint, ticket: randomUUID(), version: key.version, value: key.value };
    return { ticket: asked.ticket, key: maskSecret(key.value), host: key.host, request: key.request };
  });

  connection.onRequest(
    CHECK_KEY,
    async ({ ticket }: CheckKeyParams, token: CancellationToken): Promise<CheckKeyResult> => {
      const question = asked?.ticket === ticket ? asked : undefined;
      asked = undefined;
      const key = question && services.isTrusted() ? keyOf(question, services) : undefined;
      // A file that was closed and opened again starts with its first version: the version alone is not enough.
      if (!key || key.version !== question?.version || key.value !== question.value) return NOT_ASKED;
      const cancellation = new AbortController();
      token.onCancellationRequested(() => cancellation.abort());
      const observation = await ask({
        formatId: key.formatId,
        key: key.value,
        userAgent: `launch-ready/${VERSION}`,
        signal: cancellation.signal,
      });
      return resultOf(observation, key.finding);
    },
  );
}

/** Offered where somebody can be asked, in trusted workspaces only. Never preferred: it must be meant. */
export function keyCheckActions(
  finding: Finding,
  target: { readonly folder: Folder; readonly path: string; readonly uri: string },
  diagnostics: Diagnostic[],
  trusted: boolean,
): readonly CodeAction[] {
  if (!trusted || !checkableKey(finding, target.folder, target.path)) return [];
  const title = 'Check whether this key is live…';
  const argument: KeyCheckTarget = { uri: target.uri, fingerprint: finding.fingerprint };
  const command = { title, command: COMMANDS.checkKey, arguments: [argument] };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics, command }];
}

const NOT_ASKED: CheckKeyResult = {
  state: 'unknown',
  message: 'The key was not checked: the file has changed since the question. Ask again if you want to.',
};

interface CheckableKey {
  readonly finding: Finding;
  readonly formatId: string;
  readonly value: string;
  readonly version: number;
  readonly host: string;
  readonly request: string;
}

function keyOf({ uri, fingerprint }: KeyCheckTarget, { folders }: Services): CheckableKey | undefined {
  const place = folders.locate(uri);
  if (!place) return undefined;
  const finding = place.folder.findings(place.path).find((item) => item.fingerprint === fingerprint);
  return finding && checkableKey(finding, place.folder, place.path);
}

/** The key of a finding in an open file that was judged as it stands now. */
function checkableKey(finding: Finding, folder: Folder, path: string): CheckableKey | undefined {
  const file = folder.open.get(path);
  const { area, kind, offsets, suppressed } = finding;
  if (!file?.judged || file.judged.version !== file.text.version) return undefined;
  if (area !== 'secrets' || kind === undefined || !offsets || suppressed) return undefined;
  const value = file.judged.document.text.slice(offsets.start, offsets.end);
  const question = wholeToken(kind, value) && questionFor(kind, value);
  return question && { finding, formatId: kind, value, version: file.text.version, ...question };
}

function resultOf({ state, host, reason }: KeyObservation, { help }: Finding): CheckKeyResult {
  switch (state) {
    case 'live':
      return {
        state,
        message: `Live: ${host} accepts this key. Rotate it now.`,
        ...(help ? { link: help } : {}),
      };
    case 'refused':
      return { state, message: `${host} refused this key: it no longer works there, or never did.` };
    case 'unknown':
      return { state, message: `Could not tell whether this key is live: ${reason}.` };
  }
}
