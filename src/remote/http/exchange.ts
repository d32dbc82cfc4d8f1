import http from 'node:http';
import https from 'node:https';
import { Stalled } from '../network-error.js';
import { HttpBody } from './http-body.js';

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

  constructor(
    private readonly tls: Tls,
    private readonly timeoutMs: number,
    /** Where the client's certificate is shown. */
    private readonly host: string,
  ) {}

  ask({ method, url, headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
    const isSecure = url.protocol === 'https:';
    const { verify, ca, client } = this.tls;
    const options = {
      method,
      // Offsets count in the bytes as they lie there.
      headers: { 'user-agent': 'checkpointctl', 'accept-encoding': 'identity', ...headers },
    };
    const secure = {
      rejectUnauthorized: verify,
      ...(ca !== undefined && { ca: [...ca] }),
      ...(url.host === this.host && client),
    };
    return new Promise((resolve, reject) => {
      const call = isSecure
        ? https.request(url, { ...options, ...secure, agent: this.agents.https })
        : http.request(url, { ...options, agent: this.agents.http });
      const stop = (): void => {
        call.destroy(new Stalled(this.timeoutMs));
      };
      const timer = setTimeout(stop, this.timeoutMs);
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
          body: new HttpBody(message, this.timeoutMs),
        });
      });
      void send(call, body, () => timer.refresh());
    });
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }
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
