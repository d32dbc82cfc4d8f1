import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Scratch } from '../scratch.js';

export interface PodmanBehaviour {
  /** What the archive is made of. */
  readonly archive?: Uint8Array;
  readonly state?: object;
  readonly stats?: object;
  /** Instead of an archive. */
  readonly refusal?: { readonly cause: string; readonly message: string };
  /** The connection is cut in the middle of the archive. */
  readonly cuts?: boolean;
}

/** A service that speaks libpod's API about one container `counter`, as its documentation has it. */
export class PodmanServer {
  readonly calls: string[] = [];
  readonly socket: string;
  behaviour: PodmanBehaviour = {};
  private readonly server: Server;

  constructor(scratch: Scratch) {
    this.socket = join(scratch.path, 'podman.sock');
    this.server = createServer((request, response) => {
      this.calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
      this.answer(`${request.method ?? ''} ${request.url ?? ''}`, response);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.socket, resolve));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(call: string, response: ServerResponse): void {
    const { state = { Status: 'running', Running: true }, refusal } = this.behaviour;
    const [, verb, path = ''] =
      /^(GET|POST) \/v4\.0\.0\/libpod\/containers\/(.*)$/.exec(call) ?? [];
    if (path.startsWith('stats?containers=counter&')) {
      send(response, 200, { Error: null, Stats: [this.behaviour.stats ?? { MemUsage: 8388608 }] });
    } else if (!/^(counter|c0ffee)\b/.test(path)) {
      const message = 'no container with name or ID "x" found: no such container';
      send(response, 404, { cause: 'no such container', message, response: 404 });
    } else if (verb === 'GET') {
      send(response, 200, { Id: 'c0ffee', Name: 'counter', State: state, SizeRw: 3072 });
    } else if (refusal !== undefined) {
      send(response, 500, { ...refusal, response: 500 });
    } else {
      this.sendArchive(response);
    }
  }

  private sendArchive(response: ServerResponse): void {
    const { archive = Buffer.alloc(1024), cuts } = this.behaviour;
    response.writeHead(200, { 'content-type': 'application/octet; charset=us-ascii' });
    if (cuts === true) {
      response.write(archive.subarray(0, 1000), () => response.socket?.destroy());
      return;
    }
    response.write(archive.subarray(0, 1000));
    response.end(archive.subarray(1000));
  }
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
