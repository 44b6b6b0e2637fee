import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { serveHistory, type HistoryRequest } from './historyWorker.ts';
import { createBatchCheck, type BatchRequest, type ScanSettings } from './scan.ts';

/** The entry of every worker thread: judges batches of files until it is terminated, or goes through a history. */
const request = workerData as ScanSettings | HistoryRequest;

if (parentPort && ('history' in request || 'part' in request)) void serveHistory(request, parentPort);
else if (parentPort) serveBatches(request as ScanSettings, parentPort);

function serveBatches(settings: ScanSettings, port: MessagePort): void {
  const check = createBatchCheck(settings);
  port.on('message', (batch: BatchRequest) => port.postMessage(check(batch)));
}
