import { parentPort, workerData } from 'node:worker_threads';
import { createFileCheck, type BatchReply, type BatchRequest, type ScanSettings } from './scan.ts';

/** The entry of a worker thread: judges batches of files until it is terminated. */
const check = createFileCheck(workerData as ScanSettings);

parentPort?.on('message', (batch: BatchRequest) => {
  const reply: BatchReply = batch.map(({ path, known }) => ({ path, result: check(path, known) }));
  parentPort?.postMessage(reply);
});
