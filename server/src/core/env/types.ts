/**
 * What the files of a workspace say about environment variables. Plain data, found in one file at a time (`readers/`), kept
 * with the file's findings, and joined by `model.ts`. It never holds a value: a value is described by its state and traits,
 * and whoever needs it reads it again at `valueAt`.
 */
import type { TextRange } from '../finding.ts';
import type { Span } from '../span.ts';

export type { Span };

/** What one file says. Absent lists are empty. */
export interface EnvFacts {
  readonly uses?: readonly EnvUse[];
  readonly declarations?: readonly EnvDeclaration[];
  readonly dynamics?: readonly EnvDynamic[];
  readonly helpers?: readonly EnvHelper[];
  readonly calls?: readonly EnvCall[];
  readonly loads?: readonly EnvLoad[];
  readonly validations?: readonly EnvValidation[];
  readonly package?: PackageFacts;
  readonly openChecks?: readonly OpenCheck[];
  /** Prefixes of names that a build sends to browsers, where the file sets them (Vite's `envPrefix`). */
  readonly publicPrefixes?: readonly string[];
  /** The file says that its code runs in browsers ('use client') or never does ('server-only', 'use server'). */
  readonly side?: Side;
  /** The text stops in the middle of something, as while somebody types: less was found than there is. */
  readonly broken?: true;
}

export type Side = 'client' | 'server';

/** A place that reads a variable, or a schema's key that asks for one. */
export interface EnvUse {
  readonly name: string;
  /** Exactly the name, without quotes. */
  readonly at: Span;
  /** How it is read, as people write it: `process.env`, `os.environ`, `ENV.fetch`, `${{ secrets }}`, `zod`. */
  readonly through: string;
  /** `required`: no default and no guard is in sight, so that an unset variable breaks or silently changes something. */
  readonly need: Need;
  /** The default that stands beside it, described. */
  readonly fallback?: EnvValue;
  /** Where the form itself says where it runs: `$env/static/public`, the `client` part of a t3 schema. */
  readonly side?: Side;
  /** Present for a key of a schema. */
  readonly schema?: EnvSchema;
  /** Where the value comes from somewhere that the workspace can't see: secrets of a CI service, a cluster's own secret. */
  readonly store?: string;
  /** Read while images or bundles are built, and not when the product runs. */
  readonly phase?: 'build';
  /** The code can't go on without it; absent where what may be undefined is handed on. */
  readonly insists?: true;
  /** A check by hand stands beside it: a call of `required`, a `throw`, a default. */
  readonly checked?: true;
  /** It stands for the server's name of an address in a text, which a missing variable makes "undefined". */
  readonly startsAddress?: true;
}

export type Need = 'required' | 'optional';

export interface EnvSchema {
  readonly library: string;
  readonly type?: 'string' | 'number' | 'boolean' | 'url' | 'email' | 'port' | 'enum' | 'json';
  /** Allowed values of an enum. */
  readonly values?: readonly string[];
  /** Least number of characters, where one is asked for. */
  readonly minimumLength?: number;
}

/** A place that gives a variable a value, or promises one. */
export interface EnvDeclaration {
  readonly name: string;
  readonly at: Span;
  readonly value: EnvValue;
  /** The value without its quotes, where the file holds one. */
  readonly valueAt?: TextRange;
  /** The whole entry with its comment at the end and its line break: what is removed with it. Env files only. */
  readonly entry?: TextRange;
  readonly by: DeclaredBy;
  /** The service, job, function or environment inside a manifest that it is for. */
  readonly scope?: string;
  /** Where a manifest says for which environment: `production`, `preview`, `development`, `test`, `staging`, or its own name. */
  readonly environment?: string;
  /** Names that its value refers to: `${DB_HOST}`. */
  readonly references?: readonly EnvReference[];
  /** Known to the build alone: `ARG`, `build.env`. */
  readonly phase?: 'build';
}

export type DeclaredBy =
  /** .env files, templates of them included */
  | 'env-file'
  /** What a host runs the product with: render.yaml, fly.toml, vercel.json, a Kubernetes manifest … */
  | 'manifest'
  | 'compose'
  /** ENV and ARG */
  | 'image'
  /** `env:` of a workflow */
  | 'ci'
  /** `X=1 node …` in a script or package.json, `environ.setdefault`, an assignment to process.env */
  | 'code'
  /** `interface Env`, `ProcessEnv`, turbo.json: says that it is there, and not with what value */
  | 'type';

export interface EnvReference {
  readonly name: string;
  readonly at: Span;
  /** `${X:-default}`, `${X:+other}`; `${X:?message}` is `required`. */
  readonly need: Need;
}

/** What is known of a value without repeating it. */
export interface EnvValue {
  readonly state:
    | 'set'
    /** A key with nothing behind it. */
    | 'empty'
    /** "changeme", "your-key-here", "<token>" */
    | 'placeholder'
    /** Made of references alone. */
    | 'reference'
    /** Held elsewhere: `sync: false`, a secret of the platform, a generated value. */
    | 'elsewhere'
    /** Written by code that was not evaluated. */
    | 'unknown';
  readonly traits?: readonly EnvTrait[];
}

export type EnvTrait =
  | 'url'
  | 'http'
  | 'https'
  /** localhost, 127.0.0.1, host.docker.internal, *.local */
  | 'local-host'
  | 'number'
  | 'port'
  | 'boolean'
  | 'email'
  | 'json'
  /** A provider's key for its test mode or for the live one. */
  | 'test-key'
  | 'live-key'
  /** Long and random enough to be a secret, or a provider's key. */
  | 'secret'
  /** `encrypted:…` of dotenvx, SOPS, sealed secrets */
  | 'encrypted'
  /** The words "undefined" or "null". */
  | 'undefined-word';

/** Reads variables by names that are worked out when it runs. */
export interface EnvDynamic {
  readonly at: Span;
  /** What all those names start and end with, where that can be seen; both empty: any name. */
  readonly prefix: string;
  readonly suffix: string;
}

/** A function that reads the variable whose name it is given: `requireEnv("X")`. */
export interface EnvHelper {
  readonly name: string;
  /** Which argument, from 0. */
  readonly parameter: number;
  /** It fails, or asserts, when the variable is not set. */
  readonly need: Need;
}

/** A call that may be one of a helper defined elsewhere: a plain function with a literal name as an argument. */
export interface EnvCall {
  readonly helper: string;
  readonly parameter: number;
  readonly name: string;
  readonly at: Span;
  /** More arguments follow, the first of which is usually a default. */
  readonly hasFallback: boolean;
}

/** A file that loads env files itself: `load_dotenv("x")`, `dotenv -e x --`, `env_file: x`, `node --env-file=x`. */
export interface EnvLoad {
  /** As written, relative to `from`. */
  readonly file: string;
  /** Folder that the name is relative to, "" for the root; absent: the folder of the file that says so. */
  readonly from?: string;
  readonly at: Span;
  readonly dialect: Dialect;
  /** For compose: the service that gets it. */
  readonly scope?: string;
  readonly environment?: string;
}

/** Whose reading of an env file it is. They differ: see docs. `dotenv` is that of dotenv, Next.js and Vite. */
export type Dialect = 'dotenv' | 'dotenv-expand' | 'node' | 'python' | 'ruby' | 'compose' | 'shell';

/** A schema or a list that is checked when the product starts. */
export interface EnvValidation {
  readonly library: string;
  readonly at: Span;
}

/** A check of a secret that lets somebody in while its variable is not set, as far as its file shows. */
export interface OpenCheck {
  readonly name: string;
  /** The variable's name, or that of the constant that holds it. */
  readonly at: Span;
  /** By the word "undefined", by sending nothing, without being asked, or by a key that everybody knows. */
  readonly way: 'undefined-text' | 'nothing' | 'skipped' | 'known-key';
}

/** Of package.json, pyproject.toml, Gemfile and the like: what a folder is. */
export interface PackageFacts {
  readonly ecosystem: Ecosystem;
  readonly name?: string;
  /** Names of all direct dependencies, development ones included. */
  readonly dependencies: readonly string[];
  /** Folders that are packages of this one (workspaces), as patterns. */
  readonly workspaces?: readonly string[];
}

export type Ecosystem =
  'node' | 'deno' | 'python' | 'ruby' | 'php' | 'go' | 'rust' | 'java' | 'dotnet' | 'elixir';
