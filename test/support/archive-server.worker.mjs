// The server of archive-server.ts, in a thread of its own: whoever reads from it waits without letting others run.
import http from 'node:http';
import https from 'node:https';
import { setTimeout } from 'node:timers';
import { parentPort, workerData } from 'node:worker_threads';

const { routes, tls } = workerData;
const log = [];
const seen = new Map();
let connections = 0;

const handle = (request, response) => {
  const path = decodeURI(request.url);
  const route = routes[path] ?? routes[path.replace(/\?.*$/, '')];
  const count = seen.get(path) ?? 0;
  seen.set(path, count + 1);
  const entry = {
    method: request.method,
    path,
    range: request.headers.range,
    ifRange: request.headers['if-range'],
    authorization: request.headers.authorization,
    sent: 0,
    body: '',
  };
  log.push(entry);
  request.on('data', (chunk) => (entry.body += chunk.toString('latin1')));
  request.on('end', () => {
    if (route === undefined) return end(response, 404, {}, 'not here');
    try {
      answer(route[Math.min(count, route.length - 1)], entry, response);
    } catch (error) {
      end(response, 500, {}, String(error));
    }
  });
};

const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
server.on('connection', () => (connections += 1));
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
parentPort.on('message', ({ set }) => {
  if (set !== undefined) Object.assign(routes, set);
  parentPort.postMessage({ log, connections });
});

function answer(how, entry, response) {
  const { requires, challenge, status, headers = {}, body } = how;
  if (how.stall === 'headers') return;
  if (how.reset === true) return void response.socket.destroy();
  if (requires !== undefined && entry.authorization !== requires) {
    return end(response, 401, { 'www-authenticate': challenge }, '{"errors":[]}');
  }
  if (how.parts === undefined) return end(response, status ?? 200, headers, body ?? '');
  const size = how.parts.reduce((sum, part) => sum + lengthOf(part), 0);
  const asked = /^bytes=(\d+)-(\d+)$/.exec(entry.range ?? '');
  const isWhole = asked === null || how.ranges === false || isOutdated(how, entry);
  const start = isWhole ? 0 : Number(asked[1]);
  const end_ = isWhole
    ? size
    : Math.min(Number(asked[2]) + 1, size, start + (how.most ?? Infinity));
  const told = {
    'content-length': String(end_ - start),
    ...(!isWhole && {
      'content-range': `bytes ${start + (how.shift ?? 0)}-${end_ - 1 + (how.shift ?? 0)}/${how.total ?? size}`,
    }),
    ...headers,
  };
  for (const [name, value] of Object.entries(told)) if (value === null) delete told[name];
  response.writeHead(status ?? (isWhole ? 200 : 206), told);
  send(how, entry, response, start, end_);
}

/** As a server understands If-Range. */
function isOutdated({ headers = {} }, { ifRange }) {
  return ifRange !== undefined && ![headers.etag, headers['last-modified']].includes(ifRange);
}

function send(how, entry, response, start, end_) {
  let at = start;
  const last = how.cut ?? how.stop ?? Infinity;
  const more = () => {
    while (at < end_) {
      const length = Math.min(65536, end_ - at, start + last - at);
      if (length <= 0) {
        if (how.cut !== undefined) setTimeout(() => response.socket.destroy(), 10);
        return;
      }
      const ready = response.write(slice(how.parts, at, length));
      at += length;
      entry.sent += length;
      if (!ready) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

const lengthOf = (part) => (typeof part === 'number' ? part : part.length);

/** Numbers are so many zeros. */
function slice(parts, offset, length) {
  const bytes = Buffer.alloc(length);
  let at = 0;
  for (const part of parts) {
    const size = lengthOf(part);
    const from = Math.max(offset, at);
    const to = Math.min(offset + length, at + size);
    if (typeof part !== 'number' && from < to) {
      bytes.set(part.subarray(from - at, to - at), from - offset);
    }
    at += size;
  }
  return bytes;
}

function end(response, status, headers, body) {
  response.writeHead(status, headers);
  response.end(body);
}
