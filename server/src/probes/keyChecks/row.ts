import type { KeyState } from '../../core/observations.ts';

/** How a provider is asked whether it still accepts a key: one documented call that only reads. */
export interface KeyCheckRow {
  /** Ids of the token formats that it is for. */
  readonly formats: readonly string[];
  /** A constant: nothing that a workspace says can change whom we ask. */
  readonly host: string;
  /** POST only where the API has nothing else for reading. Default GET. */
  readonly method?: 'GET' | 'POST';
  /** `{key}` stands for the key, where the API takes it in the path only. */
  readonly path: string;
  /** Values may say `{key}`, or `{basic}` for the key as the password of the user "api" (RFC 7617). */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; never the key. */
  readonly body?: string;
  /** Keys of these formats that can be asked about; of the others this call says nothing. */
  readonly only?: RegExp;
  /** The part of the value that is the key, as its first group, where the value is a whole URL. */
  readonly part?: RegExp;
  /** The first that fits decides. What none fits is unknown. */
  readonly answers: readonly Answer[];
  /**
   * Where else a key of this shape may work: then a refusal proves nothing and is unknown, for this reason. Completes
   * "Could not tell: HOST refused the key, but …".
   */
  readonly elsewhere?: string;
  /** The provider's page on the call. */
  readonly source: string;
}

export interface Answer {
  readonly status: number;
  /** What the text of the answer must have. Looks for fixed words only: the text is a stranger's. */
  readonly body?: RegExp;
  readonly state: KeyState;
  /** For people, where the state alone says too little. */
  readonly reason?: string;
}

export const ACCEPTED: Answer = { status: 200, state: 'live' };
export const UNAUTHORIZED: Answer = { status: 401, state: 'refused' };
/** The key is known, and may do other things than this. */
export const FORBIDDEN_BUT_KNOWN: Answer = { status: 403, state: 'live' };

/** What most APIs do: 200 for a key that works, 401 (RFC 9110, section 15.5.2) for one that doesn't. */
export const USUAL: readonly Answer[] = [ACCEPTED, UNAUTHORIZED];

export const BEARER = { authorization: 'Bearer {key}' } as const;
