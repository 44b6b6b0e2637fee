import { classifyPath, type FileClass } from './classify.ts';
import { hash64 } from './hash.ts';
import { lowerNameOf } from './paths.ts';

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
  /** Of the Dockerfiles that compose files build: the folders that are sent along, by the Dockerfile's path. */
  readonly buildContexts?: Readonly<Record<string, readonly string[]>>;
  /** Folders ("" for the root) with a template of an env file: there will be a real one. */
  readonly envTemplates?: readonly string[];
  /** Env files that git leaves out of commits, beside the packages of the workspace. */
  readonly ignoredEnv?: readonly string[];
  /** Which migrations the main branch has, and so production; absent where git was not asked, or there is no such branch. */
  readonly released?: Releases;
  /** Folders in which a build was found, and whether browsers are served what is in them. */
  readonly built?: readonly BuiltFolder[];
}

export interface Releases {
  /** The branch, as git calls it: "origin/main", "main" where there is no remote, "HEAD" where another branch is all there is. */
  readonly ref: string;
  /**
   * `edited`: the file says something else than the branch. `past`: the dates of its commits say that it has run, where only a
   * branch of this machine is known. Files that are not listed are not on the branch.
   */
  readonly paths: Readonly<Record<string, 'same' | 'edited' | 'past'>>;
  /** On the branch, and gone since. */
  readonly deleted: readonly string[];
}

export interface BuiltFolder {
  readonly folder: string;
  /** False where it may be a library or a server just as well. */
  readonly served: boolean;
}

export const NO_FACTS: WorkspaceFacts = { tracked: {}, dockerignores: {}, sensitive: [] };

/** What the path of a file and the facts say of it. */
export function fileClassOf(path: string, { built, ignoredEnv }: WorkspaceFacts): FileClass {
  if (ignoredEnv?.includes(path)) return 'ignored-env';
  return classifyPath(path, built);
}

/** Env files, key files and credential files: what must never be in a repository or an image. Forward slashes. */
export function isSensitiveName(path: string): boolean {
  const name = lowerNameOf(path);
  return SENSITIVE.test(name) && !HARMLESS.test(name);
}

const SENSITIVE =
  /^\.env(\..+)?$|\.env$|^\.(flaskenv|envrc|dev\.vars)(\..+)?$|^id_(rsa|dsa|ecdsa|ed25519)$|\.(pem|key|p12|pfx|jks|keystore|ppk|p8|asc|gpg|kdbx|bks|ovpn|mobileprovision|tfstate)$|^(kubeconfig|kube\.config)$|^\.(npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg)$|(service[-_]?account|credentials?|client[-_]secret|firebase[-_]adminsdk)[^/]*\.json$/;
const HARMLESS = /[._-](example|sample|template|dist|tpl|defaults?|schema|test|ci)(\.[a-z]+)?$|\.pub$/;

/** Changes when what the facts say about a file does: the file is then judged again, although it did not change. */
export function factsStamp(facts: WorkspaceFacts, path: string): string {
  const name = lowerNameOf(path);
  if (/^(docker|container)file(\..+)?$|\.dockerfile$/.test(name))
    return hash64(
      JSON.stringify([
        facts.dockerignores,
        facts.sensitive,
        facts.buildContexts,
        facts.envTemplates,
        Object.keys(facts.tracked).filter((file) => facts.tracked[file] && file.includes('.env')),
      ]),
    );
  const built = facts.built?.find(({ folder }) => path.startsWith(`${folder}/`));
  if (built) return built.served ? 'served' : 'built';
  if (facts.ignoredEnv?.includes(path)) return 'ignored';
  const tracked = facts.tracked[path];
  return tracked === undefined ? '' : tracked ? 'tracked' : 'untracked';
}
