import { parentPort } from 'node:worker_threads';
import { JobServer, type ToThread } from './job-server.js';

/** A thread that searches, as Node.js starts it. */
const server = new JobServer((message, moved) => parentPort?.postMessage(message, moved));
parentPort?.on('message', (message: ToThread) => {
  server.hear(message);
});
