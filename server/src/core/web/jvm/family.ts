import type { Family } from '../backend/family.ts';

export const JVM: Family = {
  framework: 'Java handler',
  // `public ResponseEntity<List<X>> name(`, `fun name(`
  functions:
    /(?<![\w.@])(?:fun\s{1,8}(?:<[^<>\n]{1,80}>\s{0,4})?(?:\w{1,60}\.)?|(?:(?:public|protected|private|static|final|abstract|synchronized|default|override|suspend)\s{1,8}){1,5}(?:<[^<>\n]{1,60}>\s{1,4})?[\w.]{1,80}(?:<[^(){};\n]{1,160}>)?(?:\[\])?\s{1,8}|(?<=\n[ \t]{1,12})(?!return|new|else|throw|case|package|import|if)[A-Z][\w.]{1,80}(?:<[^(){};\n]{1,160}>)?(?:\[\])?\s{1,8})(\w{1,100})\s{0,4}\((?=[^;{}]{0,4000}?\)\s{0,40}(?:throws\s[\w.,\s]{1,300})?(?::\s{0,8}[\w.<>?,\s]{1,200})?(?:\{|=))/g,
  reads: [
    {
      what: 'user',
      pattern:
        /@AuthenticationPrincipal\b|(?<![\w.])(?:Principal|Authentication|OAuth2User|OidcUser|UserDetails|OAuth2AuthenticationToken|JwtAuthenticationToken)\s{1,4}\w{1,30}(?=\s{0,4}[,)])|(?<=[(,]\s{0,40})\w{1,30}\s{0,4}:\s{0,4}(?:Principal|Authentication|OAuth2User|OidcUser|UserDetails)\b|@Context\s{1,4}SecurityContext\b|\bSecurityContextHolder\.getContext\(\)|\b(?:\w{0,20}[rR]equest|req)\.(?:getUserPrincipal|getRemoteUser|isUserInRole)\(|\bSecurityUtils\.\w{1,40}\(|\b(?:getCurrentUser|getLoginUser|getCurrentUserLogin|getLoggedInUser|currentUser)\w{0,12}\(|\bcall\.principal(?:<|\()|\b(?:securityIdentity|identity|jwt)\.get(?:Principal|Name|Subject|Claim)\w{0,8}\(|@CurrentUser\b|@RequestAttribute\(\s{0,4}"user/g,
    },
    {
      what: 'session',
      pattern:
        /\b(?:\w{0,20}[rR]equest|req)\.getSession\(|\bHttpSession\s{1,4}\w{1,30}(?=\s{0,4}[,)])|(?<=[(,]\s{0,40})\w{1,30}\s{0,4}:\s{0,4}HttpSession\b|@SessionAttribute\b|\bcall\.sessions\b|\bexchange\.getSession\(/g,
    },
    {
      what: 'cookie',
      pattern:
        /@CookieValue\b|@CookieParam\b|\b(?:\w{0,20}[rR]equest|req)\.getCookies?\(|\bcall\.request\.cookies\b/g,
    },
    {
      what: 'authorization',
      pattern:
        /\.(?:getHeader|header|getFirst)\(\s{0,4}(?:"[Aa]uthorization"|(?:\w{1,20}\.)?A(?:UTHORIZATION|uthorization))\s{0,4}\)|@RequestHeader\(\s{0,4}(?:(?:value|name)\s{0,4}=\s{0,4})?(?:"[Aa]uthorization"|(?:\w{1,20}\.)?AUTHORIZATION)/g,
    },
  ],
  cookies:
    /\b(?:\w{0,20}[rR]esponse|resp?)\.addCookie\(|\.cookie\(\s{0,4}(?:ResponseCookie|new\s{1,4}NewCookie|NewCookie|\w{0,20}[cC]ookie)|\bcall\.response\.cookies\.append\(|\bcall\.sessions\.set\(|\baddCookie\(/g,
  guards: /\bSecurityUtils\.checkPermission\(|\bcheckAuthenticated\(/,
  middleware:
    /\bFilterChain\b|\bHandlerInterceptor\b|\bpreHandle\b|\bdoFilter\w{0,10}\(|\bContainerResponseContext\b|\bWebFilterChain\b|\bGatewayFilterChain\b/,
  machine: /\bWebhook\.constructEvent|\bHmacUtils\b|Mac\.getInstance\(/,
};
