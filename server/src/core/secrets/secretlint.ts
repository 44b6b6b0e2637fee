import { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import type { TextRange } from '../finding.ts';
import { nameOf } from '../paths.ts';
import type { Document } from '../source.ts';

/**
 * Runs the rules of secretlint's recommended preset without its asynchronous runner: their `file` handlers report
 * synchronously, so neither promises nor the profiler (which keeps an entry per rule and file) are needed. A test
 * compares the outcome with `@secretlint/core` itself, so that an update that changes this is noticed.
 */
export interface SecretlintFinding {
  /** "Slack token" */
  readonly name: string;
  readonly variable: string;
  readonly range: TextRange;
}

/** One rule of the preset that runs here: what must occur in a text for it, and what we call what it finds. */
interface Adapted {
  readonly rule: string;
  readonly triggers: readonly string[];
  readonly name: string;
  readonly variable: string;
  /** Where its rule takes more than keys: what a real one starts with. The rest of a match is dropped. */
  readonly shape?: RegExp;
}

/**
 * Left out: `gcp` (reads files by itself), `basicauth`, `database-connection-string` and `privatekey` (our own rules
 * judge hosts, placeholders and places), `filter-comments` (no rule).
 */
const ADAPTED: readonly Adapted[] = [
  {
    rule: 'aws',
    triggers: ['secretaccesskey', 'secret_access_key', 'secretaccess_key', 'secret_accesskey'],
    name: 'AWS secret access key',
    variable: 'AWS_SECRET_ACCESS_KEY',
  },
  {
    rule: 'npm',
    triggers: ['_authtoken=', ':x-oauth-basic@', 'npm_'],
    name: 'npm token',
    variable: 'NPM_TOKEN',
    shape:
      /^(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_+/.-]{20,}={0,2}(?![\w{(])|^https?:\/\/\w{20,}:x-oauth-basic@github\.com\//,
  },
  {
    rule: 'slack',
    triggers: ['xox', 'xapp-', 'hooks.slack.com/services/'],
    name: 'Slack credential',
    variable: 'SLACK_TOKEN',
    shape:
      /^(?:xox[a-z]-(?:[0-9]-)?[0-9]{9,}-[\w-]{10,}|xapp-[0-9]-[A-Z0-9]{8,}-[0-9]{9,}|https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{20,})/,
  },
  { rule: 'openai', triggers: ['t3blbkfj'], name: 'OpenAI API key', variable: 'OPENAI_API_KEY' },
  { rule: 'anthropic', triggers: ['sk-ant-api0'], name: 'Anthropic API key', variable: 'ANTHROPIC_API_KEY' },
  { rule: 'groq', triggers: ['gsk_'], name: 'Groq API key', variable: 'GROQ_API_KEY' },
  { rule: 'huggingface', triggers: ['hf_'], name: 'Hugging Face token', variable: 'HF_TOKEN' },
  { rule: 'linear', triggers: ['lin_api_'], name: 'Linear API key', variable: 'LINEAR_API_KEY' },
  { rule: 'notion', triggers: ['ntn_'], name: 'Notion integration token', variable: 'NOTION_TOKEN' },
  {
    rule: 'sendgrid',
    triggers: ['sg.'],
    name: 'SendGrid API key',
    variable: 'SENDGRID_API_KEY',
    shape: /^SG\.(?=[\w-]*[0-9])[\w-]{16,}\.[\w-]{32,}/,
  },
  {
    rule: 'shopify',
    triggers: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
    name: 'Shopify token',
    variable: 'SHOPIFY_ACCESS_TOKEN',
  },
  {
    rule: 'stripe',
    triggers: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    name: 'Stripe-style secret key',
    variable: 'STRIPE_SECRET_KEY',
  },
  {
    rule: 'github',
    triggers: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    name: 'GitHub token',
    variable: 'GITHUB_TOKEN',
  },
  { rule: 'gitlab', triggers: ['glpat-'], name: 'GitLab token', variable: 'GITLAB_TOKEN' },
  { rule: 'grafana', triggers: ['glc_', 'glsa_'], name: 'Grafana token', variable: 'GRAFANA_TOKEN' },
  {
    rule: '1password',
    triggers: ['ops_ey'],
    name: '1Password service account token',
    variable: 'OP_SERVICE_ACCOUNT_TOKEN',
  },
  {
    rule: 'hashicorp-vault',
    triggers: ['hvs.', 'hvb.', 'hvr.'],
    name: 'Vault token',
    variable: 'VAULT_TOKEN',
  },
  {
    rule: 'vercel',
    triggers: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    name: 'Vercel token',
    variable: 'VERCEL_TOKEN',
  },
  { rule: 'databricks', triggers: ['dapi'], name: 'Databricks token', variable: 'DATABRICKS_TOKEN' },
  { rule: 'docker', triggers: ['dckr_pat_'], name: 'Docker Hub token', variable: 'DOCKER_TOKEN' },
  { rule: 'figma', triggers: ['figd_'], name: 'Figma token', variable: 'FIGMA_TOKEN' },
  {
    rule: 'cloudflare',
    triggers: ['cfk_', 'cfut_', 'cfat_'],
    name: 'Cloudflare token',
    variable: 'CLOUDFLARE_API_TOKEN',
  },
  { rule: 'tailscale', triggers: ['tskey-'], name: 'Tailscale key', variable: 'TS_AUTHKEY' },
];

export const SECRETLINT_TRIGGERS: readonly string[] = ADAPTED.flatMap(({ triggers }) => triggers);

/**
 * Whether a credential can stand where a trigger ends in the bytes: 16 characters in a row that keys are made of must
 * follow, right there or, where the trigger is the key's name, soon after. See `Rule.confirms`.
 */
export function mayHoldCredential(bytes: Uint8Array, triggerEnd: number, trigger: string): boolean {
  if (trigger.startsWith(':')) return true; // there the token comes first
  const reach = trigger.endsWith('key') || trigger.endsWith('=') ? 100 : 16;
  const last = Math.min(bytes.length, triggerEnd + reach);
  let length = 0;
  for (let at = triggerEnd; at < last; at++) {
    length = KEY_CHARACTERS[bytes[at] as number] === 1 ? length + 1 : 0;
    if (length >= 16) return true;
  }
  return false;
}

const KEY_CHARACTERS = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9_+/=.-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** What the preset finds in a document, in the order of its rules. */
export function secretlintFindings(document: Document): readonly SecretlintFinding[] {
  const lower = document.parsed(toLowerCase);
  return ADAPTED.filter(({ triggers }) => triggers.some((trigger) => lower.includes(trigger))).flatMap(
    (adapted) => runRule(adapted, document),
  );
}

const toLowerCase = (text: string): string => text.toLowerCase();

type PresetRule = (typeof presetRules)[number];
type Handlers = ReturnType<PresetRule['create']>;
type RuleContext = Parameters<PresetRule['create']>[0];
type SourceCode = Parameters<NonNullable<Handlers['file']>>[0];

function runRule({ rule, name, variable, shape }: Adapted, document: Document): readonly SecretlintFinding[] {
  const found: SecretlintFinding[] = [];
  const report = (matched: TextRange): void => {
    const range = shape ? shapedRange(document.text, matched, shape) : matched;
    if (range) found.push({ name, variable, range });
  };
  const handlers = presetRule(rule).create(createContext(report, document.text), {});
  const outcome: unknown = handlers.file?.(sourceCodeOf(document));
  if (outcome instanceof Promise) throw new Error(`secretlint's rule ${rule} became asynchronous`);
  return found;
}

function shapedRange(text: string, { start, end }: TextRange, shape: RegExp): TextRange | undefined {
  const value = shape.exec(text.slice(start, end))?.[0];
  return value === undefined ? undefined : { start, end: start + value.length };
}

function presetRule(rule: string): PresetRule {
  const id = `@secretlint/secretlint-rule-${rule}`;
  const found = presetRules.find(({ meta }) => meta.id === id);
  if (!found) throw new Error(`secretlint's preset has no rule ${id}`);
  return found;
}

/** The part of secretlint's rule context that its rules use. */
function createContext(report: (range: TextRange) => void, text: string): RuleContext {
  return {
    sharedOptions: {},
    ignore: () => undefined,
    createTranslator: () => (messageId, data) => ({
      message: String(messageId),
      messageId: String(messageId),
      // Typed by each rule for itself, and handed back to it as it came.
      data: data,
    }),
    report: ({ message, range }) => report(valueRange(message.data, range, text)),
  };
}

/** Some rules give the place of `name=value` with the length of the value: the value itself tells where it stands. */
function valueRange(
  data: unknown,
  [start, end]: readonly [number, number] | readonly number[],
  text: string,
): TextRange {
  const from = start ?? 0;
  const value =
    typeof data === 'object' && data !== null
      ? Object.values(data).find((item) => typeof item === 'string')
      : undefined;
  const at = typeof value === 'string' ? text.indexOf(value, from) : -1;
  return at === -1 || typeof value !== 'string'
    ? { start: from, end: end ?? from }
    : { start: at, end: at + value.length };
}

function sourceCodeOf({ path, text }: Document): SourceCode {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  const source: Pick<SourceCode, 'content' | 'filePath' | 'contentType' | 'ext' | 'hasBOM'> = {
    content: text,
    filePath: path,
    contentType: 'text',
    ext: dot === -1 ? '' : name.slice(dot),
    hasBOM: false,
  };
  // The rules that run here ask for nothing else: positions are our own business.
  return source as SourceCode;
}
