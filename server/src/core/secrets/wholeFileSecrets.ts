import { lowerNameOf, nameOf } from '../paths.ts';
import { placeOf } from '../place.ts';
import type { NamedValue } from './namedValues.ts';
import { promiseOf } from './namedValues/names.ts';

/**
 * Whether a file may hold one secret and nothing else, as Docker's secrets do (docs.docker.com/compose/how-tos/use-secrets):
 * `secrets/db_password.txt`, `jwt.secret`. Its text names nothing, so that no trigger tells.
 */
export function isNamedLikeSecret(path: string): boolean {
  return WHOLE_FILE.test(lowerNameOf(path)) && placeOf(path) === 'product';
}

const WHOLE_FILE =
  /^\.?[\w.-]{0,60}(?:pass(?:word|wd|phrase)?|secret|token|api[._-]?key|secret[._-]?key|signing[._-]?key|encryption[._-]?key|jwt[._-]?key|credential)s?(?:\.(?:txt|secret|key|pass))?$|^[\w-]{1,60}\.(?:secret|pass)$/;

/** The value, where the file is one line without blanks. */
export function wholeFileSecret(path: string, text: string): NamedValue | undefined {
  if (text.length > MOST || !isNamedLikeSecret(path)) return undefined;
  const match = /^\s*(\S{8,500})\s*$/.exec(text);
  const promise = match && promiseOf(stemOf(nameOf(path)));
  if (!promise) return undefined;
  const start = text.indexOf(match[1] ?? '');
  return {
    start,
    end: start + (match[1] ?? '').length,
    name: nameOf(path),
    nameRange: { start, end: start },
    ...promise,
    form: 'assignment',
    quoted: true,
  };
}

const MOST = 600;

/** "db_password" of "db_password.txt", "jwt_secret" of "jwt.secret". */
function stemOf(name: string): string {
  return name
    .replace(/\.txt$/i, '')
    .replace(/^\./, '')
    .replaceAll(/[.-]/g, '_');
}
