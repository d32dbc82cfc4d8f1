import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificate.js';

/** What the kubelet answers to a checkpoint of default/counters/counter. */
export interface KubeletBehaviour {
  /** By default the usual answer, with this path. */
  readonly archive?: string;
  /** Instead of it. */
  readonly answer?: { readonly status: number; readonly text: string };
  /** The feature gate ContainerCheckpoint. */
  readonly gate?: boolean;
  /** It takes the call and never answers. */
  readonly hangs?: boolean;
  /** It cuts the connection in the middle of its answer. */
  readonly cuts?: boolean;
  readonly stats?: object;
  /** What the API server says of the pod. */
  readonly pod?: object;
}

/** Of the node's root file system, and of one container (stats/v1alpha1). */
export const SUMMARY = {
  node: { nodeName: 'worker-1', fs: { availableBytes: 40 * 1024 ** 3, usedBytes: 1024 } },
  pods: [
    { podRef: { name: 'counters', namespace: 'kube-system' }, containers: [{ name: 'counter' }] },
    {
      podRef: { name: 'counters', namespace: 'default' },
      containers: [
        { name: 'wall', memory: { rssBytes: 1 }, rootfs: { usedBytes: 1 } },
        {
          name: 'counter',
          memory: { rssBytes: 8 * 1024 ** 2, workingSetBytes: 80 * 1024 ** 2 },
          rootfs: { usedBytes: 3072 },
        },
      ],
    },
  ],
};

const POD = {
  spec: { nodeName: 'worker-1', containers: [{ name: 'counter' }, { name: 'wall' }] },
  status: { containerStatuses: [{ name: 'counter', state: { running: {} } }] },
};

const TOKEN = 'Bearer sesame';

/** A kubelet and, on the same port, the API server of its cluster, as far as a checkpoint goes. */
export class KubeletServer {
  readonly calls: string[] = [];
  behaviour: KubeletBehaviour = {};
  private readonly server: Server;

  constructor({ cert, key }: Certificate, client: Certificate) {
    // As a kubelet does: whoever has no certificate may have a token.
    const options = { cert, key, ca: client.cert, requestCert: true, rejectUnauthorized: false };
    this.server = createServer(options, (request, response) => {
      this.calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
      this.answer(request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const isKnown = isCertified(request.socket) || request.headers.authorization === TOKEN;
    const proxied = /^\/api\/v1\/nodes\/([^/]+)\/proxy(\/.*)$/.exec(path);
    if (path.startsWith('/api/')) {
      if (!isKnown) {
        sendStatus(response, 401, 'Unauthorized');
        return;
      }
      if (path.startsWith('/api/v1/namespaces/')) {
        this.tellPod(path, response);
        return;
      }
      if (proxied?.[1] === 'forbidden') {
        const message =
          'nodes "forbidden" is forbidden: User "eve" cannot create resource "nodes/proxy" in API group "" at the cluster scope';
        sendStatus(response, 403, message);
        return;
      }
      if (proxied?.[1] === 'gone') {
        sendStatus(response, 404, 'nodes "gone" not found');
        return;
      }
      if (proxied?.[1] === 'dead') {
        sendStatus(
          response,
          503,
          'error trying to reach service: dial tcp 10.0.0.9:10250: connect: connection refused',
        );
        return;
      }
      this.kubelet(request.method, proxied?.[2] ?? '', response);
      return;
    }
    if (request.headers.authorization === 'Bearer eve') {
      sendText(
        response,
        403,
        'Forbidden (user=eve, verb=create, resource=nodes, subresource(s)=[checkpoint])',
      );
      return;
    }
    if (!isKnown) {
      sendText(response, 401, 'Unauthorized');
      return;
    }
    this.kubelet(request.method, path, response);
  }

  private tellPod(path: string, response: ServerResponse): void {
    if (path === '/api/v1/namespaces/default/pods/counters') {
      sendJson(response, 200, this.behaviour.pod ?? POD);
      return;
    }
    sendStatus(response, 404, `pods "${path.replace(/^.*\//, '')}" not found`);
  }

  private kubelet(method: string | undefined, path: string, response: ServerResponse): void {
    const { gate = true, stats = SUMMARY, hangs, cuts, answer } = this.behaviour;
    if (path === '/stats/summary') {
      sendJson(response, 200, stats);
      return;
    }
    const [, root, namespace, pod, container] = path.replace(/\?.*$/, '').split('/');
    // What go-restful says where there is no route.
    if (!gate || root !== 'checkpoint') {
      sendText(response, 404, '404 page not found\n');
      return;
    }
    if (method !== 'POST') {
      sendText(response, 405, '405: Method Not Allowed');
      return;
    }
    if (hangs === true) return;
    if (cuts === true) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"items":', () => response.socket?.destroy());
      return;
    }
    if (answer !== undefined) {
      sendText(response, answer.status, answer.text);
      return;
    }
    if (namespace !== 'default' || pod !== 'counters') {
      sendText(response, 404, 'pod does not exist');
      return;
    }
    if (container !== 'counter') {
      sendText(response, 404, `container ${container ?? ''} does not exist`);
      return;
    }
    const {
      archive = '/var/lib/kubelet/checkpoints/checkpoint-counters_default-counter-2026-11-26T13:00:00Z.tar',
    } = this.behaviour;
    sendText(response, 200, `{"items":["${archive}"]}`, 'application/json');
  }
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain',
): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  sendText(response, status, JSON.stringify(value), 'application/json');
}

function isCertified(socket: Socket): boolean {
  return 'authorized' in socket && socket.authorized === true;
}

/** How the API server tells that it did not do something. */
function sendStatus(response: ServerResponse, code: number, message: string): void {
  sendJson(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code });
}
