// The proxy of proxy.ts, in a thread of its own: whoever reads through it waits without letting others run.
import http from 'node:http';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { hosts, authorization } = workerData;
const log = [];

/** Where a name leads; others are known to nobody. */
const find = (host) => hosts[host];

const isAllowed = ({ headers }) =>
  authorization === undefined || headers['proxy-authorization'] === authorization;

const server = http.createServer((request, response) => {
  log.push(`${request.method} ${request.url}`);
  if (!isAllowed(request)) return void response.writeHead(407).end();
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  const target = url === undefined ? undefined : find(url.host);
  if (target === undefined) return void response.writeHead(502).end();
  const headers = { ...request.headers };
  delete headers['proxy-authorization'];
  const to = { host: '127.0.0.1', port: target, method: request.method, headers };
  request.pipe(
    http.request({ ...to, path: url.pathname + url.search }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    }),
  );
});

server.on('connect', (request, socket, head) => {
  log.push(`CONNECT ${request.url}`);
  if (!isAllowed(request)) return void socket.end('HTTP/1.1 407 Who are you\r\n\r\n');
  const target = find(request.url);
  if (target === undefined) return void socket.end('HTTP/1.1 502 No such host\r\n\r\n');
  const to = net.connect(target, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    to.write(head);
    to.pipe(socket).pipe(to);
  });
  to.on('error', () => socket.destroy());
  socket.on('error', () => to.destroy());
});

server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
parentPort.on('message', () => parentPort.postMessage({ log: log.splice(0) }));
