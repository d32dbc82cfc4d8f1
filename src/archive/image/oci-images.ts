import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { verifyDigest } from './blob-digest.js';
import { type Descriptor, type ImageJson, parseImageJson } from './descriptor.js';
import type { BlobReader, ImageLayout } from './image-layout.js';
import type { ImagePart, ImagePlan } from './image-plan.js';

const MAX_DEPTH = 4;
export const MAX_IMAGES = 100;
/** Indexes and manifests that are followed; one may be named any number of times. */
const MAX_FOLLOWED = 1000;
const REF_NAME = 'org.opencontainers.image.ref.name';

/** Media types of containerd's own checkpoints (containerd, images/mediatypes.go). */
const CONTAINERD = 'application/vnd.containerd.container.';
const CONTAINERD_CRIU = `${CONTAINERD}criu.checkpoint.criu.tar`;
const CONTAINERD_SPEC =
  /^application\/vnd\.containerd\.container\.(criu\.)?checkpoint\.config\.v1\+proto$/;
const LAYER = /^application\/vnd\.(oci\.image\.layer|docker\.image\.rootfs\.diff)/;
/** Media types of indexes and manifests; some name none. */
export const IMAGE_JSON =
  /^application\/vnd\.(oci\.image|docker\.distribution)\.[a-z.]+\.v[12]\+json$|^$/;

/**
 * The images that a layout's index or manifest leads to, through other indexes if need be. What an index
 * names need not be there: who saves an image for one machine leaves out those for others.
 * @throws CheckpointError when there is nothing but what is missing
 */
export function ociImages(reader: BlobReader, layout: ImageLayout): ImagePlan[] {
  return new OciImages(reader, layout).all();
}

/** What is known of an image before it is read. */
interface Known {
  readonly names: readonly string[];
  readonly digest?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

class OciImages {
  private missing: CheckpointError | undefined;
  private readonly parsed = new Map<string, ImageJson>();
  private followed = 0;

  constructor(
    private readonly reader: BlobReader,
    private readonly layout: ImageLayout,
  ) {}

  all(): ImagePlan[] {
    const { bytes, place } = this.reader.read(this.layout.top);
    const images: ImagePlan[] = [];
    for (const image of this.imagesIn(
      parseImageJson(bytes, place),
      { names: [], annotations: {} },
      0,
    )) {
      if (images.push(image) > MAX_IMAGES) {
        throw new CheckpointError('limit', `more than ${MAX_IMAGES} images`, place);
      }
    }
    if (images.length === 0 && this.missing !== undefined) throw this.missing;
    return images;
  }

  private *imagesIn(json: ImageJson, above: Known, depth: number): Generator<ImagePlan> {
    const { manifests } = json;
    const { form } = this.layout;
    const annotations = { ...above.annotations, ...json.annotations };
    if (manifests === undefined) {
      const parts = (json.layers ?? []).map((layer) => this.part('layer', layer));
      yield { ...above, form, annotations, parts };
      return;
    }
    if (manifests.some(({ mediaType }) => mediaType === CONTAINERD_CRIU)) {
      const parts = this.containerdParts(manifests);
      yield { ...above, form: 'containerd-checkpoint', annotations, parts };
      return;
    }
    if (depth === MAX_DEPTH) {
      const { place } = this.reader.missing(this.layout.manifestName(above.digest ?? ''));
      throw new CheckpointError('limit', 'too many indexes in one another', place);
    }
    for (const descriptor of manifests) {
      const blob = IMAGE_JSON.test(descriptor.mediaType) ? this.manifest(descriptor) : undefined;
      if (blob === undefined) continue;
      const tag = descriptor.annotations[REF_NAME];
      const names = tag === undefined ? above.names : [tag];
      const inner = { ...annotations, ...descriptor.annotations };
      const known = { names, digest: descriptor.digest, annotations: inner };
      yield* this.imagesIn(blob, known, depth + 1);
    }
  }

  /** Undefined if it is not there. */
  private manifest({ digest }: Descriptor): ImageJson | undefined {
    const name = this.layout.manifestName(digest);
    if (!this.reader.has(name)) {
      this.missing ??= this.reader.missing(name);
      return undefined;
    }
    this.followed += 1;
    if (this.followed > MAX_FOLLOWED) {
      const why = `more than ${MAX_FOLLOWED} indexes and manifests`;
      throw new CheckpointError('limit', why, this.reader.missing(name).place);
    }
    const known = this.parsed.get(name);
    if (known !== undefined) return known;
    const { bytes, place } = this.reader.read(name);
    verifyDigest(bytes, digest, place);
    const json = parseImageJson(bytes, place);
    this.parsed.set(name, json);
    return json;
  }

  /**
   * An index whose "manifests" are parts of the checkpoint itself. It also names the image that the
   * container was made of, and its runtime's options; neither is a member.
   */
  private containerdParts(manifests: readonly Descriptor[]): ImagePart[] {
    return manifests.flatMap((descriptor) => {
      const { mediaType } = descriptor;
      if (mediaType === CONTAINERD_CRIU) return [this.part('criu', descriptor)];
      if (CONTAINERD_SPEC.test(mediaType)) return [this.part('spec', descriptor)];
      return LAYER.test(mediaType) ? [this.part('diff', descriptor)] : [];
    });
  }

  private part(role: ImagePart['role'], { digest, size }: Descriptor): ImagePart {
    const blob = this.layout.blobName(digest);
    return { role, blob, digest, ...(size !== undefined && { size }) };
  }
}
