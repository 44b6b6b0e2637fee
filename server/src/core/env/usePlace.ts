/** Who runs the code of a file: customers' product, or developers and their machines. */
import { insideOf, nameOf } from '../paths.ts';
import { isErrand, isOfAssistant, placeOf } from '../place.ts';
import type { PlacedUse } from './model.ts';

/** `folder` is that of the package, "" for the root. */
export function usePlaceOf(path: string, folder: string): PlacedUse['place'] {
  const place = placeOf(path);
  const inside = insideOf(path, folder);
  const lower = inside.toLowerCase();
  // A folder of code that is called "docs" or "i18n" is a part of the product, and a site of documentation runs as well.
  if (place === 'docs' && CODE.test(lower))
    return /^docs?\//.test(lower) ? 'tool' : toolOrProduct(path, lower);
  if (place !== 'product') return place;
  return PASTED.test(lower) ? 'example' : toolOrProduct(path, lower);
}

function toolOrProduct(path: string, lower: string): 'tool' | 'product' {
  if (
    isOfAssistant(path) ||
    TOOL_AT_TOP.test(lower) ||
    TOOL_ANYWHERE.test(lower) ||
    TOOL_AT_TOP.test(path.toLowerCase()) ||
    isErrand(lower) ||
    FOR_TESTS.test(path)
  )
    return 'tool';
  if (!/\.(?:sh|bash|zsh|ps1|bat|cmd)$/.test(lower)) return 'product';
  return STARTS_PRODUCT.test(nameOf(lower)) ? 'product' : 'tool';
}

/** Packages that other packages' tests use: `libs/testing/src`; and what stands in for the real thing: `mock.ts`. */
const FOR_TESTS = /(?:^|\/)testing\/|(?:^|\/)mocks?\.[cm]?[jt]sx?$/;

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|rb|php|go|rs|java|kt|cs|exs?)$/;

/** Code that a generator copies into other people's projects; pages and charts that are called templates are no scripts. */
const PASTED = /(?:^|\/)(?:templates?|boilerplates?|scaffolds?|stubs|generators?)\/.*\.[cm]?[jt]sx?$/;

/** Only as the first folder of a package: `lib/ai/tools` is product code. */
const TOOL_AT_TOP =
  /^(?:scripts?|bin|extras?|releases?|tools?|tooling|hack|dev|ci|build|benchmarks?|perf|load-?tests?|\.?maintenance|database\/(?:seeds|seeders|factories)|internal\/tools)\//;

const TOOL_ANYWHERE = new RegExp(
  [
    String.raw`(?:^|\/)\.(?:github|gitlab|circleci|husky|devcontainer|vscode|storybook|worktree-container|buildkite|semaphore|woodpecker|scripts|ci|ddev|lando)\/`,
    String.raw`(?:^|\/)(?:scripts|seeds?|seeders?|migrations?|tasks\/[^/]+\.rake)(?:\/|$)`,
    String.raw`(?:^|\/)(?:seed|migrate|reset-db|setup)(?:[-.][\w-]+)*\.[cm]?[jt]s$`,
    String.raw`(?:^|\/)(?:makefile|gnumakefile|rakefile|justfile|taskfile\.ya?ml|gulpfile\.[cm]?js|gruntfile\.js|knexfile\.[cm]?[jt]s|ormconfig\.[cm]?[jt]s|fastfile|dangerfile(?:\.[jt]s)?|noxfile\.py|magefile\.go|bin\/[^/]+\.exs|tasks\.py|fabfile\.py|setup\.py|\.gitlab-ci\.ya?ml|bitbucket-pipelines\.ya?ml|azure-pipelines\.ya?ml|jenkinsfile|cloudbuild\.ya?ml|appveyor\.yml|\.travis\.yml|\.envrc|docker-bake\.hcl)$`,
    String.raw`(?:^|\/)\.?(?:vitest|playwright|cypress|jest|commitlint|eslint|prettier|codegen|graphql|lint-staged|tailwind|postcss|knip|release|drizzle|prisma|orval|openapi-ts|checkly|wdio|karma|lighthouserc|i18next|crowdin|lost-pixel|changelog|vitest-env|env-validation|stylelint|syncpack|kysely|trigger|vite|webpack|rollup|rspack|tsup|esbuild|svelte|babel|metro)(?:[.-][\w-]+)*\.config\.[cm]?[jt]s$`,
    String.raw`(?:^|\/)(?:vitest|jest|playwright|cypress|test)[.-](?:setup|workspace|env|global)[\w.-]*\.[cm]?[jt]s$`,
    String.raw`(?:^|\/)\.(?:eslintrc|lintstagedrc|prettierrc|graphqlrc|releaserc|pnpmfile)\.[cm]?[jt]s$`,
    // Compose files that people start on their own machines, and that tests start.
    String.raw`(?:^|\/)(?:docker-)?compose[.-](?:[\w-]+\.)*(?:dev|development|local|test|testing|tests|ci|override|e2e|build|debug|example)(?:[.-][\w-]+)*\.ya?ml$`,
  ].join('|'),
);

const STARTS_PRODUCT = /entry-?point|^start|^run|^boot|^serve|^init|^docker|^launch/;
