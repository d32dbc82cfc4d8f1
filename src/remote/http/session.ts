import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { parsedUrl, shownUrl } from '../archive-name.js';
import { Authorizer } from '../auth/authorizer.js';
import { isPassing, networkError } from '../network-error.js';
import { Exchanges, type HttpAnswer, type HttpRequest } from './exchange.js';
import type { SessionConfig } from './session-config.js';

const MAX_REDIRECTS = 10;

/** The longest that a server may ask to wait. */
const LONGEST_PAUSE = 30_000;

const REDIRECTS = [301, 302, 303, 307, 308];
const OVERLOADED = [429, 500, 502, 503, 504];

/** Requests to a server and to those that it refers to. */
export class Session {
  private readonly exchanges: Exchanges;
  private readonly authorizer: Authorizer;

  constructor(readonly config: SessionConfig) {
    const { tls, timeoutMs, origin, authorization } = config;
    this.exchanges = new Exchanges(tls, timeoutMs, new URL(origin).host);
    const ask = (request: HttpRequest): Promise<HttpAnswer> => this.follow(request, false);
    this.authorizer = new Authorizer(config, ask, authorization);
  }

  /** The configuration with what was got for the credentials. */
  get shared(): SessionConfig {
    const { authorization } = this.authorizer;
    return { ...this.config, ...(authorization !== undefined && { authorization }) };
  }

  /**
   * The answer to a request, whatever its status; redirects are followed, and what was cut or is overloaded is
   * asked again, a few times.
   * @throws CheckpointError `network`
   */
  async ask(request: HttpRequest): Promise<HttpAnswer> {
    const { answer } = await this.tried(request, () => Promise.resolve());
    return answer;
  }

  /**
   * The same with the bytes of what is short, of an answer of 200.
   * @throws CheckpointError `network`, and `limit` for more than `most` bytes
   */
  async askWhole(
    request: HttpRequest,
    most: number,
  ): Promise<{ readonly answer: HttpAnswer; readonly bytes: Buffer }> {
    const { answer, read: bytes } = await this.tried(request, ({ status, body }) =>
      status === 200 ? body.bytes(most) : Promise.resolve(Buffer.alloc(0)),
    );
    return { answer, bytes };
  }

  /** @param take what has to succeed besides */
  private async tried<Read>(
    request: HttpRequest,
    take: (answer: HttpAnswer) => Promise<Read>,
  ): Promise<{ readonly answer: HttpAnswer; readonly read: Read }> {
    const { file, retries } = this.config;
    for (let failures = 0; ; failures++) {
      const isLast = failures >= retries;
      try {
        const answer = await this.follow(request, true);
        if (isLast || !OVERLOADED.includes(answer.status)) {
          return { answer, read: await take(answer) };
        }
        await answer.body.skip();
        await this.pause(failures, Number(answer.headers['retry-after']) * 1000);
      } catch (error) {
        if (error instanceof CheckpointError) throw error.at({ file });
        if (isLast || !isPassing(error)) throw networkError(error, file);
        await this.pause(failures);
      }
    }
  }

  /** The same once, for what cannot simply be sent again; what is wrong with the connection is thrown as it is. */
  attempt(request: HttpRequest): Promise<HttpAnswer> {
    return this.follow(request, true);
  }

  /** Waits before the next attempt, longer each time. */
  async pause(failures: number, asked = NaN): Promise<void> {
    const usual = this.config.pauseMs * 2 ** failures;
    const wait = Number.isFinite(asked) ? Math.max(asked, usual) : usual;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, LONGEST_PAUSE)));
  }

  close(): void {
    this.exchanges.close();
  }

  private async follow(request: HttpRequest, authorized: boolean): Promise<HttpAnswer> {
    let { url, headers = {} } = request;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.atOrigin({ ...request, url, headers }, authorized);
      const { location } = answer.headers;
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (!isRead || location === undefined || !REDIRECTS.includes(answer.status)) return answer;
      await answer.body.skip();
      if (redirects === MAX_REDIRECTS) {
        throw this.failure(`is redirected more than ${MAX_REDIRECTS} times`);
      }
      const to = this.redirected(url, location);
      if (to.origin !== url.origin) headers = withoutSecrets(headers);
      url = to;
    }
  }

  /** Only the server that was named sees the credentials, and only where it asks for them. */
  private async atOrigin(request: HttpRequest, authorized: boolean): Promise<HttpAnswer> {
    const { url, headers } = request;
    if (url.origin !== this.config.origin || !authorized) return this.exchanges.ask(request);
    const answer = await this.exchanges.ask({
      ...request,
      headers: { ...headers, ...this.authorizer.headers },
    });
    if (answer.status !== 401) return answer;
    if (!(await this.authorizer.answer(answer.headers['www-authenticate'] ?? ''))) return answer;
    await answer.body.skip();
    return this.exchanges.ask({
      ...request,
      headers: { ...headers, ...this.authorizer.headers },
    });
  }

  /** @throws CheckpointError if it is no URL, or leads from TLS to none */
  redirected(from: URL, location: string): URL {
    const to = parsedUrl(location, from);
    if (to === undefined || !/^https?:$/.test(to.protocol)) {
      throw this.failure('is redirected to what is no URL of the web');
    }
    if (from.protocol === 'https:' && to.protocol === 'http:') {
      throw this.failure(`is redirected from TLS to ${shownUrl(to)}, which is not encrypted`);
    }
    return to;
  }

  private failure(sentence: string): CheckpointError {
    return new CheckpointError('network', sentence, { file: this.config.file });
  }
}

/** Another server is told nothing that the first was told in confidence. */
function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}
