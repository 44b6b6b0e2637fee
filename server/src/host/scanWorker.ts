import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { serveHistory, type HistoryRequest } from './historyWorker.ts';
import { createBatchCheck, type WorkerMessage } from './scan.ts';

/** The entry of every worker thread: judges batches of files until it is terminated, or goes through a history. */
const request = workerData as HistoryRequest | null;

if (parentPort && request) void serveHistory(request, parentPort);
else if (parentPort) serveBatches(parentPort);

function serveBatches(port: MessagePort): void {
  let check: ReturnType<typeof createBatchCheck> | undefined;
  port.on('message', (message: WorkerMessage) => {
    if ('settings' in message) check = createBatchCheck(message.settings);
    else port.postMessage(check?.(message.batch));
  });
}
