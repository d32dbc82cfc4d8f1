import { JobServer } from './job-server.js';
import type { ThreadScope } from './web-thread.js';

/** A thread that searches, as the one-file program starts it. */
const scope = globalThis as unknown as ThreadScope;
const server = new JobServer((message, moved) => {
  scope.postMessage(message, moved);
});
scope.onmessage = ({ data }) => {
  server.hear(data);
};
