import type { Family } from '../backend/family.ts';

export const ELIXIR: Family = {
  framework: 'Elixir function',
  functions: /\bdefp?\s{1,4}(\w{1,80}[?!]?)\s{0,4}\(/g,
  ending: 'end',
  reads: [
    { what: 'session', pattern: /\bget_session\(/g },
    { what: 'cookie', pattern: /\bconn\.(?:req_)?cookies\b|\bfetch_cookies\(/g },
    {
      what: 'user',
      pattern:
        /\bconn\.assigns\.current_\w{1,30}|\bconn\.assigns\[:current_\w{1,30}\]|\bsocket\.assigns\.current_\w{1,30}|\bGuardian\.Plug\.current_\w{1,30}/g,
    },
    { what: 'authorization', pattern: /\bget_req_header\(\s{0,4}(?:conn\s{0,4},\s{0,4})?"authorization"/g },
  ],
  cookies: /\bput_resp_cookie\(|\bput_session\(/g,
  middleware: /\bdef\s{1,4}call\(/,
};
