import { createHash } from 'node:crypto';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer } from '../http/exchange.js';
import type { Session } from '../http/session.js';
import { openBytes, type RemoteBytes } from '../opened-bytes.js';
import type { RangeReader } from '../ranges/range-thread.js';
import { refusal } from '../ranges/refusal.js';
import type { ImageReference } from './reference.js';
import { reasonIn } from './registry-error.js';

/** A manifest or index as it lies in the registry. */
export interface StoredManifest {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly mediaType: string;
}

const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** As for one in a file. */
const MAX_MANIFEST = 4 * 1024 ** 2;

/** One repository of a registry, to be read (OCI distribution spec). */
export class Repository {
  constructor(
    private readonly session: Session,
    private readonly reader: RangeReader,
    readonly image: ImageReference,
    private readonly file: string,
  ) {}

  /**
   * @param reference a tag or a digest
   * @throws CheckpointError `invalid-archive` if it is not what its digest says
   */
  async manifest(reference: string): Promise<StoredManifest> {
    const request = {
      method: 'GET',
      url: this.url('manifests', reference),
      headers: { accept: MANIFEST_TYPES.join(', ') },
    } as const;
    const { answer, bytes } = await this.session.askWhole(request, MAX_MANIFEST);
    if (answer.status !== 200) throw await this.refused(answer);
    const { 'content-type': type = '', 'docker-content-digest': told } = answer.headers;
    const [name] = reference.split(':');
    const expected = reference.includes(':') ? reference : told;
    const algorithm =
      name === 'sha512' || expected?.startsWith('sha512:') === true ? 'sha512' : 'sha256';
    const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
    if (expected !== undefined && digest !== expected) {
      const why = `the manifest does not match ${expected}: it has ${digest}`;
      throw new CheckpointError('invalid-archive', why, { file: this.file });
    }
    return { bytes, digest, mediaType: type.split(';')[0]?.trim() ?? '' };
  }

  /** @param size as the manifest tells it */
  blob(digest: string, size: number | undefined, file: string): Promise<RemoteBytes> {
    return openBytes(this.session, this.reader, this.url('blobs', digest), {
      file,
      ...(size !== undefined && { size }),
    });
  }

  url(kind: 'manifests' | 'blobs', reference: string): URL {
    const { origin } = this.session.config;
    return new URL(`${origin}/v2/${this.image.repository}/${kind}/${reference}`);
  }

  private async refused(answer: HttpAnswer): Promise<CheckpointError> {
    return refusal(answer, this.file, undefined, await reasonIn(answer));
  }
}
