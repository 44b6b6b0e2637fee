import { wordsOf } from './names.ts';

/** The conventional environment variable for a name: STRIPE_WEBHOOK_SECRET for "stripe.webhookSecret". */
export function variableFor(name: string): string {
  const words = wordsOf(name).filter(
    (word, index) => !SETTERS.has(word) && !(index === 0 && LEADING.has(word)),
  );
  const variable = words.slice(-5).join('_').toUpperCase();
  return GENERAL[variable] ?? (/^[A-Z]/.test(variable) ? variable : `APP_${variable || 'SECRET'}`);
}

/** Says how a value is set or reached, not what it is. */
const SETTERS: ReadonlySet<string> = new Set(['set', 'with']);
const LEADING: ReadonlySet<string> = new Set(
  'use add const my the this self process config env settings options x default k'.split(' '),
);

/** Names that say too little for a variable, which the whole product shares. */
const GENERAL: Readonly<Record<string, string>> = {
  PASSWORD: 'APP_PASSWORD',
  PASSWD: 'APP_PASSWORD',
  PASS: 'APP_PASSWORD',
  PWD: 'APP_PASSWORD',
  SECRET: 'APP_SECRET',
  KEY: 'API_KEY',
  TOKEN: 'API_TOKEN',
  AUTH: 'API_TOKEN',
  AUTHORIZATION: 'API_TOKEN',
  BEARER: 'API_TOKEN',
  BASIC: 'API_TOKEN',
};
