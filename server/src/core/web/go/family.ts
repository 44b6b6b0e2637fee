import type { Family } from '../backend/family.ts';

export const GO: Family = {
  framework: 'Go handler',
  functions: /\bfunc\s{1,8}(?:\([^()\n]{1,120}\)\s{0,8})?(\w{1,120})\s{0,4}(?:\[[^\]\n]{1,80}\])?\(/g,
  reads: [
    {
      what: 'authorization',
      pattern:
        /\b[\w.()]{1,60}?(?:\.Header|\.Header\(\)|\.GetHeader|\.Get)(?:\.(?:Get|Peek))?\(\s{0,4}(?:"Authorization"|(?:\w{1,20}\.)?HeaderAuthorization)\s{0,4}\)|\b\w{1,20}(?:\.Request)?\.BasicAuth\(\)/g,
    },
    {
      what: 'cookie',
      pattern:
        /\b(?:r|req|request|c|ctx|context|e)(?:\.Request(?:\(\))?|\.Req)?\.Cookies?\((?!\s{0,4}(?:&|new\b|\w{0,20}[cC]ookie\)))/g,
    },
    {
      what: 'session',
      pattern:
        /\bsessions\.(?:Default|Get)\(|\b(?:store|sessionStore|sessionManager|sessions|session|sess|sm|scs)\.(?:Get|GetString|GetInt|Start|SessionStart)\(|\b(?:c|ctx)\.(?:GetSession|StartSession)\(/g,
    },
    {
      what: 'user',
      pattern:
        /\b(?:c|ctx|r|req|e)\.(?:Get|MustGet|Locals|Value|Context\(\)\.Value)\(\s{0,4}"?(?:\w{1,20}\.)?(?:user|User|userID|userId|user_id|currentUser|current_user|account|claims|jwt|auth|principal|UserKey|userKey|ctxUser|userCtx|identity)\w{0,12}"?\s{0,4}\)|\b(?:GetCurrentUser|CurrentUser|GetUserFromContext|UserFromContext|GetSessionUser|GetUserID|getUserID|GetSignedInUser|GetSessionUserId|RequireSignedIn)\w{0,16}\(|\b(?:c|ctx)\.User\.\w{1,30}|\be\.Auth\b/g,
    },
  ],
  cookies:
    /\bhttp\.SetCookie\(|\b(?:c|ctx|e|context)\.(?:SetCookie|Cookie)\(\s{0,4}(?:&|new\b|"|\w{1,30}\s{0,4}\)(?!\s{0,4}[.,;]))|\.Set(?:Signed|Secure)Cookie\(/g,
  guards: /\bc(?:tx)?\.(?:RequireSignedIn|RequireLogin|RequireAuth)\w{0,12}\(/,
  middleware:
    /\bhttp\.Handler\b[^{]{0,200}\)\s{0,4}http\.Handler\b|\bgin\.HandlerFunc\b|\becho\.MiddlewareFunc\b|\becho\.HandlerFunc\)\s{0,4}echo\.HandlerFunc|\bnext\b[ .(]|\b[cC](?:tx)?\.Next\(\)|\bnext\s{1,4}http\.Handler/,
  machine: /\bwebhook\.ConstructEvent|\bhmac\.(?:New|Equal)\(|X-Hub-Signature/i,
};
