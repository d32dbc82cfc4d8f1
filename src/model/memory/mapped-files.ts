import type { Sysroot } from '../../archive/sysroot.js';
import type { RegFileEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { readBuildId } from '../../formats/elf/build-id.js';
import { fileTableOf, type FileTable } from '../file-table.js';
import type { MappedFile } from './address-space.js';
import { absentPages, type AbsentPages } from './backing.js';
import type { Region } from './regions.js';

/** The files behind regions, as far as a sysroot has the very same ones. */
export class MappedFiles {
  private readonly files: FileTable;
  private readonly found = new Map<number, MappedFile | AbsentPages>();

  constructor(
    checkpoint: Checkpoint,
    private readonly sysroot: Sysroot | undefined,
  ) {
    this.files = fileTableOf(checkpoint);
  }

  behind({ backing }: Region): MappedFile | AbsentPages {
    const { sysroot } = this;
    if (sysroot === undefined || backing.kind !== 'file') return absentPages('mapped-file');
    const found = this.found.get(backing.file) ?? findIn(sysroot, this.files.regular(backing.file));
    this.found.set(backing.file, found);
    return found;
  }
}

/** By reg_file_entry.name; the same file if reg_file_entry.size and build_id say so. */
function findIn(sysroot: Sysroot, entry: RegFileEntry | undefined): MappedFile | AbsentPages {
  if (entry?.name === undefined) return absentPages('mapped-file');
  const source = sysroot.find(entry.name);
  if (source === undefined) return absentPages('file-missing');
  const { size, build_id: words = [] } = entry;
  if (size === undefined && words.length === 0) return absentPages('file-unchecked');
  if (size !== undefined && size !== BigInt(source.size)) return absentPages('file-differs');
  if (words.length > 0 && !isBuildId(words, readBuildId(source))) {
    return absentPages('file-differs');
  }
  return { path: source.place.file ?? entry.name, source };
}

/** The words are the bytes in the order of the dumped machine, padded with zeros. */
function isBuildId(words: readonly number[], id: Uint8Array | undefined): boolean {
  if (id === undefined || Math.ceil(id.length / 4) !== words.length) return false;
  const bytes = Buffer.alloc(words.length * 4);
  bytes.set(id);
  const at = (index: number) => [bytes.readUInt32LE(index * 4), bytes.readUInt32BE(index * 4)];
  return [0, 1].some((order) => words.every((word, index) => at(index)[order] === word >>> 0));
}
