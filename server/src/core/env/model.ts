/** What all files together say about environment variables: joined by `joinEnv` (`join.ts`), asked by rules, editor and reports. */
import type { EnvFileRole } from './envFileRole.ts';
import type {
  Ecosystem,
  EnvDeclaration,
  EnvDynamic,
  EnvLoad,
  EnvUse,
  EnvValidation,
  OpenCheck,
  PackageFacts,
} from './types.ts';

export interface EnvModel {
  /** Every folder with a package file, and the root; the innermost first for each file. */
  readonly packages: readonly EnvPackage[];
  /** The innermost package that a file belongs to. */
  packageOf(path: string): EnvPackage;
  /** All env files of the workspace, templates included, by path. */
  readonly envFiles: ReadonlyMap<string, EnvFile>;
  /** Where a name stands, in all packages: for references and renames. */
  placesOf(name: string): NamePlaces;
  /** Every name that is read or declared anywhere, sorted. */
  readonly names: readonly string[];
}

export interface NamePlaces {
  readonly uses: readonly PlacedUse[];
  readonly declarations: readonly PlacedDeclaration[];
  /** `${NAME}` inside values of env files. */
  readonly references: readonly { readonly file: string; readonly at: EnvUse['at'] }[];
}

export interface EnvPackage {
  /** Relative to the root, "" for the root itself. */
  readonly folder: string;
  readonly facts: PackageFacts | undefined;
  /** Several where package files of several languages lie in one folder. */
  readonly ecosystems: readonly Ecosystem[];
  /** Found by dependencies and configuration files, the most telling first: `nextjs`, `vite`, `nestjs`, `rails` … */
  readonly frameworks: readonly Framework[];
  /**
   * Env files that it may be run with: those of its folder, of the folders above it up to the root, and those that its code,
   * scripts and compose files load by name. Templates included.
   */
  readonly envFiles: readonly EnvFile[];
  /** Each name that its code reads, or that its own env files and manifests declare. */
  readonly variables: ReadonlyMap<string, EnvVariable>;
  /** Names worked out when it runs: whatever they may match is not unused. */
  readonly dynamics: readonly { readonly file: string; readonly dynamic: EnvDynamic }[];
  readonly validations: readonly { readonly file: string; readonly validation: EnvValidation }[];
  readonly openChecks: readonly { readonly file: string; readonly check: OpenCheck }[];
  /** What its files load by name. `target` is the path of the env file, where the workspace has it. */
  readonly loads: readonly PlacedLoad[];
  /** Prefixes of names that its builds send to browsers. */
  readonly publicPrefixes: readonly string[];
}

export interface Framework {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** Env files that it loads by itself, in each stage, the strongest first; names alone. Empty: it loads none. */
  readonly loads: Readonly<Record<'development' | 'production' | 'test', readonly string[]>>;
  /** Of those, the files that are read in the place of all others where they are there: `.dev.vars`, Laravel's `.env.testing`. */
  readonly alone?: readonly string[];
  readonly dialect: EnvLoad['dialect'];
  readonly publicPrefixes: readonly string[];
}

export interface EnvFile {
  readonly path: string;
  readonly role: EnvFileRole;
  /** Git leaves it out of commits: it is this machine's own. */
  readonly ignored: boolean;
  /** In the order of the file; a name may come twice. */
  readonly declarations: readonly EnvDeclaration[];
  /** By name, the declaration that wins in this file (the last). */
  readonly byName: ReadonlyMap<string, EnvDeclaration>;
  /** Who reads it, as far as the workspace tells. */
  readonly dialects: readonly EnvLoad['dialect'][];
}

export interface EnvVariable {
  readonly name: string;
  /** Of this package's own code and configuration, and through helpers; those in tests and documentation included. */
  readonly uses: readonly PlacedUse[];
  /** Of packages that run with it: its workspace dependencies and dependents, and packages in and above its folder. */
  readonly usesElsewhere: readonly PlacedUse[];
  /** Everywhere that this package could get it from: its own places, those above it, and manifests that run it. */
  readonly declarations: readonly PlacedDeclaration[];
  /** `required`: some use in product code needs it, here or elsewhere. `unread`: nothing reads it. */
  readonly need: 'required' | 'optional' | 'unread';
  /** The prefix that makes it public, where it has one of this package's. */
  readonly publicPrefix: string | undefined;
  /** Its name promises a secret. */
  readonly isSecret: boolean;
  /** Who sets it without being told: "Vercel", "Node.js", "GitHub Actions". */
  readonly suppliedBy: string | undefined;
  /** What reads it without a word in the code: "the AWS SDK", "Prisma". */
  readonly readBy: string | undefined;
}

export interface PlacedUse {
  readonly file: string;
  readonly use: EnvUse;
  /** `product` code runs for customers; the others are tests, documentation, examples, and tools of developers (scripts, CI). */
  readonly place: 'product' | 'test' | 'docs' | 'example' | 'tool';
}

export interface PlacedLoad {
  readonly file: string;
  readonly load: EnvLoad;
  readonly target: string | undefined;
}

export interface PlacedDeclaration {
  readonly file: string;
  readonly declaration: EnvDeclaration;
  /** The env file's role; absent for manifests and code. */
  readonly role: EnvFileRole | undefined;
}

/** A column of the matrix: what one environment gives to a package. */
export interface Environment {
  /** Unique in the package: `development`, `template`, `render.yaml#production`. */
  readonly id: string;
  /** As people call it: "development", "render.yaml (production)". */
  readonly name: string;
  readonly kind: 'stage' | 'template' | 'manifest';
  /** Which stage it is, where that can be told: a manifest without a word is `production`. */
  readonly stage: EnvFileRole['environment'];
  /** Env files or the manifest that it is made of, the strongest first. */
  readonly files: readonly string[];
  /** One for each variable of the package. */
  readonly cells: ReadonlyMap<string, EnvironmentCell>;
}

export interface EnvironmentCell {
  /**
   * `inherited`: it has a value, but from a file that is for all environments or of a folder above. `missing`: no file of
   * this environment has it, whatever the code does then (see `EnvVariable.need`).
   */
  readonly state: 'present' | 'empty' | 'placeholder' | 'missing' | 'inherited';
  /** The one that wins. */
  readonly declaration?: EnvDeclaration;
  readonly file?: string;
  /** The others of this environment, which are not looked at. */
  readonly shadowed?: readonly PlacedDeclaration[];
}
