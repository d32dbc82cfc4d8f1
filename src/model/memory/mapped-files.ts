import type { Sysroot } from '../../archive/sysroot.js';
import type { RegFileEntry } from '../../criu/messages.generated.js';
import { readBuildId } from '../../formats/elf/build-id.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { Checkpoint } from '../checkpoint.js';
import { fileTableOf, type FileTable } from '../file-table.js';
import { remapsOf } from '../remaps.js';
import { absentPages, type AbsentPages } from './backing.js';
import { DeletedFiles } from './deleted-files.js';
import type { MappedFile } from './pages-behind.js';
import type { Region } from './regions.js';

/** The files behind regions: deleted ones, which the dump has, and those of which a sysroot has the very same. */
export class MappedFiles {
  private readonly files: FileTable;
  private readonly deleted: DeletedFiles;
  private readonly found = new Map<number, MappedFile | AbsentPages>();

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly sysroot: Sysroot | undefined,
  ) {
    this.files = fileTableOf(checkpoint);
    this.deleted = new DeletedFiles(checkpoint);
  }

  behind({ backing }: Region): MappedFile | AbsentPages {
    if (backing.kind !== 'file') return absentPages('mapped-file');
    const found = this.found.get(backing.file) ?? this.find(backing.file);
    this.found.set(backing.file, found);
    return found;
  }

  /** By reg_file_entry.id. A file that lost one of its names is in the sysroot under the one CRIU gave it. */
  private find(id: number): MappedFile | AbsentPages {
    const target = remapsOf(this.checkpoint).get(id);
    if (target?.kind === 'ghost') return this.deleted.behind(target.image);
    if (this.sysroot === undefined) return absentPages('mapped-file');
    const named = target?.kind === 'linked' ? target.id : id;
    return findIn(this.sysroot, this.files.regular(named)?.name, this.files.regular(id));
  }
}

/** The same file if reg_file_entry.size and build_id say so. */
function findIn(
  sysroot: Sysroot,
  path: string | undefined,
  entry: RegFileEntry = {},
): MappedFile | AbsentPages {
  if (path === undefined) return absentPages('mapped-file');
  const source = sysroot.find(path);
  if (source === undefined) return absentPages('file-missing');
  const { size, build_id: words = [] } = entry;
  if (size === undefined && words.length === 0) return absentPages('file-unchecked');
  if (size !== undefined && size !== BigInt(source.size)) return absentPages('file-differs');
  if (words.length > 0 && !isBuildId(words, readBuildId(source))) {
    return absentPages('file-differs');
  }
  return suppliedFile(source.place.file ?? path, source);
}

function suppliedFile(member: string, source: ByteSource): MappedFile {
  return {
    size: BigInt(source.size),
    at: (offset, limit) => ({
      backing: { kind: 'stored', origin: 'sysroot', member, source, offset: Number(offset) },
      end: limit,
    }),
  };
}

/** The words are the bytes in the order of the dumped machine, padded with zeros. */
function isBuildId(words: readonly number[], id: Uint8Array | undefined): boolean {
  if (id === undefined || Math.ceil(id.length / 4) !== words.length) return false;
  const bytes = Buffer.alloc(words.length * 4);
  bytes.set(id);
  const at = (index: number) => [bytes.readUInt32LE(index * 4), bytes.readUInt32BE(index * 4)];
  return [0, 1].some((order) => words.every((word, index) => at(index)[order] === word >>> 0));
}
