import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Compression } from '../bytes/detect-compression.js';
import { type Archive, type ArchiveParts, makeArchive } from './archive.js';
import { contentChunks, contentPlace } from './content.js';
import { type HeldMember, holdMembers } from './held-members.js';
import type * as ReadImage from './image/read-image.js';
import type { ImagePlan } from './image/image-plan.js';
import { type BlobStore, isImageJson, mayBeImageFile, notFromPipe } from './image/stored-blobs.js';
import { holdLinkTargets } from './link-targets.js';
import { type Input, isRepeatable, openInput } from './input.js';
import { DEFAULT_LIMITS, type Limits, MemoryBudget } from './limits.js';
import { type Content, type Entry, type Member, placeInside } from './member.js';
import { Spool } from './spool.js';
import { type IndexedEntry, indexIntact, indexTar } from './tar/index-tar.js';
import { isPlain, tarEntries, unpack } from './unpack.js';

export interface OpenOptions {
  /** Which members' bytes will be asked for; counts only where there is no random access. */
  readonly keep?: (name: string, member: Member) => boolean;
  readonly limits?: Limits;
  /** Whether large members to keep may go to a temporary file, where there is no random access. */
  readonly spool?: boolean;
  /** Told of the bytes that are read of what has to be streamed, as they lie in the file. */
  readonly onRead?: (count: number) => void;
  /** Opens what lies before the damage of an archive; `Archive.damage` tells of it then. */
  readonly salvage?: boolean;
}

/**
 * Opens whatever holds a checkpoint; what it is, its bytes tell and never its name. Of a plain tar only
 * the headers are read. A compressed one, or a pipe, is streamed once, in bounded memory.
 * @throws CheckpointError
 */
export async function openArchive(file: string, options: OpenOptions = {}): Promise<Archive> {
  return makeArchive(await openParts(file, options));
}

/** As `openArchive`, for those who look at the members themselves. */
export async function openParts(file: string, options: OpenOptions): Promise<ArchiveParts> {
  const { keep, limits = DEFAULT_LIMITS } = options;
  const wants = (member: Member): boolean => keep?.(member.name, member) === true;
  const input = await openInput(file, limits);
  const spool = options.spool === true ? new Spool() : undefined;
  const close = (): void => {
    input.close();
    spool?.close();
  };
  try {
    const { onRead, salvage } = options;
    const store = await openStore(file, input, wants, limits, { spool, onRead, salvage });
    const image = await findImageIn(store, limits);
    const keeping = { budget: new MemoryBudget(limits), ...(spool !== undefined && { spool }) };
    if (image === undefined) {
      const { held, again } = store;
      if (again !== undefined) await holdLinkTargets(held, wants, again, keeping);
      return { ...store, annotations: {}, close };
    }
    const { holdImage, walkImage } = await imageReader();
    const held = await holdImage(store, image, wants, limits, spool);
    const walk = () => walkImage(store, image, limits);
    if (input.kind === 'directory' || store.again !== undefined) {
      await holdLinkTargets(held, wants, walk, keeping);
    }
    const { form, annotations } = image;
    return { file, form, compression: store.compression, annotations, held, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Whether opening it costs no more than reading headers: a plain tar, or a directory. */
export async function hasRandomAccess(file: string, limits: Limits): Promise<boolean> {
  if (!isRepeatable(file)) return false;
  const input = await openInput(file, limits);
  try {
    return input.kind === 'directory' || isPlain(input.content);
  } finally {
    input.close();
  }
}

/**
 * Every member once, in order, with its bytes.
 * @throws CheckpointError
 */
export async function* walkMembers(
  file: string,
  limits: Limits = DEFAULT_LIMITS,
): AsyncGenerator<Entry> {
  const input = await openInput(file, limits);
  try {
    if (input.kind === 'content') {
      const entries = contentEntries(file, input.content, limits);
      const start = await takeFirstFile(entries);
      if (!start.some(isImageStart)) {
        yield* start;
        yield* entries;
        return;
      }
      await entries.return(undefined);
      if (input.content.kind === 'stream') throw notFromPipe(file);
    }
    const store = await openStore(file, input, () => false, limits);
    const image = await findImageIn(store, limits);
    if (image !== undefined) yield* (await imageReader()).walkImage(store, image, limits);
    else if (input.kind === 'directory') yield* input.entries;
    else yield* contentEntries(file, input.content, limits);
  } finally {
    input.close();
  }
}

/** Of a plain tar little is read, and that is not counted. */
function counted(content: Content, onRead: OpenOptions['onRead']): Content {
  if (onRead === undefined || isPlain(content)) return content;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of contentChunks(content)) {
      onRead(chunk.length);
      yield chunk;
    }
  };
  return { kind: 'stream', place: contentPlace(content), chunks: chunks() };
}

/** Further wishes of those who open an archive. */
interface Reading {
  readonly spool?: Spool | undefined;
  readonly onRead?: OpenOptions['onRead'];
  readonly salvage?: boolean | undefined;
}

interface OpenedStore extends BlobStore {
  readonly form: 'tar' | 'directory';
  readonly compression: Compression | undefined;
  readonly damage?: CheckpointError;
}

/** What lies in the file or directory itself, before an image is looked for in it. */
async function openStore(
  file: string,
  input: Input,
  wants: (member: Member) => boolean,
  limits: Limits,
  { spool, onRead, salvage }: Reading = {},
): Promise<OpenedStore> {
  if (input.kind === 'directory') {
    const held = heldEntries(input.entries);
    return { file, form: 'directory', compression: undefined, held };
  }
  const { content } = input;
  const unpacked = await unpack(counted(content, onRead), limits);
  const placeOf = placeInside({ file });
  if (unpacked.content.kind === 'source') {
    const { source } = unpacked.content;
    if (salvage !== true) {
      const entries = indexTar(source, limits, placeOf);
      return { file, form: 'tar', compression: undefined, held: heldEntries(entries) };
    }
    const { entries, damage } = indexIntact(source, limits, placeOf);
    const held = heldEntries(entries);
    const form = { file, form: 'tar', compression: undefined } as const;
    return { ...form, held, ...(damage !== undefined && { damage }) };
  }
  const entries = tarEntries(unpacked.content, limits, placeOf);
  const wantsOrImage = (member: Member): boolean => wants(member) || isImageJson(member);
  let damage: CheckpointError | undefined;
  const onDamage = (error: CheckpointError): void => {
    damage = error;
  };
  const keeping = {
    budget: new MemoryBudget(limits),
    ...(spool !== undefined && { spool }),
    ...(salvage === true && { onDamage }),
  };
  const held = await holdMembers(entries, wantsOrImage, keeping);
  const again = { again: () => contentEntries(file, content, limits) };
  const { compression } = unpacked;
  const form = { file, form: 'tar', compression } as const;
  return {
    ...form,
    held,
    ...(damage !== undefined && { damage }),
    ...(content.kind === 'source' && again),
  };
}

function heldEntries(entries: readonly IndexedEntry[]): HeldMember[] {
  return entries.map(({ member, content }) => ({ member, source: content.source }));
}

/** A tar is taken for an image only if one of an image's files comes first: a stream tells that too. */
async function findImageIn(store: OpenedStore, limits: Limits): Promise<ImagePlan | undefined> {
  const isDirectory = store.form === 'directory';
  const first = store.held.find(({ member }) => member.type !== 'directory');
  if (!isDirectory && (first === undefined || !isImageStart(first))) return undefined;
  const { findImage } = await imageReader();
  return findImage(store, isDirectory ? 'oci-layout' : 'oci-archive', limits);
}

/** Most checkpoints are no images; Node's crypto takes its time to load. */
function imageReader(): Promise<typeof ReadImage> {
  return import('./image/read-image.js');
}

async function* contentEntries(
  file: string,
  content: Content,
  limits: Limits,
): AsyncGenerator<Entry> {
  yield* tarEntries((await unpack(content, limits)).content, limits, placeInside({ file }));
}

/** The directories at the start and what comes behind them. */
async function takeFirstFile(entries: AsyncGenerator<Entry>): Promise<Entry[]> {
  const start: Entry[] = [];
  for (;;) {
    const next = await entries.next();
    if (next.done === true) return start;
    start.push(next.value);
    if (next.value.member.type !== 'directory') return start;
  }
}

function isImageStart({ member }: { readonly member: Member }): boolean {
  return member.type !== 'directory' && mayBeImageFile(member.name);
}
