import type { Family } from '../backend/family.ts';

export const DOTNET: Family = {
  framework: 'ASP.NET handler',
  functions:
    /(?<![\w.@])(?:(?:public|protected|private|internal|static|virtual|override|sealed|async|abstract|partial|new)\s{1,8}){1,5}(?:[\w.]{1,80}(?:<[^(){};\n]{1,160}>)?(?:\[\])?\??\s{1,8})?(\w{1,100})(?:<\w{1,40}>)?\s{0,4}\((?=[^;{}]{0,4000}?\)[^;{}()]{0,300}(?:\{|=>))/g,
  reads: [
    {
      what: 'user',
      pattern:
        /(?<![\w.])(?:HttpContext|Context|context|ctx|httpContext|_httpContextAccessor\.HttpContext\??|this)\.User\b(?!\w)|(?<![\w.])User\.(?:Identity|FindFirst\w{0,8}|Claims|IsInRole|Get\w{2,30})\b|\bClaimsPrincipal\s{1,4}\w{1,30}(?=\s{0,4}[,)])|\b_?(?:userManager|signInManager)\.Get(?:User|UserId)\w{0,10}\(|\b_?(?:currentUser|currentContext|userService|workContext|currentUserService)\.(?:UserId|User|GetProperUserId|GetUser\w{0,24}|Id|GetCurrent\w{0,24})\b/g,
    },
    { what: 'session', pattern: /\b(?:HttpContext|Context|context|ctx)\.Session\b|(?<![\w.])Session\[/g },
    { what: 'cookie', pattern: /\bRequest\.Cookies\b/g },
    {
      what: 'authorization',
      pattern:
        /\bRequest\.Headers(?:\[\s{0,4}"Authorization"\s{0,4}\]|\.Authorization\b|\[HeaderNames\.Authorization\]|\.TryGetValue\(\s{0,4}"Authorization")|\[FromHeader\(\s{0,4}Name\s{0,4}=\s{0,4}"Authorization"/g,
    },
  ],
  cookies:
    /\bResponse\.Cookies\.(?:Append|Add)\(|\bHttpContext\.SignInAsync\(|\bResponse\.SetCookie\(|\bResponse\.AppendCookie\(/g,
  guards: /\bif\s{0,4}\(\s{0,4}!\s{0,4}(?:HttpContext\.|this\.)?User\.Identity\??\.IsAuthenticated/,
  middleware:
    /\bRequestDelegate\b|\bFunc<Task>\s{1,4}next\b|\b_?next(?:\.Invoke)?\(|\bActionExecut(?:ed|ing)Context\b|\bResultExecutingContext\b|\bActionExecutionDelegate\b/,
  machine: /\bEventUtility\.ConstructEvent\b/,
};
