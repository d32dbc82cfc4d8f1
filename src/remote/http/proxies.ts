import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpsProxyAgent } from 'hpagent';
import { userOf } from '../url-user.js';
import { proxyAnswered, proxyError } from './proxy-failure.js';

/** What the library says of an answer to CONNECT that is not 200. */
const ANSWERED = /^Bad response: (\d+)$/;

type Opened = (error: Error | null, socket: Duplex) => void;

/** Connections through a proxy to servers that are spoken with over TLS, which the proxy does not see into. */
export class Tunnels extends HttpsProxyAgent {
  constructor(
    private readonly through: URL,
    options: https.AgentOptions,
    ca?: readonly string[],
  ) {
    super({
      ...options,
      proxy: through.href,
      ...(ca !== undefined && { proxyRequestOptions: { ca: [...ca] } }),
    });
  }

  override createConnection(options: https.RequestOptions, opened?: Opened): undefined {
    super.createConnection(options, (error, socket) => {
      opened?.(error === null ? null : told(this.through, error), socket);
    });
  }
}

function told(proxy: URL, error: Error): Error {
  const [, status] = ANSWERED.exec(error.message) ?? [];
  return status === undefined
    ? (proxyError(proxy, error) as Error)
    : proxyAnswered(proxy, Number(status));
}

/** Asks a proxy for what a server has that is spoken with without TLS (RFC 9112, absolute-form). */
export function requestThrough(
  proxy: URL,
  url: URL,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  ca: readonly string[] | undefined,
): http.ClientRequest {
  // Whoever chose the proxy looked at how they are encoded.
  const { user = '', password = '' } = userOf(proxy) ?? {};
  const headers = {
    ...options.headers,
    host: url.host,
    ...(user + password !== '' && {
      'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    }),
  };
  const to = { ...options, headers, auth: null, path: url.origin + url.pathname + url.search };
  const origin = new URL(proxy.origin);
  return proxy.protocol === 'https:'
    ? https.request(origin, { ...to, ...(ca !== undefined && { ca: [...ca] }) })
    : http.request(origin, to);
}
