import type { ByteSource } from '../../bytes/byte-source.js';
import type { Member } from '../member.js';

/** The files of the image that a container was made of, without what the container changed. */
export interface BaseImage {
  /** What it has at a path, which has no slash first; links are told and not followed. Undefined for nothing. */
  find(name: string): ImageFile | undefined;
  close(): void;
}

export interface ImageFile {
  readonly member: Member;
  /** Whether capabilities of files are told: they are in layers, and in no directory that can be looked at. */
  readonly tellsCapabilities: boolean;
  /** SHA-256 of its bytes; undefined where they were not asked for. */
  readonly sha256: () => Promise<string | undefined>;
  /** The bytes, where they were asked for. */
  readonly source?: ByteSource;
}

/** What will be asked of an image, which may be compressed and is read once. */
export interface ImageInterest {
  /** Contents of files of these sizes will be compared. */
  readonly sizes: ReadonlySet<number>;
  /** Bytes will be read of files of these names. */
  readonly names: ReadonlySet<string>;
}
