import http from 'node:http';
import https from 'node:https';
import { Stalled } from '../network-error.js';
import { HttpBody } from './http-body.js';
import { requestThrough, Tunnels } from './proxies.js';
import { proxyFor } from './proxy-choice.js';
import { proxyAnswered, proxyError, WANTS_CREDENTIALS } from './proxy-failure.js';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** What answered, behind all redirects. */
  readonly url: URL;
  readonly body: HttpBody;
}

/** What connections are made with. It goes to other threads as it is. */
export interface Tls {
  readonly verify: boolean;
  /** Certificates that are trusted, in PEM; without them those that Node has. */
  readonly ca?: readonly string[];
  /** Of the client, for the host that the user named. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** Written at a time, so that a slow connection is told from one that is stuck. */
const PIECE = 64 * 1024;

/** One request and its answer, as they are: nothing is followed, tried again or unpacked. */
export class Exchanges {
  private readonly agents = {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true }),
  };
  private opened: Tunnels | undefined;

  constructor(
    private readonly tls: Tls,
    private readonly timeoutMs: number,
    /** Where the client's certificate is shown. */
    private readonly host: string,
  ) {}

  async ask({ method, url, headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
    const options = {
      method,
      // Offsets count in the bytes as they lie there.
      headers: { 'user-agent': 'checkpointctl', 'accept-encoding': 'identity', ...headers },
    };
    const proxy = proxyFor(url);
    if (url.protocol === 'https:') {
      const { verify, ca, client } = this.tls;
      const call = https.request(url, {
        ...options,
        rejectUnauthorized: verify,
        ...(ca !== undefined && { ca: [...ca] }),
        ...(url.host === this.host && client),
        agent: proxy === undefined ? this.agents.https : this.tunnels(proxy),
      });
      return await answerOf(call, url, body, this.timeoutMs);
    }
    if (proxy === undefined) {
      const call = http.request(url, { ...options, agent: this.agents.http });
      return await answerOf(call, url, body, this.timeoutMs);
    }
    const call = requestThrough(proxy, url, options, this.tls.ca);
    const answer = await answerOf(call, url, body, this.timeoutMs).catch((error: unknown) => {
      throw proxyError(proxy, error);
    });
    if (answer.status !== WANTS_CREDENTIALS) return answer;
    answer.body.drop();
    throw proxyAnswered(proxy, answer.status);
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
    this.opened?.destroy();
  }

  /** There is one proxy for all of TLS. */
  private tunnels(proxy: URL): Tunnels {
    const options = { keepAlive: true, timeout: this.timeoutMs };
    this.opened ??= new Tunnels(proxy, options, this.tls.ca);
    return this.opened;
  }
}

/**
 * The answer to one request, as it is, once the request is sent.
 * @throws Stalled, and what Node throws of a connection
 */
export function answerOf(
  call: http.ClientRequest,
  url: URL,
  body: Uint8Array | undefined,
  timeoutMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      call.destroy(new Stalled(timeoutMs));
    };
    const timer = setTimeout(stop, timeoutMs);
    call.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    call.on('response', (message) => {
      clearTimeout(timer);
      const told = Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
      ]);
      resolve({
        status: message.statusCode ?? 0,
        headers: Object.fromEntries(told) as HttpAnswer['headers'],
        url,
        body: new HttpBody(message, timeoutMs),
      });
    });
    void send(call, body, () => timer.refresh());
  });
}

/** What goes wrong is told by the request itself. */
async function send(
  call: http.ClientRequest,
  body: Uint8Array | undefined,
  onProgress: () => void,
): Promise<void> {
  if (body !== undefined) {
    call.setHeader('content-length', body.length);
    for (let at = 0; at < body.length && !call.destroyed; at += PIECE) {
      await new Promise<void>((resolve) => {
        call.once('close', resolve);
        call.write(body.subarray(at, at + PIECE), () => {
          call.off('close', resolve);
          resolve();
        });
      });
      onProgress();
    }
  }
  call.end();
}
