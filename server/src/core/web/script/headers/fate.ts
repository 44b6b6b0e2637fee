/** What becomes of an object of headers: does it leave with a response, or with a request that the code sends itself? */
import {
  ARROW,
  ASSIGN,
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_PAREN,
  SPREAD,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  calleeToken,
  codeAt,
  isDot,
  opensCall,
  parentOf,
  partnerOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { chainTo } from '../chains.ts';
import { usesOf } from '../declarations.ts';
import type { ScriptFile } from '../scriptFile.ts';

/** `development`: a server that only developers see. */
export type Fate = 'response' | 'request' | 'development' | 'unknown';

/** Of the expression from `first` to `last`, which is headers. */
export function fateOf(file: ScriptFile, first: number, last: number, depth = 5): Fate {
  if (depth === 0) return 'unknown';
  const { script } = file;
  let at = first;
  let end = last;
  while (/^(?:await|new)$/.test(wordAt(script, at - 1))) at--;
  // `({ … })` of an arrow, `(x as y)`
  while (
    codeAt(script, at - 1) === OPEN_PAREN &&
    !opensCall(script, at - 1) &&
    partnerOf(script, at - 1) > end
  ) {
    end = partnerOf(script, at - 1);
    at--;
  }
  const before = at - 1;
  const code = codeAt(script, before);
  const parent = parentOf(script, at);
  if (code === SPREAD)
    return codeAt(script, parent) === OPEN_BRACE
      ? fateOf(file, parent, partnerOf(script, parent), depth - 1)
      : 'unknown';
  if (code === COLON && codeAt(script, parent) === OPEN_BRACE)
    return fateOfProperty(file, keyBefore(file, before), parent, depth);
  if (codeAt(script, parent) === OPEN_BRACE && first === last && isShorthand(file, first))
    return fateOfProperty(file, wordAt(script, first), parent, depth);
  if (codeAt(script, parent) === OPEN_PAREN && opensCall(script, parent))
    return fateOfArgument(file, parent, depth);
  if (code === ASSIGN) return fateOfAssigned(file, before - 1, depth);
  if (code === ARROW || wordAt(script, before) === 'return') return fateOfReturned(file, at);
  return 'unknown';
}

function keyBefore({ script }: ScriptFile, colon: number): string {
  return stringAt(script, colon - 1) ?? wordAt(script, colon - 1);
}

function isShorthand({ script }: ScriptFile, token: number): boolean {
  const before = codeAt(script, token - 1);
  const after = codeAt(script, token + 1);
  return (
    codeAt(script, token) === WORD &&
    (before === OPEN_BRACE || before === COMMA) &&
    (after === COMMA || after === CLOSE_BRACE)
  );
}

function fateOfProperty(file: ScriptFile, key: string, brace: number, depth: number): Fate {
  if (/^(?:server|preview|devServer)$/.test(key)) return 'development';
  if (key === 'responseHeaders') return 'response';
  if (/^(?:requestHeaders|request|fetchOptions|axios|defaultHeaders|extraHTTPHeaders)$/.test(key))
    return 'request';
  if (!/^(?:headers|multiValueHeaders|response|init|responseInit|common|options)$/i.test(key))
    return 'unknown';
  return fateOfHolder(file, brace, depth - 1);
}

/** Of an object that has headers in it. */
function fateOfHolder(file: ScriptFile, brace: number, depth: number): Fate {
  const { script } = file;
  const close = partnerOf(script, brace);
  if (close < 0) return 'unknown';
  const outer = fateOf(file, brace, close, depth);
  if (outer !== 'unknown') return outer;
  const keys = keysOf(file, brace);
  if (keys.some((key) => ANSWER_KEYS.has(key))) return 'response';
  return keys.some((key) => REQUEST_KEYS.has(key)) ? 'request' : 'unknown';
}

const ANSWER_KEYS = new Set(['statusCode', 'status', 'isBase64Encoded', 'statusText', 'statusDescription']);
const REQUEST_KEYS = new Set([
  'method',
  'url',
  'baseURL',
  'credentials',
  'mode',
  'withCredentials',
  'uri',
  'signal',
  'keepalive',
]);

function keysOf({ script }: ScriptFile, brace: number): string[] {
  const close = partnerOf(script, brace);
  const keys: string[] = [];
  for (let at = brace + 1; at < close && keys.length < 60; at++) {
    const before = codeAt(script, at - 1);
    if (before === OPEN_BRACE || before === COMMA) keys.push(stringAt(script, at) ?? wordAt(script, at));
    const partner = partnerOf(script, at);
    if (partner > at) at = partner;
  }
  return keys;
}

function fateOfArgument(file: ScriptFile, open: number, depth: number): Fate {
  const { script } = file;
  const callee = calleeToken(script, open);
  const name = wordAt(script, callee);
  const chain = chainTo(script, callee);
  const owner = (chain.path.at(-2) ?? '').replace('()', '');
  if (name === 'Headers' || name === 'freeze')
    return fateOf(file, chain.first, partnerOf(script, open), depth - 1);
  if (name === 'assign' && owner === 'Object') return 'unknown';
  if (REQUEST_CALLS.test(name)) return 'request';
  if (SENDERS.test(name))
    return REQUEST_OWNERS.test(owner) || (chain.path.length === 1 && name !== 'send') ? 'request' : 'unknown';
  if (RESPONSE_CALLS.test(name)) return REQUEST_OWNERS.test(owner) ? 'request' : 'response';
  return 'unknown';
}

const REQUEST_CALLS =
  /^(?:\$?fetch\w{0,20}|o?fetch|\w{1,30}Fetch|axios|got|ky|Request|XMLHttpRequest|EventSource|WebSocket|setExtraHTTPHeaders|newContext|GraphQLClient|request|useFetch|useSWR|authenticatedFetch|apiRequest|HttpLink|createHttpLink|UrlTile|PutObjectCommand|createPresignedPost)$/;
const SENDERS = /^(?:get|post|put|patch|delete|head|create|send|extend|query|mutate|upload)$/;
const REQUEST_OWNERS =
  /^(?:axios\w{0,20}|http|https|httpService|\w{0,20}[cC]lient|api|got|ky|superagent|request|agent|instance|fetcher|supertest|\w{0,20}Api|cy|page)$/;
const RESPONSE_CALLS =
  /^(?:\w{0,20}Response|json|text|html|body|newResponse|redirect|rewrite|next|defer|data|writeHead|set|header|headers|setHeaders|setResponseHeaders|sendFile|sendfile|download|respond\w{0,20}|reply|stream|streamText|render|renderToResponse|rawResponse|toDataStreamResponse|toTextStreamResponse|toUIMessageStreamResponse|status|success|ok)$/;

function fateOfAssigned(file: ScriptFile, name: number, depth: number): Fate {
  const { script } = file;
  if (isDot(script, name - 1)) {
    const { path } = chainTo(script, name);
    const owner = path.at(-2) ?? '';
    if (/^(?:req|request|config|options|axios|defaults|init|requestInit)$/.test(owner)) return 'request';
    return /^(?:res|response|reply|set|ctx|c)$/.test(owner) ? 'response' : 'unknown';
  }
  let at = name;
  // `const headers: HeadersInit = {`
  for (let steps = 0; steps < 12 && !/^(?:const|let|var)$/.test(wordAt(script, at - 1)) && at > 0; steps++)
    at--;
  const declared = /^(?:const|let|var)$/.test(wordAt(script, at - 1))
    ? wordAt(script, at)
    : wordAt(script, name);
  if (declared === '') return 'unknown';
  for (const use of usesOf(file, declared)) {
    if (use === name || use === at) continue;
    const fate = fateOf(file, use, use, depth - 1);
    if (fate !== 'unknown') return fate;
  }
  return /^(?:\w{0,20}[rR]equest\w{0,10}[hH]eaders|fetchOptions|axiosConfig|requestOptions)$/.test(declared)
    ? 'request'
    : 'unknown';
}

/** What a function gives that is called after headers or responses. */
function fateOfReturned(file: ScriptFile, token: number): Fate {
  const name = file.functionAt(token)?.name ?? '';
  if (/request|fetch|client|axios/i.test(name)) return 'request';
  return /(?:cors|cache|response)\w{0,20}$/i.test(name) ? 'response' : 'unknown';
}
