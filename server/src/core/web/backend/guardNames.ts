/** Whether a middleware's name says that it lets nobody in without a session. */
export function isGuardName(text: string): boolean {
  return GUARD.test(text) && !OPEN.test(text);
}

const GUARD =
  /(?<![a-z])auth(?!or(?!iz))|[a-z]Auth(?!or(?!iz))|_auth|jwt|(?:require|need|ensure|must|check|verify|validate|is)s?d?_?(?:be_?)?(?:\w{0,12}_?)?(?:login|logged|user|session|sign|admin|role|perm|token|access|account)|protect|restrict|permission|authoriz|rbac|(?<![a-z])acl(?![a-z])|adminonly|onlyadmin|loggedin|loginrequired|signedin|bearer|keyauth|basicauth|(?<![a-z])admin(?:middleware)?(?![a-z])/i;
const OPEN =
  /jwtauth\.verif|\.trace$|optional|maybe|(?<![a-z])try|unauth|no_?auth|not_?auth|anonymous|guest|skip|csrf|cors|rate_?limit|throttle|callback|setup|config\b|inject|populate|attach|load(?:user|session)/i;
