import type { Impact } from '../finding.ts';
import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import { knownTokens } from './matchTokens.ts';
import type { NamedValue } from './namedValues.ts';
import { isAnsibleVariable } from './namedValues/ansible.ts';
import { decodedText } from './namedValues/decode.ts';
import { isInSecretManifest } from './namedValues/secretManifests.ts';
import {
  isDevisesSample,
  isDoubtful,
  isElsewhere,
  isExpression,
  isInterpolated,
  isInConnectionString,
  isPublic,
  isSamplePlace,
  isUnreadable,
} from './namedValues/surroundings.ts';
import { impactOfWords } from './namedValues/wordPasswords.ts';
import { isCutShort, isFilledIn } from './placeholder.ts';
import { rarityOf, type Rarity } from './rarity.ts';

export interface NamedValueVerdict {
  readonly impact: Impact;
  /** What to do, or what makes it doubtful: a sentence. */
  readonly remark: string;
}

/**
 * How much a value matters that is given to a name; undefined where it is no secret, or others say what it is. `text` is
 * the value itself where it is written in several strings.
 */
export function judgeNamedValue(
  given: NamedValue,
  document: Document,
  text = document.text.slice(given.start, given.end),
): NamedValueVerdict | undefined {
  const [rarity, value] = decoded(text, promoted(given, document));
  const impact = impactHere(rarity, value, text, document);
  if (!impact || isElsewhere(given, document)) return undefined;
  if (
    isInterpolated(given, text, document) ||
    isCutShort(document.text, given.end) ||
    isUnreadable(value, document) ||
    isPublic(value, document) ||
    isDevisesSample(given, document)
  )
    return undefined;
  const connection = isInConnectionString(value, document);
  if ((connection && rarity.kind !== 'random') || isKnownOtherwise(value, text, document)) return undefined;
  const doubtful = impact !== 'low' && (connection || isDoubtful(value, document));
  return verdict(doubtful ? 'low' : impact, rarity);
}

function impactHere(rarity: Rarity, value: NamedValue, text: string, document: Document): Impact | undefined {
  // Variables need no quotes there.
  const quoted = value.quoted || VARIABLES.has(document.language);
  // There, letters that make no word are a password as well.
  const unusual = rarity.kind === 'unusual' && isPassword(value);
  const ansible = unusual && isAnsibleVariable(value.name, document.path);
  const impact = ansible
    ? impactOfWords(value, text, document)
    : (impactInProduct(rarity, { ...value, quoted }, text) ??
      (rarity.kind === 'word' && isPassword(value) ? impactOfWords(value, text, document) : undefined));
  if (!impact || isExpression(value, text, rarity.kind === 'random', document)) return undefined;
  // A word of another language in a file of translations looks like a short secret.
  if (rarity.kind === 'unusual' && !ansible && !value.quoted && !VARIABLES.has(document.language))
    return undefined;
  return isSamplePlace(document.path) ? impactInSample(rarity, value, text) : impact;
}

function isPassword({ word, strength }: NamedValue): boolean {
  return word === 'password' && strength === 'strong';
}

const VARIABLES: ReadonlySet<Language> = new Set(['dotenv', 'shell', 'dockerfile', 'terraform']);

/** What a Secret of Kubernetes holds is secret, whatever it is called: "key". */
function promoted(value: NamedValue, document: Document): NamedValue {
  return value.strength === 'strong' || !isInSecretManifest(value.start, document)
    ? value
    : { ...value, strength: 'strong' };
}

/** Once decoded, as values of Kubernetes secrets and logins in headers must be. */
function decoded(text: string, value: NamedValue): readonly [Rarity, NamedValue] {
  const plain = decodedText(text)?.trim();
  if (plain === undefined) {
    // `ADMIN_CREDENTIALS="ada@tidepool.app:…"`
    const login = value.word === 'credential' ? LOGIN.exec(text)?.[1] : undefined;
    return login === undefined
      ? [rarityOf(text), value]
      : [rarityOf(login), { ...value, word: 'password', strength: 'strong' }];
  }
  const isLogin = value.word === 'authorization' || value.word === 'credential' || value.form === 'header';
  const colon = isLogin ? plain.indexOf(':') : -1;
  if (colon === -1) return [rarityOf(plain), value];
  return [rarityOf(plain.slice(colon + 1)), { ...value, word: 'password', strength: 'strong' }];
}

const LOGIN = /^[\w.@+-]{2,64}:([^\s:/]{5,80})$/;

function impactInProduct(rarity: Rarity, value: NamedValue, text: string): Impact | undefined {
  const { strength, word, form } = value;
  switch (rarity.kind) {
    case 'random':
      return impactOfRandom(rarity, value, text);
    case 'password':
      if (form === 'fallback') return undefined; // a rule of its own
      if (word !== 'password') return strength === 'strong' && text.length >= 10 ? 'low' : undefined;
      return strength === 'strong' && form !== 'comparison' ? 'medium' : 'low';
    case 'uuid':
      return strength === 'strong' && word !== 'password' && form !== 'fallback' ? 'low' : undefined;
    case 'unusual':
      return strength === 'strong' && isGiven(value) ? 'low' : undefined;
    case 'sample':
      if (word !== 'password' || !isGiven(value)) return undefined;
      return strength === 'strong' || isMixed(text) ? 'low' : undefined;
    case 'word':
      return strength === 'strong' && word === 'password' && isGiven(value) && isPassphrase(text)
        ? 'low'
        : undefined;
    case 'reference':
    case 'placeholder':
      return undefined;
  }
}

function impactOfRandom({ surprise }: Rarity, value: NamedValue, text: string): Impact | undefined {
  const { strength, word, form, quoted } = value;
  if (strength === 'weak') {
    const assigned = quoted && (form === 'assignment' || form === 'pair');
    if (word === 'salt') return assigned && text.length >= 12 ? 'low' : undefined;
    return assigned && isKeyMaterial(text) && surprise >= 30 ? 'low' : undefined;
  }
  if (form === 'comparison') return 'low';
  if (strength === 'fair') return text.length >= (word === 'password' ? 12 : 20) ? 'medium' : 'low';
  return text.length >= 16 && surprise >= 20 ? 'high' : 'medium';
}

/** In tests, examples and documentation, values are made up as a rule: only those that look real are worth a glance. */
function impactInSample({ kind, surprise }: Rarity, value: NamedValue, text: string): Impact | undefined {
  const { strength, word } = value;
  if (word === 'salt' && kind === 'random' && surprise >= 20) return 'low';
  if (kind === 'uuid' || strength === 'weak') return undefined;
  // Somebody took care with it, so it may be used elsewhere too: "Adm1n123!", not "password123".
  // In prose, "pass" is what somebody does with the code that is quoted behind it.
  const isSaid = strength === 'strong' || value.form !== 'argument';
  if (kind === 'word') return 'low';
  if (kind === 'sample') return isSaid && isMixed(text) ? 'low' : undefined;
  if (kind === 'password' && word === 'password') return isSaid ? 'low' : undefined;
  if (strength === 'strong') return kind === 'password' && word !== 'password' ? undefined : 'low';
  return kind === 'random' && (surprise >= 20 || text.length >= 32) ? 'low' : undefined;
}

/** "Str0ng-horse-2": joined like a name, but a name has no digits and capitals as well. */
function isPassphrase(text: string): boolean {
  return (
    /^[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+){1,5}$/.test(text) &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /[0-9]/.test(text) &&
    !isFilledIn(text)
  );
}

/** Of three kinds of characters, or with digits or signs between the letters. */
function isMixed(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9._-]/].filter((kind) => kind.test(text)).length;
  return kinds >= 3 || /[A-Za-z][0-9@$!]{1,2}[A-Za-z]/.test(text);
}

function isGiven({ form }: NamedValue): boolean {
  return form !== 'comparison' && form !== 'fallback';
}

/** What is only called a key is an identifier, unless it is written as keys are: long and in both cases. */
function isKeyMaterial(text: string): boolean {
  return text.length >= 24 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
}

/** Judged by the rules about tokens, signed tokens, private keys and URLs, even where they found it harmless. */
function isKnownOtherwise({ start, end }: NamedValue, text: string, document: Document): boolean {
  if (/^eyJ[\w-]+\.eyJ/.test(text)) return true;
  // A word that gives a general shape away stands on the same line or the one before.
  const from = Math.max(0, start - 200);
  return knownTokens(document.text.slice(from, end + 60)).some(
    (token) => token.start < end - from && start - from < token.end,
  );
}

function verdict(impact: Impact, { kind }: Rarity): NamedValueVerdict {
  return { impact, remark: kind === 'sample' ? COMMON : impact === 'low' ? DOUBTFUL : CLEAR };
}

const CLEAR = 'Change it and keep it in the environment.';
const DOUBTFUL = 'It may be made up: if it opens nothing, leave it.';
const COMMON = 'It is one of those that everybody tries first.';
