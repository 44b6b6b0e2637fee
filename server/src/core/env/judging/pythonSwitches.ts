/** Switches in Python that the text "False" turns on: `bool(os.environ.get("X"))`, `os.environ.get("X", False)`. */
import type { Document } from '../../source.ts';
import { escaped } from '../code/lookups.ts';
import { pythonReads, type PythonRead } from '../readers/python/pythonReads.ts';

export function pythonSwitches(document: Document): readonly PythonRead[] {
  const reads = pythonReads(document);
  if (reads.length === 0) return [];
  const compared = new Set(reads.filter(isCompared).map(({ name }) => name));
  return reads.filter(
    (read) => !compared.has(read.name) && isSwitch(read) && !isLookedAtLater(read, document.text),
  );
}

function isSwitch({ name, fallback, before, after }: PythonRead): boolean {
  if (SET_BY_HOSTS.test(name)) return false;
  const isBoolean = fallback !== undefined && /^(?:True|False)$/.test(fallback);
  const callee = /(?<![\w.])([\w.]{1,60})\(\s{0,20}$/.exec(before)?.[1];
  if (callee === 'bool' && /^\s{0,20}\)/.test(after))
    return isBoolean || /^[01]$/.test(fallback ?? '') || isAsked(name);
  if (callee !== undefined || !isBoolean) return false;
  // `SENTRY_DSN = os.environ.get("SENTRY_DSN", False)`: a text, or none.
  return fallback === 'True' || !IS_TEXT.test(name);
}

/** It is looked at as a text. */
function isCompared({ before, after }: PythonRead): boolean {
  return (
    /^\s{0,20}\)?\s{0,20}(?:[=!]=|(?:not\s+)?in\b|\.|\[)/.test(after) ||
    /(?:[=!]=|\b(?:str|int|float|strtobool|to_?bool|str2bool|parse_?bool|literal_eval|loads|is_true)\()\s{0,20}$/i.test(
      before,
    )
  );
}

/** The variable that holds it is compared, or made something else of. */
function isLookedAtLater({ target, end }: PythonRead, text: string): boolean {
  if (target === undefined) return false;
  const own = escaped(target);
  return new RegExp(
    String.raw`(?<![\w.])${own}\s{0,10}(?:[=!]=|(?:not\s+)?in\b|\.\s{0,4}\w)|(?:str|int|isinstance|bool\w{1,20}|\w{0,20}bool|literal_eval|loads)\(\s{0,10}${own}\b`,
  ).test(text.slice(end, end + 20_000));
}

/** Set by hosts and tools to a text that is never "false". */
const SET_BY_HOSTS = /^(?:CI|VERCEL|NETLIFY|RENDER|DYNO|GITHUB_ACTIONS|PYTEST_\w+|GAE_\w+|K_SERVICE)$/;

const IS_TEXT =
  /(?:^|_)(?:URLS?|URI|DSN|PATH|KEYS?|FILE|DIR|LIST|IDS?|HOSTS?|HOSTNAME|DOMAINS?|EMAILS?|ORIGINS?|IPS?|USERS?|USERNAME|PASSWORD|TOKEN|SECRET|NAME|PORT|REGION|BUCKET|PROXY|VERSION|LEVEL|SERVER|ENDPOINT|PREFIX|BACKEND|ENV|ENVIRONMENT|MODE|TAG|SHA|COMMIT|API|BASE|DATABASE|DB|SCHEMA|TABLE|COLLECTION|QUEUE|BROKER|ACCOUNT|PROJECT|APP|ORG|ZONE|LOCATION|FORMAT|TYPE|CLASS|ROLE|ARN|CERT)$/;

/** Its name promises yes or no. */
function isAsked(name: string): boolean {
  return (
    /^(?:DEBUG|TESTING)$/.test(name) ||
    (/(?:^|_)(?:DEBUG|ENABLE|DISABLE|IS|USE|ALLOW|FORCE|SHOW|HIDE)_[A-Z]|_(?:DEBUG|ENABLED|DISABLED|ALLOWED|FLAG)$/.test(
      name,
    ) &&
      !IS_TEXT.test(name))
  );
}
