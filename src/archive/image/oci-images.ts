import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';
import { verifyDigest } from './blob-digest.js';
import { blobName, type Descriptor, type ImageJson, parseImageJson } from './descriptor.js';
import type { ImagePart, ImagePlan } from './image-plan.js';

/** Reads a small file beside the blobs or among them. */
export type ReadBlob = (name: string) => { bytes: Uint8Array; place: Place };

const MAX_DEPTH = 4;
const MAX_IMAGES = 100;
const REF_NAME = 'org.opencontainers.image.ref.name';

/** Media types of containerd's own checkpoints (containerd, images/mediatypes.go). */
const CONTAINERD = 'application/vnd.containerd.container.';
const CONTAINERD_CRIU = `${CONTAINERD}criu.checkpoint.criu.tar`;
const CONTAINERD_SPEC =
  /^application\/vnd\.containerd\.container\.(criu\.)?checkpoint\.config\.v1\+proto$/;
const LAYER = /^application\/vnd\.(oci\.image\.layer|docker\.image\.rootfs\.diff)/;
const IMAGE_JSON = /^application\/vnd\.(oci\.image|docker\.distribution)\.[a-z.]+\.v[12]\+json$|^$/;

/** The images that an OCI layout's `index.json` leads to, through other indexes if need be. */
export function ociImages(read: ReadBlob, form: 'oci-layout' | 'oci-archive'): ImagePlan[] {
  const { bytes, place } = read('index.json');
  const top = { name: 'index.json', annotations: {} };
  const images: ImagePlan[] = [];
  for (const image of imagesIn(parseImageJson(bytes, place), top, read, form, 0)) {
    if (images.push(image) > MAX_IMAGES) {
      throw new CheckpointError('limit', `more than ${MAX_IMAGES} images`, place);
    }
  }
  return images;
}

interface Named {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function* imagesIn(
  json: ImageJson,
  above: Named,
  read: ReadBlob,
  form: 'oci-layout' | 'oci-archive',
  depth: number,
): Generator<ImagePlan> {
  const { manifests } = json;
  const { name } = above;
  const annotations = { ...above.annotations, ...json.annotations };
  if (manifests === undefined) {
    const parts = (json.layers ?? []).map((layer) => part('layer', layer));
    yield { form, name, annotations, parts };
    return;
  }
  if (manifests.some(({ mediaType }) => mediaType === CONTAINERD_CRIU)) {
    yield { form: 'containerd-checkpoint', name, annotations, parts: containerdParts(manifests) };
    return;
  }
  if (depth === MAX_DEPTH) throw new CheckpointError('limit', 'too many indexes in one another');
  const readable = manifests.filter(({ mediaType }) => IMAGE_JSON.test(mediaType));
  for (const descriptor of readable) {
    const blob = readVerified(read, descriptor);
    const inner = { ...annotations, ...descriptor.annotations };
    const ref = descriptor.annotations[REF_NAME];
    const label = ref === undefined ? descriptor.digest : `${ref} (${descriptor.digest})`;
    yield* imagesIn(blob, { name: label, annotations: inner }, read, form, depth + 1);
  }
}

function readVerified(read: ReadBlob, { digest }: Descriptor): ImageJson {
  const { bytes, place } = read(blobName(digest));
  verifyDigest(bytes, digest, place);
  return parseImageJson(bytes, place);
}

/**
 * An index whose "manifests" are parts of the checkpoint itself. It also names the image that the
 * container was made of, and its runtime's options; neither is a member.
 */
function containerdParts(manifests: readonly Descriptor[]): ImagePart[] {
  return manifests.flatMap((descriptor) => {
    const { mediaType } = descriptor;
    if (mediaType === CONTAINERD_CRIU) return [part('criu', descriptor)];
    if (CONTAINERD_SPEC.test(mediaType)) return [part('spec', descriptor)];
    return LAYER.test(mediaType) ? [part('diff', descriptor)] : [];
  });
}

function part(role: ImagePart['role'], { digest }: Descriptor): ImagePart {
  return { role, blob: blobName(digest), digest };
}
