/** Which objects and calls of Python are about responses, and which about requests that the program sends itself. */

/** `requests.get`, `session.headers`: what a program sends to others has headers too. */
export function isOfRequests(receiver: string): boolean {
  return OF_REQUESTS.test(receiver.replace(/^self\./, ''));
}

const OF_REQUESTS =
  /(?:^|[._])(?:requests?|req|session|client|httpx|aiohttp|urllib\d?|https?|conn(?:ection)?|scraper|crawler|s3|bucket|blob|opener)(?:$|[.([])/i;

/** A call that makes a response, by the last part of its name. */
export function makesResponse(callee: string): boolean {
  return MAKES_RESPONSE.test(callee.slice(callee.lastIndexOf('.') + 1));
}

const MAKES_RESPONSE =
  /(?:Response\w{0,20}$|HTTPException$|HttpError$|Headers$|^(?:make_response|jsonify|render|render_template|send_file|send_from_directory|redirect|abort|json|text|html|raw|file|file_stream|empty|stream|respond|reply|HTTPFound|HTTPOk|start_response|template)$|_response$|^response$)/;

/** A call that may as well ask another server. */
export function sendsRequest(callee: string): boolean {
  return /^(?:get|post|put|patch|delete|request|head|options|fetch|open|urlopen|Request|ws_connect|send|AsyncClient|Client|ClientSession|Session|upload_\w+|put_object)$/.test(
    callee,
  );
}

/** Whether headers may be set on this. Everyday words (`expires`) are headers of what is called so only. */
export function mayBeResponse(receiver: string, header: string): boolean {
  if (/resp|header|(?:^|\.)(?:res|rv|reply)$/i.test(receiver)) return true;
  if (receiver === 'self') return true;
  return (
    header.includes('-') &&
    /^[\w.()]*$/.test(receiver) &&
    !/config|settings|environ|params|data$|kwargs|defaults/i.test(receiver)
  );
}
