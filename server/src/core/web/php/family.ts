import type { Family } from '../backend/family.ts';

export const PHP: Family = {
  framework: 'PHP',
  isScript: true,
  functions: /\bfunction\s{1,10}&?(\w{1,80})\s{0,10}\(/g,
  reads: [
    {
      what: 'user',
      pattern:
        /\bAuth::(?:user|id|check|guard)\([^()\n]{0,40}\)(?:->(?:user|id|check)\(\))?|(?<![\w>])auth\((?:['"][\w.]{1,30}['"])?\)->(?:user|id|check|guard)\([^()\n]{0,40}\)|\$(?:this->)?(?:request|req|r)->user\(\)|\brequest\(\)->user\(\)|\$this->getUser\(\)|\$this->(?:security|tokenStorage)->get(?:User|Token)\(\)|\bwp_get_current_user\(|\bget_current_user_id\(|\bis_user_logged_in\(|\bYii::\$app->user->\w{1,20}|#\[CurrentUser\]|\buser\(\)->\w{1,20}|\bapp\(['"]dingo\.api\.auth['"]\)|\b(?:Sentinel|JWTAuth|Sanctum)::\w{1,30}\(/g,
    },
    {
      what: 'session',
      pattern:
        /\$_SESSION\b|(?<![\w>$])session\(\s{0,4}(?!\[)['")]|\bSession::(?:get|has|pull|all)\(|\$(?:request|req|r)->(?:session\(\)|getSession\(\))|\$this->(?:session|requestStack)->get(?:Session)?\(|\bYii::\$app->session\b/g,
    },
    {
      what: 'cookie',
      pattern:
        /\$_COOKIE\b|\$(?:request|req|r)->cookie\(|\$(?:request|req|r)->cookies->get\(|\bCookie::(?:get|has)\(|\$(?:request|req|r)->getCookieParams\(|\$this->request->getCookie\(/g,
    },
    {
      what: 'authorization',
      pattern:
        /\$_SERVER\[\s{0,4}['"](?:HTTP_AUTHORIZATION|PHP_AUTH_USER|PHP_AUTH_PW)['"]\s{0,4}\]|\$(?:request|req|r)->bearerToken\(\)|\brequest\(\)->bearerToken\(\)|->(?:header|headers->get|getHeaderLine|getHeader|hasHeader)\(\s{0,4}['"][Aa]uthorization['"]/g,
    },
  ],
  cookies:
    /(?<![\w>$:])set(?:raw)?cookie\(|->(?:withCookie|withCookies|setCookie)\(|->headers->setCookie\(|->cookie\(\s{0,4}(?:[^\s,()]{1,60}\s{0,4},|\$\w*[cC]ookie)|\bCookie::queue\(|(?<![\w>$:])cookie\(\s{0,4}['"][^'"\n]{1,60}['"]\s{0,4},/g,
  guards:
    /\$this->(?:middleware\(\s{0,4}\[?\s{0,4}['"]auth\b|denyAccessUnlessGranted\(|authorize\(|requireLogin\()|\babort_(?:if|unless)\(\s{0,4}!?\s{0,4}(?:Auth::|auth\()|\bis_user_logged_in\(|\bcurrent_user_can\(|\bcheck_admin_referer\(|\bGate::authorize\(/,
  middleware:
    /\bClosure\s{1,4}\$next\b|\$next\b|\bRequestHandlerInterface\s{1,4}\$|\bResponseEvent\s{1,4}\$|\bFilterResponseEvent\b/,
  machine: /\bWebhook::constructEvent|\bhash_equals\(/,
};
