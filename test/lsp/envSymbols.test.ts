import { strict as assert } from 'node:assert';
import type { Connection, DocumentSymbol, FoldingRange } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { registerEnvSymbols } from '../../server/src/lsp/env/symbols.ts';
import type { Services } from '../../server/src/lsp/services.ts';

type Ask<T> = (params: { textDocument: { uri: string } }) => T | null;

function ask(uri: string, text: string): { symbols: DocumentSymbol[] | null; folds: FoldingRange[] | null } {
  let symbols: Ask<DocumentSymbol[]> = () => null;
  let folds: Ask<FoldingRange[]> = () => null;
  const connection = {
    onDocumentSymbol: (handler: typeof symbols) => (symbols = handler),
    onFoldingRanges: (handler: typeof folds) => (folds = handler),
  } as unknown as Connection;
  const document = TextDocument.create(uri, 'dotenv', 1, text);
  registerEnvSymbols(connection, { documents: { get: () => document } } as unknown as Services);
  return { symbols: symbols({ textDocument: { uri } }), folds: folds({ textDocument: { uri } }) };
}

const TEXT = `PORT=3000

# ---- Mail ----
# Where answers go
MAIL_FROM=hello@tidepool.app
KEY="one
two"

# Shop
# OLD_NAME=1
SHOP_URL=https://tidepool.app
`;

describe('the outline of env files', () => {
  it('lists variables under the headings of their blocks, without values', () => {
    const outline = ask('file:///shop/.env', TEXT).symbols?.map(({ name, selectionRange, children }) => [
      name,
      `${selectionRange.start.line}:${selectionRange.start.character}`,
      children?.map((child) => child.name),
    ]);
    assert.deepEqual(outline, [
      ['PORT', '0:0', undefined],
      ['Mail', '2:0', ['MAIL_FROM', 'KEY']],
      ['Shop', '8:0', ['SHOP_URL']],
    ]);
    assert.doesNotMatch(JSON.stringify(ask('file:///shop/.env', TEXT)), /hello|two/);
  });

  it('folds blocks and values of several lines', () =>
    assert.deepEqual(ask('file:///shop/.env', TEXT).folds, [
      { startLine: 2, endLine: 6, kind: 'region' },
      { startLine: 8, endLine: 10, kind: 'region' },
      { startLine: 5, endLine: 6 },
    ]));

  it('leaves other files alone', () =>
    assert.deepEqual(ask('file:///shop/env.ts', TEXT), { symbols: null, folds: null }));

  it('takes time in proportion to the text', () => {
    ask('file:///.env', '# a\n'.repeat(50_000));
    ask('file:///.env', '# a\n\nA=1\n'.repeat(30_000));
  }).timeout(5_000);
});
