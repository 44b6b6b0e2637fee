import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** What a request of the client is answered with where it can't be done; the message is for the user. */
export function requestFailure(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
