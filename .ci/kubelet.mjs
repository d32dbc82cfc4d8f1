// Answers as the kubelet does that has made a checkpoint: node .ci/kubelet.mjs KEY CERTIFICATE ARCHIVE PORT_FILE.
// The example of an incident captures from it where there is no cluster.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [, , key, certificate, archive, portFile] = process.argv;

const server = createServer(
  { key: readFileSync(key), cert: readFileSync(certificate) },
  ({ method, url }, response) => {
    const asked = method === 'POST' && url.startsWith('/checkpoint/default/counters/counter');
    response.writeHead(asked ? 200 : 404, { 'content-type': 'application/json' });
    response.end(asked ? JSON.stringify({ items: [archive] }) : '404 page not found\n');
  },
);
server.listen(0, '127.0.0.1', () => {
  writeFileSync(`${portFile}.part`, String(server.address().port));
  renameSync(`${portFile}.part`, portFile);
});
