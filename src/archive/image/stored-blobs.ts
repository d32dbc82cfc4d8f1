import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';
import type { HeldMember } from '../held-members.js';
import { Links } from '../links.js';
import { type Content, type Entry, type Member, memberPlace } from '../member.js';
import { MAX_JSON } from './image-files.js';
import type { BlobReader } from './image-layout.js';
import type { ImagePart } from './image-plan.js';

/** The file or directory that blobs lie in. */
export interface BlobStore {
  readonly file: string;
  readonly held: readonly HeldMember[];
  /** Goes through it once more, for what was not held the first time; missing for a pipe. */
  readonly again?: () => AsyncIterable<Entry>;
}

/** A part of an image with the bytes of its blob. `index` is its position among the parts. */
export interface StoredPart {
  readonly index: number;
  readonly part: ImagePart;
  readonly blob: Member;
  readonly content: Content;
}

/** The blobs of a store by the names of its members. */
export class StoredBlobs implements BlobReader {
  readonly file: string;
  private readonly links: Links<HeldMember>;

  constructor(private readonly store: BlobStore) {
    this.file = store.file;
    this.links = new Links(store.held, { file: store.file });
  }

  has(name: string): boolean {
    return this.links.lastIndexOf(name) >= 0;
  }

  /** A small file beside the blobs or among them. */
  read(name: string): { bytes: Uint8Array; place: Place } {
    const place = memberPlace({ file: this.store.file }, name);
    const { source } = this.store.held[this.find(name)] ?? {};
    if (source === undefined || source.size > MAX_JSON) {
      throw new CheckpointError('invalid-archive', 'is too large for an index or manifest', place);
    }
    return { bytes: source.read(0, source.size), place };
  }

  missing(name: string): CheckpointError {
    return new CheckpointError(
      'not-found',
      'is missing in the image',
      memberPlace({ file: this.store.file }, name),
    );
  }

  /**
   * The parts: first those that are at hand, then others in the order of the file. What is a layer several times
   * comes once, as the uppermost of them: that one brings back all that it has, and takes away the same.
   */
  async *parts(parts: readonly ImagePart[]): AsyncGenerator<StoredPart> {
    const { held, again, file } = this.store;
    const uppermost = new Map<string, { index: number; part: ImagePart; position: number }>();
    for (const [index, part] of parts.entries()) {
      const position = this.find(part.blob);
      uppermost.set(`${part.role} ${position}`, { index, part, position });
    }
    const waiting = new Map<number, { index: number; part: ImagePart }[]>();
    for (const { index, part, position } of uppermost.values()) {
      const { source, member } = held[position] ?? {};
      if (source !== undefined && member !== undefined) {
        yield { index, part, blob: member, content: { kind: 'source', source } };
      } else {
        waiting.set(position, [...(waiting.get(position) ?? []), { index, part }]);
      }
    }
    // What is of several roles passes by once for each.
    while (waiting.size > 0) {
      if (again === undefined) throw notFromPipe(file);
      let position = 0;
      for await (const { member, content } of again()) {
        const wanted = waiting.get(position)?.shift();
        if (wanted !== undefined) yield { ...wanted, blob: member, content };
        position += 1;
      }
      for (const [at, left] of waiting) {
        if (at >= position) throw changed(file);
        if (left.length === 0) waiting.delete(at);
      }
    }
  }

  /** Position of the last member of a name, or of the file that links lead to from there. */
  private find(name: string): number {
    const index = this.links.lastIndexOf(name);
    if (index >= 0) return this.links.fileBehind(index);
    throw this.missing(name);
  }
}

function changed(file: string): CheckpointError {
  return new CheckpointError('not-readable', 'changed while it was read', { file });
}

export function notFromPipe(file: string): CheckpointError {
  const reason = 'a checkpoint image cannot be read from a pipe; save it to a file first';
  return new CheckpointError('unsupported', reason, { file });
}
