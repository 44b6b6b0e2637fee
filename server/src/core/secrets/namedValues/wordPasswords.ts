import type { Impact } from '../../finding.ts';
import { SCRIPT_LANGUAGES, SERVER_LANGUAGES, type Language } from '../../language.ts';
import type { Document } from '../../source.ts';
import type { NamedValue } from '../namedValues.ts';
import { isLocalHost, isMadeUpLogin } from '../passwords.ts';
import { isAnsibleOption, isAnsibleVariable } from './ansible.ts';
import { isSamplePlace } from './surroundings.ts';

/**
 * How much a password matters that is made of words: it looks like a label or a name, so that it counts only where
 * nothing but a password can stand, in what Terraform and Ansible set up and beside the host that it opens.
 */
export function impactOfWords(value: NamedValue, text: string, document: Document): Impact | undefined {
  if (value.form !== 'assignment' && value.form !== 'pair') return undefined;
  if (!/^[A-Za-z][A-Za-z0-9._!@#$%^&*+~-]{5,63}$/.test(text) || isNameOfSecret(text)) return undefined;
  if (document.language === 'terraform') {
    if (isSamplePlace(document.path)) return undefined;
    return isMadeUpLogin('', text, '') || !document.path.endsWith('.tfvars') ? 'low' : 'medium';
  }
  if (isAnsibleVariable(value.name, document.path)) {
    if (isSamplePlace(document.path) || isAnsibleOption(value.name, text)) return undefined;
    return isMadeUpLogin('', text, '') ? 'low' : 'medium';
  }
  const host = remoteHost(value, document);
  return host === undefined || isMadeUpLogin('', text, host) ? undefined : 'medium';
}

/** "db-password", "app.db.password": what a manager of secrets calls it. */
function isNameOfSecret(text: string): boolean {
  return /[-_.](?:password|passwd|pass|pwd|secret|key|token|cred(?:ential)?s?)$|^(?:password|secret)[-_.]/i.test(
    text,
  );
}

/** The host on the internet that a connection names whose other fields say who logs in. */
function remoteHost({ start, quoted }: NamedValue, document: Document): string | undefined {
  if (!quoted && CODE.has(document.language)) return undefined;
  const fields = fieldsAround(document.text, start);
  if (!OTHER_FIELD.test(fields)) return undefined;
  const found = (CODE.has(document.language) ? QUOTED_HOST : HOST).exec(fields);
  const host = (found?.[1] ?? '').toLowerCase();
  return host === '' || isLocalHost(host) || PRIVATE_ADDRESS.test(host) ? undefined : host;
}

const CODE: ReadonlySet<Language> = new Set([...SCRIPT_LANGUAGES, ...SERVER_LANGUAGES, 'swift']);

/** `user: `, `"port": `, `database=` */
const OTHER_FIELD =
  /(?:user(?:_?name)?|login|port|database|db_?name|uid|dialect)["'`]?\]?\s{0,8}(?:[:=]|=>)/i;
const HOST_FIELD = /(?:host(?:_?name)?|server|endpoint)["'`]?\]?\s{0,8}(?:=>|[:=])\s{0,8}/.source;
const HOST_NAME = /(?:[a-z][a-z0-9+]{1,15}:\/\/)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9]{1,18})/.source;
const HOST = new RegExp(`${HOST_FIELD}["'\`]?${HOST_NAME}(?![\\w.(-])`, 'i');
const QUOTED_HOST = new RegExp(`${HOST_FIELD}["'\`]${HOST_NAME}(?=["'\`:/])`, 'i');
/** RFC 1918 */
const PRIVATE_ADDRESS = /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$/;

const MOST_LINES = 10;
const LONGEST = 1_200;

/** The lines round a place up to a blank one, or one where another object, item or section begins or ends. */
function fieldsAround(text: string, at: number): string {
  const above = text.slice(Math.max(0, at - LONGEST), at).split('\n');
  const below = text.slice(at, at + LONGEST).split('\n');
  const fields = [above.at(-1) ?? '', below[0] ?? ''];
  for (const line of above.slice(-MOST_LINES, -1).reverse()) {
    if (STARTS.test(fields[0] ?? '') || ENDS.test(line)) break;
    fields.unshift(line);
  }
  for (const line of below.slice(1, MOST_LINES)) {
    if (STARTS.test(line) || ENDS.test(line)) break;
    fields.push(line);
  }
  return fields.join('\n');
}

/** The first line of its object: an item of a list in YAML, a section of an INI file. */
const STARTS = /^\s*(?:- |\[)/;
/** A blank line, or one that opens or closes an object. */
const ENDS = /^\s*$|[{([]\s*$|^\s*[})\]]/;
