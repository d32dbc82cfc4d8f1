import type { BaseImage } from '../../archive/base-image/base-image.js';
import { contentChunks } from '../../archive/content.js';
import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { memberPlace, type Content, type Member } from '../../archive/member.js';
import { parseDeletedFiles } from '../../archive/root-diff.js';
import { OPAQUE, WHITEOUT } from '../../archive/image/merge-layers.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { decodeText } from '../../bytes/text.js';
import { onDemand } from '../../bytes/on-demand.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import {
  nestedArchives,
  type NestedArchive,
  type NestedKind,
} from '../../model/contents/nested-archives.js';
import { PlaceContext } from '../../model/contents/place-context.js';
import { compareRoot } from '../drift/compare-root.js';
import type { Drift } from '../drift/drift.js';

/** A file of the container that is not of its image: changed or new, in a tmpfs or a volume. */
export interface ChangedFile {
  readonly kind: NestedKind;
  /** As a process of the container sees it; of a volume, whose place is not told, in the volume. */
  readonly path: string;
  /** Where in the archive, nested ones joined by a colon. */
  readonly member: string;
  readonly header: Member;
  /** The first bytes, at most HEAD_BYTES: enough to know a kind, and the whole of a usual text. */
  readonly head: Uint8Array;
  /** Whether only its mode, owner or capabilities are others than in the image, where that is known. */
  readonly isOnlyMetadata: boolean;
}

/** What there is to know of the files that a container changed. */
export interface FileChanges {
  readonly files: readonly ChangedFile[];
  /** Files of the image that are gone, by their paths. */
  readonly deleted: readonly string[];
  /** Whether the archive tells what was changed of the root file system. */
  readonly isTold: boolean;
}

const HEAD_BYTES = 64 * 1024;

/** More files are not looked at; their heads would fill the memory. */
const MAX_HEADS = 256 * 1024 ** 2;

const KINDS: readonly NestedKind[] = ['rootfs', 'tmpfs', 'shm', 'volumes'];

/** The files that are not of the image, each opened once and only when a rule asks for them. */
export class ChangedFiles {
  private readonly read: () => Promise<FileChanges>;

  /** @param image of the container: what it has just so is not of the changes */
  constructor(checkpoint: Checkpoint, limits: Limits = DEFAULT_LIMITS, image?: BaseImage) {
    this.read = onDemand(() => readChanges(checkpoint, limits, image));
  }

  all(): Promise<FileChanges> {
    return this.read();
  }

  /** The file that a process sees at a path; undefined for one that is of the image, or gone. */
  async find(path: string): Promise<ChangedFile | undefined> {
    const { files } = await this.read();
    return files.find(
      (each) =>
        each.kind !== 'volumes' &&
        each.path === path &&
        !each.isOnlyMetadata &&
        !isPlaceholder(each),
    );
  }
}

async function readChanges(
  checkpoint: Checkpoint,
  limits: Limits,
  image: BaseImage | undefined,
): Promise<FileChanges> {
  const drifts = await driftsOf(checkpoint, limits, image);
  const context = new PlaceContext(checkpoint, limits);
  const files: ChangedFile[] = [];
  const deleted = deletedFiles(context);
  let room = MAX_HEADS;
  for (const nested of KINDS.flatMap((kind) => nestedArchives(context, kind))) {
    const source = context.source(nested.member);
    if (source === undefined) continue;
    try {
      for await (const { member, content } of walkArchiveContent(
        { kind: 'source', source },
        limits,
      )) {
        const gone = whiteoutOf(member.name);
        if (gone !== undefined) {
          if (gone !== '') deleted.push(`/${gone}`);
          continue;
        }
        const drift = nested.kind === 'rootfs' ? drifts.get(member.name)?.change : undefined;
        if (drift === 'same' || drift === 'touched') continue;
        const head = await headOf(member, content, Math.min(HEAD_BYTES, room));
        room -= head.length;
        files.push(changedFile(nested, member, head, drift === 'metadata'));
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      context.damage.add(error);
    }
  }
  const { archive, prefix } = checkpoint;
  const isTold = ['rootfs-diff.tar', 'deleted.files'].some(
    (name) => archive.find(prefix + name) !== undefined,
  );
  return { files, deleted, isTold };
}

function changedFile(
  { kind, member, mountPoint }: NestedArchive,
  header: Member,
  head: Uint8Array,
  isOnlyMetadata: boolean,
): ChangedFile {
  const below = mountPoint === undefined || mountPoint === '/' ? '' : mountPoint;
  const place = memberPlace({ member }, header.name);
  const path = `${below}/${header.name}`;
  return { kind, path, member: place.member ?? member, header, head, isOnlyMetadata };
}

/** What the image has just so can be told only where that is at hand. */
async function driftsOf(
  checkpoint: Checkpoint,
  limits: Limits,
  image: BaseImage | undefined,
): Promise<ReadonlyMap<string, Drift>> {
  if (image === undefined) return new Map();
  try {
    return await compareRoot(checkpoint, image, limits);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    checkpoint.damage.add(error);
    return new Map();
  }
}

/** Podman and CRI-O list what was deleted in a member of its own. */
function deletedFiles(context: PlaceContext): string[] {
  const name = `${context.checkpoint.prefix}deleted.files`;
  const source = context.source(name);
  if (source === undefined || source.size > MAX_HEADS) return [];
  const read = () => parseDeletedFiles(source.read(0, source.size), source.place);
  return context.damage
    .attemptOr(read, [])
    .map((path) => (path.startsWith('/') ? path : `/${path}`));
}

/** The file that a whiteout takes away; empty for the mark of an opaque directory. */
function whiteoutOf(name: string): string | undefined {
  const cut = name.lastIndexOf('/') + 1;
  const base = name.slice(cut);
  if (base === OPAQUE) return '';
  return base.startsWith(WHITEOUT) ? name.slice(0, cut) + base.slice(WHITEOUT.length) : undefined;
}

async function headOf(member: Member, content: Content, most: number): Promise<Uint8Array> {
  if (member.type !== 'file' && member.type !== 'unknown') return new Uint8Array(0);
  if (content.kind === 'source') {
    return Buffer.from(content.source.read(0, Math.min(most, content.source.size)));
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of contentChunks(content)) {
    if (size >= most) break;
    parts.push(Buffer.from(chunk.subarray(0, most - size)));
    size += chunk.length;
  }
  return Buffer.concat(parts);
}

/** What an engine makes for a file to be mounted on it is empty; a process sees the other file there. */
function isPlaceholder({ kind, header }: ChangedFile): boolean {
  return kind === 'rootfs' && header.type === 'file' && header.size === 0;
}

/** Whether its head is all of it. */
export function isWhole({ head, header }: ChangedFile): boolean {
  return header.type === 'file' && head.length >= header.size;
}

/** The lines of a text; none of what is no text, or longer than its head. */
export function textLines(file: ChangedFile): readonly string[] {
  if (!isWhole(file) || file.head.includes(0)) return [];
  return decodeText(file.head).split('\n');
}

/** A program: an ELF file, or a script with `#!` first. */
export function programKind({ head }: ChangedFile): 'ELF' | 'script' | undefined {
  const [one, two, three, four] = head;
  if (one === 0x7f && two === 0x45 && three === 0x4c && four === 0x46) return 'ELF';
  return one === 0x23 && two === 0x21 ? 'script' : undefined;
}
