import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { HashedChunks } from '../../bytes/hashed-chunks.js';
import { contentChunks } from '../content.js';
import { keepContent, type Keeping } from '../held-members.js';
import { imageNamed } from '../image/choose-image.js';
import { distinctImages, labelOf, type ImagePlan } from '../image/image-plan.js';
import { mergeLayers } from '../image/merge-layers.js';
import { partEntries } from '../image/part-entries.js';
import { imagesIn } from '../image/read-image.js';
import { StoredBlobs } from '../image/stored-blobs.js';
import { openInput } from '../input.js';
import { MemoryBudget, type Limits } from '../limits.js';
import { cleanName, type Content, type Entry, type Member } from '../member.js';
import { openStore } from '../open-store.js';
import { Spool } from '../spool.js';
import type { BaseImage, ImageInterest } from './base-image.js';

/** A member of a layer, with what was asked for. */
interface LayerFile {
  readonly member: Member;
  /** Of what passed by. */
  readonly sha256?: string;
  readonly source?: ByteSource;
}

/**
 * The image of a layout or archive: its layers are gone through once, and laid over one another.
 * @throws CheckpointError
 */
export async function openLayers(
  path: string,
  name: string | undefined,
  interest: ImageInterest,
  limits: Limits,
): Promise<BaseImage> {
  const input = await openInput(path, limits);
  const spool = new Spool();
  const close = (): void => {
    input.close();
    spool.close();
  };
  try {
    const { image: _, ...others } = limits;
    const store = await openStore(path, input, () => false, others);
    const blobs = new StoredBlobs(store);
    const plan = choose(
      imagesIn(blobs, input.kind === 'directory' ? 'oci-layout' : 'oci-archive') ?? [],
      name,
      path,
      (blob) => blobs.has(blob),
    );
    const keeping = { budget: new MemoryBudget(limits), spool };
    const layers: LayerFile[][] = plan.parts.map(() => []);
    for await (const { index, part, blob, content } of blobs.parts(plan.parts)) {
      const entries = partEntries(part, blob, content, { file: path }, others);
      for await (const entry of entries) {
        layers[index]?.push(await lookAt(entry, interest, keeping));
      }
    }
    return { find: finderIn(mergeLayers(layers)), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** An attestation about an image (BuildKit) looks like one and has no files. */
const ATTESTATION = 'vnd.docker.reference.type';

function choose(
  images: readonly ImagePlan[],
  name: string | undefined,
  file: string,
  has: (blob: string) => boolean,
): ImagePlan {
  const all = distinctImages(images.filter(({ annotations }) => !(ATTESTATION in annotations)));
  if (all.length === 0) throw new CheckpointError('not-found', 'holds no image', { file });
  if (name !== undefined) return imageNamed(all, name, file);
  const whole = all.filter(({ parts }) => parts.every(({ blob }) => has(blob)));
  const [only, ...more] = whole.length > 0 ? whole : all;
  if (only !== undefined && more.length === 0) return only;
  throw new CheckpointError(
    'ambiguous',
    `holds several images: ${all.map(labelOf).join(', ')}`,
    { file },
    `name one: oci:${file}:NAME`,
  );
}

async function lookAt(
  { member, content }: Entry,
  { sizes, names }: ImageInterest,
  keeping: Keeping,
): Promise<LayerFile> {
  if (member.type !== 'file') return { member };
  if (content.kind === 'source') return { member, source: content.source };
  if (names.has(member.name)) {
    const { source, error } = await keepContent(content, member.size, keeping);
    if (error !== undefined) throw error;
    return { member, source };
  }
  return sizes.has(member.size) ? { member, sha256: await hashOf(content) } : { member };
}

async function hashOf(content: Content): Promise<string> {
  return (await new HashedChunks(contentChunks(content)).finish()).sha256;
}

/** Hardlinks lead to what lies at their targets, once, since such a link leads to a file. */
function finderIn(files: readonly LayerFile[]): BaseImage['find'] {
  const byName = new Map(files.map((file) => [file.member.name, file]));
  return (name) => {
    const found = byName.get(name);
    const file =
      found?.member.type === 'hardlink'
        ? byName.get(cleanName(found.member.linkName ?? ''))
        : found;
    if (file === undefined || file.member.type === 'hardlink') return undefined;
    const { member, sha256, source } = file;
    return {
      member,
      tellsCapabilities: true,
      sha256: async () =>
        source === undefined ? sha256 : await hashOf({ kind: 'source', source }),
      ...(source !== undefined && { source }),
    };
  };
}
