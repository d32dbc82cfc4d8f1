import { createHash } from 'node:crypto';

/** What names a blob from a manifest (OCI image spec, descriptor.md). */
export interface BlobDescriptor {
  readonly mediaType: string;
  /** `sha256:` and its digits. */
  readonly digest: string;
  readonly size: number;
}

/** What an image consists of, besides its manifest. */
export interface Blob {
  readonly mediaType: string;
  /** Gives the same bytes each time, from the first on: whoever sends them may have to begin again. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** A blob that is known before it is written: a configuration, a manifest. */
export interface KnownBlob extends Blob {
  readonly descriptor: BlobDescriptor;
  readonly bytes: Uint8Array;
}

/** JSON as a blob: two blanks and a line feed more would make another digest of it. */
export function jsonBlob(mediaType: string, value: object): KnownBlob {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    mediaType,
    bytes,
    descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
    async *open() {
      yield await Promise.resolve(bytes);
    },
  };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
