import { literalAt, lexed } from '../../fixes/literals.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import { placeOf } from '../../place.ts';
import { SCRIPT_LANGUAGES } from '../../language.ts';
import { defineRule } from '../../rule.ts';
import { impactInPlace } from '../../secrets/describe.ts';
import {
  PUBLIC_VARIABLE_TRIGGERS,
  publicVariables,
  type PublicVariable,
} from '../../secrets/publicVariables.ts';
import { serverSecretStrength, type SecretStrength } from '../../secrets/serverSecrets.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/public-secret-variable',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret under a public prefix',
  why: 'Build tools write variables with such a prefix into the JavaScript that every visitor downloads. A secret under such a name is published with the next deployment.',
  triggers: PUBLIC_VARIABLE_TRIGGERS,
  appliesTo: [
    ...SCRIPT_LANGUAGES,
    'html',
    'dotenv',
    'yaml',
    'json',
    'jsonc',
    'toml',
    'dockerfile',
    'shell',
    'terraform',
  ],
  *check(document) {
    const place = placeOf(document.path);
    // A declaration of types repeats what the code reads.
    if (place === 'test' || place === 'docs' || /\.d\.[cm]?ts$/.test(document.path)) return;
    const seen = new Set<string>();
    for (const variable of document.parsed(publicVariables)) {
      if (seen.has(variable.name)) continue;
      const strength = serverSecretStrength(variable.rest);
      if (strength === undefined || isMereMention(variable, document)) continue;
      seen.add(variable.name);
      const impact = impactOf(variable, strength, document);
      if (impact !== undefined) yield finding(variable, strength, impact);
    }
  },
});

function finding(variable: PublicVariable, strength: SecretStrength, impact: Impact): RawFinding {
  const { name, prefix, rest, tool, start, end } = variable;
  const reach = `${tool} writes everything that starts with ${prefix} into the code for browsers, so every visitor can read ${name}.`;
  const advice =
    strength === 'unsure'
      ? 'Some keys of this kind are made for browsers. If yours is not, or costs money when others use it,'
      : 'If it was ever deployed, replace the value. Then';
  return {
    range: { start, end },
    impact,
    kind: name,
    message: `${reach} ${advice} rename it to ${rest} and use it on the server only.`,
  };
}

/** Undefined where nothing public comes of the name after all. */
function impactOf(
  variable: PublicVariable,
  strength: SecretStrength,
  document: Document,
): Impact | undefined {
  const { text, path } = document;
  if (document.language === 'dotenv' && isPublishable(variable, document)) return undefined;
  if (isOfFirebase(variable, text)) return undefined;
  if (strength === 'unsure') return 'low';
  // Other projects call things PUBLIC_ as well.
  if (variable.prefix === 'PUBLIC_' && !readsPublicNames(document)) return 'low';
  if (strength === 'likely') return placeOf(path) === 'product' ? 'medium' : 'low';
  return impactInPlace('blocker', path);
}

/** The configuration of a Firebase app goes to every visitor, the address of its database included. */
function isOfFirebase({ prefix, rest }: PublicVariable, text: string): boolean {
  return (
    /^(?:API_KEY|DATABASE_URL)$/.test(rest) &&
    ['AUTH_DOMAIN', 'MESSAGING_SENDER_ID', 'STORAGE_BUCKET'].some((other) => text.includes(prefix + other))
  );
}

function readsPublicNames({ text, language }: Document): boolean {
  return (
    language === 'svelte' ||
    language === 'astro' ||
    /\$env\/(?:static|dynamic)\/public|astro:env\/client|import\.meta\.env\.PUBLIC_/.test(text)
  );
}

function isPublishable({ name }: PublicVariable, document: Document): boolean {
  return document
    .parsed(parseDotenv)
    .entries.some(
      (entry) =>
        entry.name === name &&
        /^(?:pk_(?:live|test)_|sb_publishable_|pk\.ey)/.test(
          document.text.slice(entry.value.start, entry.value.end),
        ),
    );
}

/** A comment, a sentence that warns of the name, or the name of a secret in the store of a CI service. */
function isMereMention({ start, name }: PublicVariable, document: Document): boolean {
  // In a workflow the name of the stored secret says nothing: what it is handed over as does.
  if (/\bsecrets\.$/.test(document.text.slice(Math.max(0, start - 10), start))) return true;
  if (document.language === 'html') return false;
  const literal = literalAt(lexed(document).literals, start);
  if (!literal) return false;
  if (literal.kind === 'comment') return true;
  const { content } = literal;
  const isCode = CODE.has(document.language);
  return (
    isCode &&
    content.end - content.start > name.length &&
    /\s/.test(document.text.slice(content.start, Math.min(content.end, content.start + 2_000)))
  );
}

const CODE: ReadonlySet<string> = new Set([
  'javascript',
  'typescript',
  'javascriptreact',
  'typescriptreact',
  'vue',
  'svelte',
  'astro',
]);
