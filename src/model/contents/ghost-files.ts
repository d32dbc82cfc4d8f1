import type { Limits } from '../../archive/limits.js';
import type { VmaEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { readGhost } from '../ghost-contents.js';
import { remapsOf } from '../remaps.js';
import { FILE_KINDS } from '../file-table.js';
import { readVmas, VmaStatus } from '../vmas.js';
import { list } from '../describe/words.js';
import type { PlaceHolder, PlacePiece, ContentPlace } from './place.js';
import { PlaceContext } from './place-context.js';

/** Contents of files that were deleted while open or mapped: ghost-file-ID.img. */
export function* ghostPlaces(context: PlaceContext): Generator<ContentPlace> {
  const { imagePrefix } = context.checkpoint;
  const users = new GhostUsers(context);
  for (const image of context.images.names(/^ghost-file-[0-9a-f]+\.img$/)) {
    const member = imagePrefix + image;
    let about: ReturnType<GhostUsers['of']> | undefined;
    for (const pieces of pieceRuns(readGhost(context.checkpoint, image)?.pieces ?? [])) {
      about ??= users.of(image);
      yield { kind: 'ghosts', ...about, member, content: { kind: 'pieces', pieces } };
    }
  }
}

/**
 * The contents in pieces that ascend. CRIU's chunks do so; those of a forged image that step back begin
 * another run, so nothing is left out.
 */
function* pieceRuns(pieces: readonly PlacePiece[]): Generator<PlacePiece[]> {
  let run: PlacePiece[] = [];
  for (const piece of pieces) {
    const last = run.at(-1);
    if (last !== undefined && piece.at < last.at + last.length) {
      yield run;
      run = [];
    }
    run.push(piece);
  }
  if (run.length > 0) yield run;
}

/** Who uses deleted files, by their images. */
export function ghostUsersOf(checkpoint: Checkpoint, limits: Limits): GhostUsers {
  return new GhostUsers(new PlaceContext(checkpoint, limits));
}

/** Which files the ghosts are, and who uses them. */
class GhostUsers {
  private found: Map<string, { readonly paths: Set<string>; readonly ids: number[] }> | undefined;
  private mapped: Map<number, Set<number>> | undefined;

  constructor(private readonly context: PlaceContext) {}

  of(image: string): Pick<ContentPlace, 'name' | 'holders'> {
    this.found ??= this.byImage();
    const { paths = new Set<string>(), ids = [] } = this.found.get(image) ?? {};
    const path = paths.size === 0 ? image : `${list([...paths])} (deleted)`;
    return { name: `ghost file ${path}`, holders: this.holders(ids) };
  }

  private byImage(): NonNullable<typeof this.found> {
    const { checkpoint, files } = this.context;
    const found: NonNullable<typeof this.found> = new Map();
    for (const [id, target] of remapsOf(checkpoint)) {
      if (target.kind !== 'ghost') continue;
      const ghost = found.get(target.image) ?? { paths: new Set(), ids: [] };
      found.set(target.image, ghost);
      ghost.ids.push(id);
      const path = files.files.regular(id)?.name;
      if (path !== undefined) ghost.paths.add(path);
    }
    return found;
  }

  private holders(ids: readonly number[]): PlaceHolder[] {
    const { files } = this.context;
    this.mapped ??= this.byMappedFile();
    const holders: PlaceHolder[] = ids.flatMap((id) =>
      files.tables.holders(FILE_KINDS.REG.type, id),
    );
    const known = new Set(holders.map(({ pid }) => pid));
    const mappers = new Set(ids.flatMap((id) => [...(this.mapped?.get(id) ?? [])]));
    return [...holders, ...[...mappers].filter((pid) => !known.has(pid)).map((pid) => ({ pid }))];
  }

  /** Processes that map a deleted file or run it: vma_entry.shmid, mm_entry.exe_file_id. */
  private byMappedFile(): Map<number, Set<number>> {
    const { checkpoint, files } = this.context;
    const targets = remapsOf(checkpoint);
    const mapped = new Map<number, Set<number>>();
    for (const process of files.processes) {
      if (process.ended) continue;
      const { pid } = process;
      const exe = checkpoint.images.find(`mm-${pid}.img`, 'mm_entry')?.exe_file_id ?? 0;
      const regions = readVmas(checkpoint, pid).filter(isFileMapping);
      for (const id of [...regions.map(({ shmid = 0n }) => Number(shmid)), exe]) {
        if (!targets.has(id)) continue;
        mapped.set(id, (mapped.get(id) ?? new Set()).add(pid));
      }
    }
    return mapped;
  }
}

function isFileMapping({ status = 0 }: VmaEntry): boolean {
  const { filePrivate, fileShared, memfd } = VmaStatus;
  return (status & (filePrivate | fileShared)) !== 0 && (status & memfd) === 0;
}
