import { schemaFixFor } from '../../env/judging/schemaFix.ts';
import { isCode, isUsualName, relatedUses } from '../../env/judging/uses.ts';
import { checkedNames, isLibrary, QUIET } from '../../env/judging/validated.ts';
import type { EnvPackage, EnvVariable, PlacedUse } from '../../env/model.ts';
import { defineWorkspaceRule, type PlacedFinding, type Texts } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/no-validation',
  impact: 'medium',
  stage: 'deployment',
  title: 'Variables that nothing checks at startup',
  why: 'When a variable is missing in production, the product starts and looks fine. It fails later, in the one place that needs the variable, and a customer is the first to know.',
  *check({ env }, texts) {
    for (const folder of env.packages) {
      if (!folder.ecosystems.some((ecosystem) => CHECKED.has(ecosystem)) || NO_PRODUCT.test(folder.folder))
        continue;
      const candidates = uncheckedUses(folder);
      if (candidates.length < LEAST_USES || isLibrary(folder, env)) continue;
      const checked = checkedNames(folder, env);
      if (checked === 'all') continue;
      const byHand = namesCheckedByHand(folder, candidates, texts);
      const unchecked = candidates.filter(({ use }) => !checked.has(use.name) && !byHand.has(use.name));
      const names = new Set(unchecked.map(({ use }) => use.name));
      // Few beside many that are checked were left out for a reason, as often as not.
      if (unchecked.length < LEAST_USES || names.size < LEAST_NAMES || names.size <= checked.size) continue;
      yield finding(folder, unchecked, {
        names,
        isPartly: checked.size >= LEAST_USES || checked.size * 4 >= names.size,
        texts,
      });
    }
  },
});

const CHECKED: ReadonlySet<string> = new Set(['node', 'deno', 'python']);
/** Packages that developers and their pipelines run. */
const NO_PRODUCT =
  /(?:^|\/|-)(?:infra|infrastructure|cdk|pulumi|terraform|tools?|tooling|scripts?|testing|tests?|e2e|cli|examples?|docs|storybook|internal)(?:$|\/|-)/i;
const LEAST_USES = 5;
const LEAST_NAMES = 3;
const MANY_NAMES = 5;

function uncheckedUses(folder: EnvPackage): readonly PlacedUse[] {
  return [...folder.variables.values()].flatMap((variable) =>
    variable.suppliedBy === undefined && !isBuiltIn(variable, folder) && isUsualName(variable.name)
      ? variable.uses.filter(isQuiet)
      : [],
  );
}

/** Builds take the value of a public name from a file that is in git: it can't be missing. */
function isBuiltIn({ declarations, publicPrefix }: EnvVariable, { envFiles }: EnvPackage): boolean {
  if (publicPrefix === undefined) return false;
  return declarations.some(
    ({ file, declaration, role }) =>
      declaration.value.state === 'set' &&
      role?.template === false &&
      !role.local &&
      (role.environment === 'any' || role.environment === 'production') &&
      envFiles.some(({ path, ignored }) => path === file && !ignored),
  );
}

function isQuiet({ file, use, place }: PlacedUse): boolean {
  if (place !== 'product' || use.need !== 'required' || use.schema || use.store !== undefined) return false;
  return use.phase !== 'build' && QUIET.has(use.through) && isCode(file);
}

/** Somewhere, in a way that was made for it: whoever reads them elsewhere may rely on that. */
function namesCheckedByHand(
  { dynamics }: EnvPackage,
  uses: readonly PlacedUse[],
  texts: Texts,
): ReadonlySet<string> {
  const names = new Set(uses.filter(({ use }) => use.checked).map(({ use }) => use.name));
  // `for (const name of ['A', 'B']) if (!process.env[name]) throw …`
  for (const file of new Set(dynamics.map((each) => each.file))) {
    const text = texts.read(file);
    if (text === undefined || !ENDS.test(text)) continue;
    for (const [, name = ''] of text.matchAll(/["'`]([A-Z][A-Z0-9_]{1,100})["'`]/g)) names.add(name);
  }
  return names;
}

const ENDS = /\bthrow\b|process\.exit|\braise\b|sys\.exit/;

function finding(
  folder: EnvPackage,
  unchecked: readonly PlacedUse[],
  {
    names,
    isPartly,
    texts,
  }: {
    readonly names: ReadonlySet<string>;
    readonly isPartly: boolean;
    readonly texts: Texts;
  },
): PlacedFinding {
  const first = mostTelling(unchecked, folder);
  const fix = schemaFixFor(folder, unchecked, { telling: first.file, texts });
  // What is handed on as it is may be missing without harm.
  const insisted = new Set(unchecked.flatMap(({ use }) => (use.insists ? [use.name] : [])));
  const others = [...names].filter((name) => name !== first.use.name);
  const list = [first.use.name, ...others.slice(0, 2)].join(', ');
  const more = others.length > 2 ? ` and ${others.length - 2} more` : '';
  return {
    file: first.file,
    at: first.use.at,
    kind: first.use.name,
    impact: isPartly || names.size < MANY_NAMES || insisted.size < LEAST_NAMES ? 'low' : 'medium',
    message: `This code can’t do without ${names.size} variables (${list}${more}), and nothing checks them when it starts. If one is missing in production, it fails later, where customers notice. Check them all in one file that is loaded first.`,
    related: relatedUses(
      others.flatMap((name) => unchecked.find(({ use }) => use.name === name) ?? []),
      first,
      'Needed here, and not checked',
    ),
    ...(fix && { fix }),
  };
}

/** In a file about settings, else where the program starts, else where most of them are read. */
function mostTelling(uses: readonly PlacedUse[], { folder }: EnvPackage): PlacedUse {
  const counts = new Map<string, number>();
  for (const { file } of uses) counts.set(file, (counts.get(file) ?? 0) + 1);
  const rank = (file: string): number => {
    const inside = folder === '' ? file : file.slice(folder.length + 1);
    const at = TELLING.findIndex((pattern) => pattern.test(inside));
    return at === -1 ? TELLING.length : at;
  };
  const [first] = uses.toSorted(
    (a, b) =>
      rank(a.file) - rank(b.file) ||
      (counts.get(b.file) ?? 0) - (counts.get(a.file) ?? 0) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : a.use.at.start - b.use.at.start),
  );
  return first as PlacedUse;
}

const TELLING: readonly RegExp[] = [
  /(?:^|\/)(?:env|environment|config|settings|constants)(?:\/index)?\.(?:[cm]?[jt]s|py)$/,
  /^(?:src\/|app\/)?(?:index|main|server|app|start|instrumentation|worker|wsgi|asgi)\.(?:[cm]?[jt]sx?|py)$/,
  /(?:^|\/)(?:config|configs|settings)\//,
];
