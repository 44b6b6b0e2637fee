import type { HttpAnswer, HttpObservation } from '../../observations/http.ts';
import { answerOf, headerText, isPage, mediaTypeOf } from '../headerValues.ts';
import { isLoginPage, isLoginPath, visibleText } from './loginPages.ts';

/** What somebody who is not signed in gets from an address that is for those who are. */
export type StrangerAnswer =
  | { readonly is: 'refused'; readonly because: string }
  /** `isFrame`: scripts fill the page in, so that it may be the frame of what is private, and no more. */
  | { readonly is: 'answered'; readonly what: string; readonly isFrame: boolean }
  | { readonly is: 'unclear'; readonly because: string };

export function strangerAnswer(answer: HttpAnswer, http: HttpObservation): StrangerAnswer {
  const { status } = answer;
  if (status === 401 || status === 403 || status === 404 || status === 407)
    return { is: 'refused', because: `status ${status}` };
  if (answer.location && isLoginPath(answer.location.pathname))
    return { is: 'refused', because: `it leads to the login (status ${status})` };
  if (status >= 300 && status < 400)
    return { is: 'unclear', because: `it leads to another address (status ${status})` };
  if (status !== 200) return { is: 'unclear', because: `it answers with status ${status}` };
  if (isPage(answer)) return pageAnswer(answer, http);
  if (answer.bytes === 0) return NOTHING;
  const isJson = /(?:[/+])json$/.test(mediaTypeOf(answer)) || /^\s*[[{]/.test(answer.body);
  if (isJson) return jsonAnswer(answer);
  if (DENIAL.test(answer.body.slice(0, 1_000))) return SAYS_NO;
  return { is: 'answered', what: headerText(answer, 'content-type') ?? 'a file', isFrame: false };
}

const NOTHING = { is: 'unclear', because: 'it answers with 200 and nothing in it' } as const;
const SAYS_NO = { is: 'refused', because: 'it says that a login is needed' } as const;
const DENIAL =
  /unauthori[sz]ed|unauthenticated|forbidden|access denied|not (?:authenticated|authori[sz]ed|logged|signed)|(?:log|sign)[ -]?in (?:first|required|to )|(?:authentication|login) (?:is )?required|(?:invalid|missing|no) (?:api[ _-]?key|token|session|credentials)/i;

function pageAnswer({ body }: HttpAnswer, http: HttpObservation): StrangerAnswer {
  if (isLoginPage(body)) return { is: 'refused', because: 'a page that asks for a login' };
  const text = visibleText(body);
  // Single-page applications have one page for all addresses, which asks for the data later.
  const others = [http.notFound, http.endpoints.find(({ kind }) => kind === 'home')?.exchange];
  const isEverywhere = others.some((other) => {
    const page = answerOf(other);
    return page?.status === 200 && (page.body === body || visibleText(page.body) === text);
  });
  if (isEverywhere)
    return { is: 'unclear', because: 'it answers with the page that other addresses have, too' };
  if (text.length < 40 && DENIAL.test(text)) return SAYS_NO;
  const hasScripts = /<script\b/i.test(body);
  if (hasScripts && text.length < 40)
    return { is: 'unclear', because: 'it answers with a page that scripts fill in' };
  return { is: 'answered', what: 'a page', isFrame: hasScripts && CLIENT_SIDE.test(body) };
}

/** Next, Nuxt, React, Vue, Svelte, Angular: pages whose data may come later, with a login. */
const CLIENT_SIDE =
  /\bid\s*=\s*["']?(?:__next|root|app|__nuxt|svelte)\b|\/_next\/static\/|\/_nuxt\/|\bdata-reactroot\b|\bng-version\s*=|\bdata-sveltekit-/i;

function jsonAnswer({ body, isCut }: HttpAnswer): StrangerAnswer {
  const answered = { is: 'answered', what: 'JSON', isFrame: false } as const;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return isCut || /^\s*[[{]/.test(body) ? answered : NOTHING;
  }
  if (isNothing(value, 0)) return NOTHING;
  return saysNo(value) ? SAYS_NO : answered;
}

/** `{"user": null, "items": []}` */
function isNothing(value: unknown, depth: number): boolean {
  if (value === null || value === false || value === '' || value === 0) return true;
  if (typeof value !== 'object' || depth > 4) return false;
  return Object.values(value).every((each) => isNothing(each, depth + 1));
}

/** An error in its own words, as GraphQL and many others give it with status 200. */
function saysNo(value: unknown): boolean {
  if (typeof value === 'string') return DENIAL.test(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = Object.entries(value).map(([name, field]) => [name.toLowerCase(), field] as const);
  const data = fields.find(([name]) => name === 'data')?.[1];
  return fields.some(([name, field]) => {
    if (/^(?:errors?|message|detail|reason|title)$/.test(name) && isNothing(data ?? null, 0))
      return /^errors?$/.test(name) ? !isNothing(field, 0) : DENIAL.test(String(field));
    if (/^(?:code|status|statuscode)$/.test(name)) return /^(?:401|403)$/.test(String(field));
    return (
      /^(?:authenticated|is_?authenticated|logged_?in|is_?logged_?in|signed_?in|authorized|success|ok)$/.test(
        name,
      ) && field === false
    );
  });
}
