import type { CompletionItem, Hover, Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { CHECK_WORKSPACE } from '../../server/src/protocol.ts';
import { startTestServer, type ServerOptions, type TestServer } from './languageServer.ts';
import { temporaryRepository, writeFiles } from './temporaryFolder.ts';

/** A workspace about environment variables with a language server that has read all of it. */
export interface EnvProject {
  readonly server: TestServer;
  readonly root: string;
  /** Opens a file in the editor. A `‸` in the text is the cursor, and not part of it. */
  readonly open: (file: string, text?: string) => Promise<void>;
  /** Asks at the cursor, or where the `nth` occurrence of `part` begins. */
  readonly complete: () => Promise<readonly CompletionItem[] | null>;
  readonly hover: (file: string, part: string, nth?: number) => Promise<string | null>;
  readonly definition: (file: string, part: string, nth?: number) => Promise<readonly string[] | null>;
  readonly references: (file: string, part: string, nth?: number) => Promise<readonly string[] | null>;
  readonly prepareRename: (file: string, part: string, nth?: number) => Promise<unknown>;
  readonly rename: (file: string, part: string, newName: string) => Promise<WorkspaceEdit | null>;
  /** Texts of the files that an edit changes, as they are then. */
  readonly applied: (edit: WorkspaceEdit | null) => Readonly<Record<string, string>>;
  readonly textDocument: (file: string) => { readonly uri: string };
  readonly positionOf: (
    file: string,
    part: string,
    nth?: number,
  ) => { readonly line: number; readonly character: number };
}

export interface EnvProjectOptions extends Partial<ServerOptions> {
  /** Files that git does not have: those that `.gitignore` names. */
  readonly ignored?: Readonly<Record<string, string>>;
}

export async function openEnvProject(
  files: Readonly<Record<string, string>>,
  { ignored = {}, ...options }: EnvProjectOptions = {},
): Promise<EnvProject> {
  const names = Object.keys(ignored);
  const gitignore = names.length > 0 ? { '.gitignore': names.map((name) => `/${name}\n`).join('') } : {};
  const root = temporaryRepository({ ...gitignore, ...files });
  writeFiles(root, ignored);
  const texts = new Map(Object.entries({ ...files, ...ignored }));
  const server = await startTestServer({ roots: [root], ...options });
  const { connection } = server;
  if (options.settings?.['checkWorkspace'] !== false) await connection.sendRequest(CHECK_WORKSPACE, {});
  let cursor = { file: '', position: { line: 0, character: 0 } };

  const textDocument = (file: string) => ({ uri: server.uri(file) });
  const positionOf = (file: string, part: string, nth = 1) => positionIn(texts.get(file) ?? '', part, nth);
  const ask = <T>(method: string, file: string, part: string, nth: number | undefined, more = {}) =>
    connection.sendRequest<T>(`textDocument/${method}`, {
      textDocument: textDocument(file),
      position: positionOf(file, part, nth),
      ...more,
    });
  const fileOf = (uri: string) => decodeURIComponent(uri.slice(server.uri('x').length - 1));
  const shown = (locations: readonly Location[] | null) =>
    locations &&
    locations.map(({ uri, range: { start, end } }) => {
      const file = fileOf(uri);
      const line = (texts.get(file) ?? '').split('\n')[start.line] ?? '';
      return `${file}:${start.line + 1} ${line.slice(start.character, end.character)}`;
    });

  return {
    server,
    root,
    async open(file, text = texts.get(file) ?? '') {
      const at = text.indexOf('‸');
      const plain = text.replace('‸', '');
      texts.set(file, plain);
      if (at !== -1) cursor = { file, position: positionAt(plain, at) };
      await server.open(file, plain);
    },
    complete: () =>
      connection.sendRequest('textDocument/completion', {
        textDocument: textDocument(cursor.file),
        position: cursor.position,
      }),
    async hover(file, part, nth) {
      const hover = await ask<Hover | null>('hover', file, part, nth);
      return hover && (hover.contents as { value: string }).value;
    },
    definition: async (file, part, nth) => shown(await ask('definition', file, part, nth)),
    references: async (file, part, nth) =>
      shown(await ask('references', file, part, nth, { context: { includeDeclaration: true } })),
    prepareRename: (file, part, nth) => ask('prepareRename', file, part, nth),
    rename: (file, part, newName) => ask('rename', file, part, 1, { newName }),
    applied: (edit) =>
      Object.fromEntries(
        (edit?.documentChanges ?? []).map((change) => {
          if (!('edits' in change)) throw new Error('files come and go');
          const file = fileOf(change.textDocument.uri);
          const text = texts.get(file) ?? '';
          const document = createDocument({ path: file, text });
          const edits = change.edits.map((item) => {
            if (!('range' in item) || !('newText' in item)) throw new Error('no plain edit');
            const offset = (position: { line: number; character: number }) =>
              document.offsetAt({ line: position.line + 1, column: position.character + 1 });
            return {
              range: { start: offset(item.range.start), end: offset(item.range.end) },
              newText: item.newText,
            };
          });
          return [file, applyTextEdits(text, edits)];
        }),
      ),
    textDocument,
    positionOf,
  };
}

function positionIn(text: string, part: string, nth: number) {
  let at = -1;
  for (let count = 0; count < nth; count++) {
    at = text.indexOf(part, at + 1);
    if (at === -1) throw new Error(`no ${part} in the file`);
  }
  return positionAt(text, at);
}

function positionAt(text: string, offset: number) {
  const { line, column } = createDocument({ path: '', text }).positionAt(offset);
  return { line: line - 1, character: column - 1 };
}
