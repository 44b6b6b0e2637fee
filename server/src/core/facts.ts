import { hash64 } from './hash.ts';

/**
 * What a host knows of a workspace as a whole. Plain data: it is sent to worker threads. A file's judgement may depend on
 * `factsStamp` of its path and on nothing else in here, so that a change judges few files again.
 */
export interface WorkspaceFacts {
  /** For files whose names promise secrets (`isSensitiveName`): whether git tracks them. Absent: git was not asked. */
  readonly tracked: Readonly<Record<string, boolean>>;
  /** The text of every .dockerignore (and `NAME.dockerignore`), by path. */
  readonly dockerignores: Readonly<Record<string, string>>;
  /** Paths of files whose names promise secrets, ignored by git or not, as far as they were listed. */
  readonly sensitive: readonly string[];
}

export const NO_FACTS: WorkspaceFacts = { tracked: {}, dockerignores: {}, sensitive: [] };

/** Env files, key files and credential files: what must never be in a repository or an image. Forward slashes. */
export function isSensitiveName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return SENSITIVE.test(name) && !HARMLESS.test(name);
}

const SENSITIVE =
  /^\.env(\..+)?$|\.env$|^\.(flaskenv|envrc|dev\.vars)(\..+)?$|^id_(rsa|dsa|ecdsa|ed25519)$|\.(pem|key|p12|pfx|jks|keystore|ppk|p8|asc|gpg|kdbx|ovpn|mobileprovision)$|^\.(npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg)$|(service[-_]?account|credentials?|client[-_]secret|firebase[-_]adminsdk)[^/]*\.json$/;
const HARMLESS = /[._-](example|sample|template|dist|tpl|defaults?|schema|test|ci)(\.[a-z]+)?$|\.pub$/;

/** Changes when what the facts say about a file does: the file is then judged again, although it did not change. */
export function factsStamp(facts: WorkspaceFacts, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^(docker|container)file(\..+)?$|\.dockerfile$/.test(name))
    return hash64(JSON.stringify([facts.dockerignores, facts.sensitive]));
  const tracked = facts.tracked[path];
  return tracked === undefined ? '' : tracked ? 'tracked' : 'untracked';
}
