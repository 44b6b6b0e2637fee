import type { Family } from '../backend/family.ts';

export const RUST: Family = {
  framework: 'Rust handler',
  functions: /\bfn\s{1,8}(\w{1,80})\s{0,4}(?:<[^(){};]{0,200}>)?\s{0,4}\(/g,
  reads: [
    {
      what: 'session',
      pattern: /\bsession\s{0,4}:\s{0,4}&?(?:mut\s)?Session\b|\bIdentity\b(?=\s{0,4}[,)])/g,
    },
    { what: 'cookie', pattern: /\b(?:jar|cookies|cookie_jar)\.get(?:_private)?\(|\breq(?:uest)?\.cookie\(/g },
    {
      what: 'user',
      pattern:
        /\b(?:local_user_view|current_user|auth_user|user|claims)\s{0,4}:\s{0,4}(?:Option<)?(?:\w{0,30}User\w{0,20}|Claims|AuthSession\w{0,4})\b|\bauth_session\.user\b/g,
    },
    {
      what: 'authorization',
      pattern: /\bAUTHORIZATION\b(?=\s{0,4}\))|\bTypedHeader<Authorization\b|\bBearerAuth\b/g,
    },
  ],
  cookies: /\bSET_COOKIE\b|\b(?:jar|cookies)\.add\(|\bCookie::(?:build|new)\(/g,
  middleware: /\bNext\b|\bServiceRequest\b/,
  machine: /\bHmac<|construct_event\(/,
};
