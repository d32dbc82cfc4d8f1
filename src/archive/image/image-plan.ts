import type { ArchiveForm } from '../archive.js';

/** One blob of an image and what it holds. */
export interface ImagePart {
  readonly role:
    | 'layer'
    /** containerd: a tar of CRIU's directory. */
    | 'criu'
    /** containerd: the container's spec in a protobuf message. */
    | 'spec'
    /** containerd: a layer with what the container changed in its root filesystem. */
    | 'diff';
  /** Name of the member with the blob. */
  readonly blob: string;
  /** Missing where an image does not tell one (docker-archive). */
  readonly digest?: string;
  /** Bytes of it, where the image tells them. */
  readonly size?: number;
}

/** An image in an archive or a directory, and where its members come from. */
export interface ImagePlan {
  readonly form: ArchiveForm;
  /** What it is called: all of its tags. */
  readonly names: readonly string[];
  /** Of its manifest, where that is known. */
  readonly digest?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Lowest layer first. */
  readonly parts: readonly ImagePart[];
}

/** What to call an image in a message: `latest, stable (sha256:...)`. */
export function labelOf({ names, digest = '' }: ImagePlan): string {
  const tags = names.join(', ');
  if (tags === '') return digest;
  return digest === '' ? tags : `${tags} (${digest})`;
}

/** Each image once: what is tagged several times has several names. */
export function distinctImages(images: readonly ImagePlan[]): ImagePlan[] {
  const byContent = new Map<string, { image: ImagePlan; names: Set<string> }>();
  for (const image of images) {
    const key = image.digest ?? JSON.stringify(image.parts);
    const known = byContent.get(key) ?? { image, names: new Set() };
    for (const name of image.names) known.names.add(name);
    byContent.set(key, known);
  }
  return [...byContent.values()].map(({ image, names }) => ({ ...image, names: [...names] }));
}
