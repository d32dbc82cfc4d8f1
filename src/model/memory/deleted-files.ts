import type { Checkpoint } from '../checkpoint.js';
import { readGhost } from '../ghost-contents.js';
import { absentPages, type AbsentPages, type StoredPages } from './backing.js';
import { IntervalList } from './interval-list.js';
import type { MappedFile } from './pages-behind.js';

/** Files that were deleted while they were mapped, by the images that have their contents. */
export class DeletedFiles {
  private readonly found = new Map<string, MappedFile | AbsentPages>();

  constructor(private readonly checkpoint: Checkpoint) {}

  /** @param image ghost-file-ID.img */
  behind(image: string): MappedFile | AbsentPages {
    const file = this.found.get(image) ?? openDeleted(this.checkpoint, image);
    this.found.set(image, file);
    return file;
  }
}

/** Nothing is behind an offset of a file of which no size is known. */
const NO_SIZE = 1n << 64n;

function openDeleted(checkpoint: Checkpoint, image: string): MappedFile | AbsentPages {
  const contents = readGhost(checkpoint, image);
  if (contents === undefined) return absentPages('ghost-missing');
  const member = checkpoint.imagePrefix + image;
  const chunks = new IntervalList(
    contents.pieces.map(({ at, length, ...stored }) => ({
      ...stored,
      start: BigInt(at),
      end: BigInt(at + length),
    })),
  );
  // Chunks ascend, so the lost ones are behind those that were read.
  const intactEnd = chunks.items.at(-1)?.end ?? 0n;
  return {
    size: contents.size ?? NO_SIZE,
    at(offset, limit) {
      const { item, until } = chunks.at(offset);
      const end = until !== undefined && until < limit ? until : limit;
      if (item !== undefined) {
        const { source } = item;
        const stored: StoredPages = {
          ...{ kind: 'stored', origin: 'ghost', member, source },
          offset: item.offset + Number(offset - item.start),
        };
        return { backing: stored, end };
      }
      const isLost = !contents.isWhole && offset >= intactEnd;
      return { backing: isLost ? absentPages('ghost-damaged') : undefined, end };
    },
  };
}
