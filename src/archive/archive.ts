import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Compression } from '../bytes/detect-compression.js';
import type { HeldMember } from './held-members.js';
import { Links } from './links.js';
import { type Member, memberPlace, nameOfType } from './member.js';

/** What a checkpoint came in. */
export type ArchiveForm =
  | 'tar'
  /** What criu-image-streamer writes. */
  | 'image-stream'
  | 'directory'
  | 'oci-layout'
  | 'oci-archive'
  /** skopeo's `dir:`. */
  | 'dir-layout'
  | 'docker-archive'
  /** An image in a registry. */
  | 'registry'
  | 'containerd-checkpoint';

/** An opened archive, whatever its form. */
export interface Archive {
  /** As the user named it; `-` is standard input. */
  readonly file: string;
  readonly form: ArchiveForm;
  /** Of the file as a whole. */
  readonly compression?: Compression;
  /** In the order of the archive, with every duplicate. */
  readonly members: readonly Member[];
  /** Annotations of the image's manifest and of the index that names it; empty for other forms. */
  readonly annotations: Readonly<Record<string, string>>;
  /** By exact name. Of duplicates the last counts, as when the archive is unpacked. */
  find(name: string): Member | undefined;
  /**
   * Random access to a file's bytes. A hardlink leads to the bytes of its target in the archive. Of a
   * compressed archive there are only those members that `keep` wanted when it was opened.
   */
  source(member: Member): ByteSource;
  /** Where the archive is damaged, of which only the members before it are known. */
  readonly damage?: CheckpointError;
  /** Whether source() has the bytes at hand: false for what was not kept of a compressed archive. */
  holds(member: Member): boolean;
  close(): void;
}

/** What is known once an archive has been gone through. */
export interface ArchiveParts {
  readonly file: string;
  readonly form: ArchiveForm;
  readonly compression: Compression | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly held: readonly HeldMember[];
  readonly damage?: CheckpointError;
  readonly close: () => void;
}

export function makeArchive(parts: ArchiveParts): Archive {
  const { file, form, compression, annotations, held, damage, close } = parts;
  const members = held.map(({ member }) => member);
  const links = new Links(held, { file });
  let indexes: Map<Member, number> | undefined;
  const entryOf = (member: Member): HeldMember => {
    indexes ??= new Map(members.map((each, index) => [each, index]));
    const entry = held[links.fileOf(indexes.get(member) ?? -1)];
    if (entry === undefined) throw new RangeError('no member of this archive');
    return entry;
  };
  return {
    file,
    form,
    ...(compression !== undefined && { compression }),
    annotations,
    members,
    ...(damage !== undefined && { damage }),
    find: (name) => members[links.lastIndexOf(name)],
    source(member) {
      const entry = entryOf(member);
      if (entry.source !== undefined) return entry.source;
      const reason =
        entry.member === member
          ? 'was not wanted when the compressed archive was opened'
          : `is ${nameOfType(member)}, which was not kept of a pipe; save it to a file first`;
      throw new CheckpointError('unsupported', reason, memberPlace({ file }, member.name));
    },
    holds: (member) => entryOf(member).source !== undefined,
    close,
  };
}
