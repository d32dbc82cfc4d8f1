import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { networkError, NoAnswer } from './network-error.js';
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
 * @returns the answer, whatever its status; its body is for the caller to read or destroy
 * @throws CheckpointError when there is none
 */
export async function call(
  service: Service,
  { method, path, patience }: Call,
  connectPatience = CONNECT_PATIENCE,
): Promise<IncomingMessage> {
  const url = new URL(service.base + path);
  const options: RequestOptions = {
    method,
    headers: { ...service.headers, accept: 'application/json, */*', 'content-length': '0' },
    ...(service.agent !== undefined && { agent: service.agent }),
    ...(service.socketPath !== undefined && { socketPath: service.socketPath }),
    ...service.tls,
  };
  return await new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    let answer: IncomingMessage | undefined;
    const request = send(url, options, (message) => {
      answer = message;
      resolve(message);
    });
    const connecting = setTimeout(() => {
      const seconds = Math.ceil(connectPatience / 1000);
      request.destroy(new CheckpointError('network', noConnection(service, seconds)));
    }, connectPatience);
    request.once('socket', (socket: Socket) => {
      const connected = () => {
        clearTimeout(connecting);
      };
      // A handshake may stall as well as a connection.
      if (!socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    request.setTimeout(patience, () => {
      (answer ?? request).destroy(new NoAnswer(service, patience));
    });
    request.once('error', (error) => {
      clearTimeout(connecting);
      reject(networkError(service, error));
    });
    request.end();
  });
}

function noConnection({ name }: Service, seconds: number): string {
  return `${name}: no connection within ${seconds} s`;
}
