import { request as httpRequest, type ClientRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { answerOf, type HttpAnswer } from '../../remote/http/exchange.js';
import { Tunnels } from '../../remote/http/proxies.js';
import { proxyFor } from '../../remote/http/proxy-choice.js';
import { networkError } from './network-error.js';
import type { Service } from './service.js';

export interface Call {
  readonly method: 'GET' | 'POST';
  /** With its query, from the slash on. */
  readonly path: string;
  /** Milliseconds without a byte until the other side is given up. */
  readonly patience: number;
}

/** Milliseconds until there is a connection. */
const CONNECT_PATIENCE = 10_000;

/**
 * Asks once: what freezes a container is never asked again by itself, and no redirection is followed.
 * @returns the answer, whatever its status; its body is for the caller to read or drop
 * @throws CheckpointError when there is none
 */
export async function call(
  service: Service,
  { method, path, patience }: Call,
  connectPatience = CONNECT_PATIENCE,
): Promise<HttpAnswer> {
  const url = new URL(service.base + path);
  const headers = { ...service.headers, accept: 'application/json, */*', 'content-length': '0' };
  try {
    const request = open(service, url, { method, headers });
    const connecting = setTimeout(() => {
      const seconds = Math.ceil(connectPatience / 1000);
      request.destroy(new CheckpointError('network', noConnection(service, seconds)));
    }, connectPatience);
    const connected = (): void => {
      clearTimeout(connecting);
    };
    request.once('socket', (socket: Socket) => {
      // A handshake may stall as well as a connection.
      if (!socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    return await answerOf(request, url, undefined, patience).finally(connected);
  } catch (error) {
    throw networkError(service, error);
  }
}

function open(
  { agent, socketPath, tls }: Service,
  url: URL,
  options: RequestOptions,
): ClientRequest {
  // What is spoken with without TLS are services of this machine.
  if (url.protocol !== 'https:') {
    return httpRequest(url, {
      ...options,
      ...(agent !== undefined && { agent }),
      ...(socketPath !== undefined && { socketPath }),
    });
  }
  const proxy = agent === undefined ? proxyFor(url) : undefined;
  const through = agent ?? (proxy && new Tunnels(proxy, { timeout: CONNECT_PATIENCE }));
  return httpsRequest(url, {
    ...options,
    ...tls,
    ...(through !== undefined && { agent: through }),
  });
}

function noConnection({ name }: Service, seconds: number): string {
  return `${name}: no connection within ${seconds} s`;
}
