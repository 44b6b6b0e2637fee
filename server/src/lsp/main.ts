import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

/** The entry of the language server: over Node's IPC from the editor, over --stdio from everything else. */
startServer(createConnection(ProposedFeatures.all));
