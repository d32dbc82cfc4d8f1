import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer, HttpRequest } from '../http/exchange.js';
import type { Session } from '../http/session.js';
import { isPassing, networkError } from '../network-error.js';
import { refusal } from '../ranges/refusal.js';
import type { ImageReference } from './reference.js';
import { reasonIn } from './registry-error.js';

/** Sent at a time, and held in memory for it; above the least that registries on object stores take (5 MiB). */
const CHUNK = 8 * 1024 ** 2;

const OCTETS = { 'content-type': 'application/octet-stream' };

/** What is to be sent, and how far that is done. */
interface Progress {
  location: URL;
  offset: number;
}

/** Sends an image to a registry (OCI distribution spec, "Pushing a blob in chunks"). */
export class RepositoryUpload {
  private open: Progress | undefined;

  constructor(
    private readonly session: Session,
    private readonly image: ImageReference,
    private readonly file: string,
  ) {}

  async has(digest: string): Promise<boolean> {
    const answer = await this.session.ask({ method: 'HEAD', url: this.url(`blobs/${digest}`) });
    await answer.body.skip();
    return answer.status === 200;
  }

  /**
   * Sends a blob in chunks. Where the connection is cut the registry is asked how far it has come.
   * @param bytes gives the same bytes each time
   */
  async blob(
    bytes: () => AsyncIterable<Uint8Array>,
    { digest, size }: { readonly digest: string; readonly size: number },
  ): Promise<void> {
    const progress = await this.begin();
    this.open = progress;
    for (let failures = 0; progress.offset < size;) {
      try {
        await this.send(bytes(), progress, size);
      } catch (error) {
        const isLast = failures >= this.session.config.retries;
        if (isLast || !isPassing(error)) throw networkError(error, this.file, progress.offset);
        await this.session.pause(failures);
        failures += 1;
        await this.resume(progress);
      }
    }
    const url = new URL(progress.location);
    url.searchParams.set('digest', digest);
    const answer = await this.expect({ method: 'PUT', url, headers: OCTETS }, [201, 204]);
    this.open = undefined;
    this.checkDigest(answer, digest, 'blob');
  }

  async manifest(body: Uint8Array, mediaType: string, digest: string): Promise<void> {
    const url = this.url(`manifests/${this.image.reference}`);
    const headers = { 'content-type': mediaType };
    const answer = await this.expect({ method: 'PUT', url, headers, body }, [201]);
    this.checkDigest(answer, digest, 'manifest');
  }

  /** The registry need not keep what nobody goes on with. */
  async abandon(): Promise<void> {
    try {
      const { location: url } = this.open ?? {};
      if (url !== undefined) await this.session.attempt({ method: 'DELETE', url });
    } catch {
      // It forgets it by itself after a while.
    } finally {
      this.close();
    }
  }

  close(): void {
    this.session.close();
  }

  private async begin(): Promise<Progress> {
    const url = this.url('blobs/uploads/');
    const answer = await this.expect({ method: 'POST', url, headers: OCTETS }, [202]);
    return { location: this.locationOf(answer), offset: 0 };
  }

  /** Sends what comes behind the offset. */
  private async send(
    bytes: AsyncIterable<Uint8Array>,
    progress: Progress,
    size: number,
  ): Promise<void> {
    for await (const body of chunksFrom(bytes, progress.offset)) {
      const { location: url, offset } = progress;
      const end = offset + body.length;
      const headers = { ...OCTETS, 'content-range': `${offset}-${end - 1}` };
      const answer = await this.session.attempt({ method: 'PATCH', url, headers, body });
      if (answer.status !== 202) throw await this.refused(answer, offset);
      progress.location = this.locationOf(answer);
      progress.offset = end;
      await answer.body.skip();
    }
    if (progress.offset === size) return;
    throw new CheckpointError('not-readable', 'the archive changed while it was sent');
  }

  /** How far the registry has come; from the beginning where it does not know any more. */
  private async resume(progress: Progress): Promise<void> {
    const answer = await this.session.ask({ method: 'GET', url: progress.location });
    await answer.body.skip();
    const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers['range'] ?? '') ?? [];
    if (answer.status === 204 && last !== undefined) {
      progress.location = this.locationOf(answer);
      // Of nothing it says 0-0, as of a single byte.
      progress.offset = last === '0' ? 0 : Math.min(Number(last) + 1, progress.offset + CHUNK);
      if (last !== '0') return;
    }
    Object.assign(progress, await this.begin());
  }

  private async expect(request: HttpRequest, statuses: readonly number[]): Promise<HttpAnswer> {
    const answer = await this.session.ask(request);
    if (!statuses.includes(answer.status)) throw await this.refused(answer);
    await answer.body.skip();
    return answer;
  }

  private locationOf({ headers: { location }, url }: HttpAnswer): URL {
    if (location !== undefined) return this.session.redirected(url, location);
    throw new CheckpointError('network', 'the registry does not say where to send a blob to', {
      file: this.file,
    });
  }

  private checkDigest({ headers }: HttpAnswer, digest: string, what: string): void {
    const { 'docker-content-digest': told = digest } = headers;
    if (told === digest) return;
    const why = `the registry says that the ${what} is ${told}, where ${digest} was sent`;
    throw new CheckpointError('network', why, { file: this.file });
  }

  private async refused(answer: HttpAnswer, offset?: number): Promise<CheckpointError> {
    return refusal(answer, this.file, offset, await reasonIn(answer));
  }

  private url(path: string): URL {
    return new URL(`${this.session.config.origin}/v2/${this.image.repository}/${path}`);
  }
}

/** What comes behind an offset, in pieces of a size that a registry takes. */
async function* chunksFrom(
  bytes: AsyncIterable<Uint8Array>,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let chunk = new Uint8Array(CHUNK);
  let filled = 0;
  for await (const part of bytes) {
    let rest = part.subarray(Math.min(Math.max(offset - at, 0), part.length));
    at += part.length;
    while (rest.length > 0) {
      const taken = rest.subarray(0, CHUNK - filled);
      chunk.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled < CHUNK) continue;
      yield chunk;
      chunk = new Uint8Array(CHUNK);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
