/** Headers that code sets on responses. */
import { openBracketBefore } from './brackets.ts';
import type { Found } from './found.ts';
import { isOfResponses } from './headerNames.ts';
import type { HeaderSetting } from '../types.ts';
import type { Value } from '../values.ts';
import { headerUsesIn, type HeaderUse } from './headerUses.ts';

const ADDS =
  /^(?:add|append|addHeader|addheader|appendHeader|AddHeader|AppendHeader|Add|Append|withAddedHeader|append_header|headerAppend)$/;
const REMOVES = /^(?:remove|delete|Del|Remove|removeHeader|withoutHeader|forget|delete_resp_header|unset)$/;
const ASKS =
  /^(?:get|Get|getHeader|has|contains|ContainsKey|TryGetValue|Contains|Values|Peek|get_header|get_req_header|get_resp_header|header_line|getHeaderLine|hasHeader|has_header|equals|eq|assert\w*|Assert|Equal|EqualFold|in_array|contains_key|isset|exists|getHeaders|getFirst|containsKey|strtolower|expect|is|assertHeader|string|doesNotExist)$/;
/** Of requests that the code itself sends, and of answers that it gets. */
const REQUESTS =
  /(?:^|[^a-z])(?:\$?req|request|\$?client|conn|connection|http_?client|curl|guzzle|mockmvc|webtestclient|builder\.request|urlconnection)(?![a-z])|newBuilder|DefaultRequestHeaders|Request(?:Builder|\.Builder|Message)?\b|Http::|->(?:withToken|acceptJson)|HttpPost|HttpGet|reqwest|HTTPoison|Req\.new|RestTemplate|assert/i;
/** The context of gin, Echo, Fiber, Javalin: what is set on it is answered. */
const CONTEXTS = /^(?:c|ctx|context)\.$/;
const RESPONSES = /resp|(?:^|[^a-z])(?:res|rw|w)(?![a-z])|Header\(\)|conn\b|headers\b/i;

/** What a language finds out of the ordinary: undefined where a use says nothing about a response. */
export type Judge = (use: HeaderUse, found: Found) => Judged | undefined;

/** Of one file; what generated code repeats after that is left out. */
export const MOST_HEADERS = 400;

export interface Judged {
  readonly mode?: HeaderSetting['mode'];
  readonly setBy?: HeaderSetting['setBy'];
  /** What a builder of the language makes. */
  readonly value?: Value;
}

export function readHeaders(found: Found, judge: Judge = () => ({})): void {
  let count = 0;
  for (const use of headerUsesIn(found.code)) {
    if (++count > MOST_HEADERS) break;
    const { header, nameAt, how, callee } = use;
    if (how === 'asked') {
      if (REMOVES.test(callee))
        found.header({ header, nameAt, value: { kind: 'nothing', at: found.span(nameAt) }, mode: 'remove' });
      continue;
    }
    const { value } = use;
    if (!value || value.end <= value.start || ASKS.test(callee) || REMOVES.test(callee)) continue;
    if (!isOfResponses(header) && isOfRequest(found, use)) continue;
    if (EVERYDAY.test(header) && !isAmongHeaders(found, use)) continue;
    const judged = judge(use, found);
    if (!judged) continue;
    const mode = judged.mode ?? (ADDS.test(callee) && how === 'argument' ? 'add' : 'set');
    const inObject = how === 'pair' ? use.open : undefined;
    found.header({
      header,
      nameAt,
      value: judged.value ?? single(found.value(value)),
      mode,
      ...(judged.setBy && { setBy: judged.setBy }),
      ...(inObject !== undefined && inObject >= 0 && { groupAt: inObject }),
    });
  }
}

/** `[]string{"x"}`: several values are joined by commas. */
function single(value: Value): Value {
  if (value.kind !== 'list' || value.open || value.items.length === 0) return value;
  const parts = value.items.flatMap((item, index): Value[] =>
    index === 0 ? [item] : [{ kind: 'text', text: ', ', at: item.at }, item],
  );
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'joined', parts, at: value.at };
}

/** Words that are keys of much else. */
const EVERYDAY = /^(?:expires|vary|pragma)$/;

function isAmongHeaders({ code }: Found, { how, open, callee, receiver, nameAt }: HeaderUse): boolean {
  if (/header/i.test(callee + receiver) || RESPONSES.test(receiver)) return true;
  if (how === 'argument' || callee === 'setCache') return false;
  const before = code.masked.slice(Math.max(0, open - 120), Math.max(0, open));
  if (/header|respons/i.test(before.slice(before.lastIndexOf(';') + 1))) return true;
  const near = code.text.slice(Math.max(open, nameAt.start - 400, 0), nameAt.end + 400);
  return /["'](?:cache-control|content-type|pragma|content-disposition|content-length)["']/i.test(near);
}

/** The statement before the header's name tells who sends it. */
function isOfRequest({ code }: Found, use: HeaderUse): boolean {
  if (use.receiver !== '') {
    if (RESPONSES.test(use.receiver) && !/DefaultRequestHeaders|Request\(/.test(use.receiver)) return false;
    if (REQUESTS.test(use.receiver)) return true;
    if (CONTEXTS.test(use.receiver)) return false;
  }
  const from = use.how === 'pair' ? openBracketBefore(code, use.open) : use.open;
  const before = code.masked.slice(Math.max(0, Math.max(from, 0) - 240), Math.max(use.open, 0));
  // Where no semicolon ends statements, the end of a block does.
  const ends = [';', '\n\n', '}\n'].map((end) => before.lastIndexOf(end));
  const statement = before.slice(Math.max(...ends) + 1);
  return REQUESTS.test(statement) && !RESPONSES.test(statement);
}
