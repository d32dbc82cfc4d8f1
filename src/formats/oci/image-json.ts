import { type BlobDescriptor, jsonBlob, type KnownBlob } from './blob.js';

/** OCI image spec, media-types.md. */
const TYPES = {
  config: 'application/vnd.oci.image.config.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
} as const;

const LAYER = 'application/vnd.oci.image.layer.v1.tar';

const REF_NAME = 'org.opencontainers.image.ref.name';

export const LAYER_COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;

export type LayerCompression = (typeof LAYER_COMPRESSIONS)[number];

export function layerType(compression: LayerCompression): string {
  return compression === 'none' ? LAYER : `${LAYER}+${compression}`;
}

export interface ImageConfig {
  /** As Go calls it: `amd64`, `arm64` ... */
  readonly architecture: string;
  /** RFC 3339. */
  readonly created?: string;
  /** Digests of the layers as they are without compression. */
  readonly diffIds: readonly string[];
  /** What made the layers. */
  readonly createdBy: string;
}

/** The configuration of an image for Linux (config.md). Nothing of it hangs on when or where it is made. */
export function configBlob({ architecture, created, diffIds, createdBy }: ImageConfig): KnownBlob {
  const time = created === undefined ? {} : { created };
  return jsonBlob(TYPES.config, {
    ...time,
    architecture,
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map(() => ({ ...time, created_by: createdBy })),
  });
}

/** The manifest (manifest.md). */
export function manifestBlob(
  config: BlobDescriptor,
  layers: readonly BlobDescriptor[],
  annotations: ReadonlyMap<string, string>,
): KnownBlob {
  return jsonBlob(TYPES.manifest, {
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    config,
    layers,
    ...(annotations.size > 0 && { annotations: sorted(annotations) }),
  });
}

/** index.json of a layout with one image (image-layout.md). */
export function indexBlob(manifest: BlobDescriptor, architecture: string, name: string): KnownBlob {
  return jsonBlob(TYPES.index, {
    schemaVersion: 2,
    mediaType: TYPES.index,
    manifests: [
      {
        ...manifest,
        annotations: { [REF_NAME]: name },
        platform: { architecture, os: 'linux' },
      },
    ],
  });
}

/** The file that says that a directory is a layout. */
export const LAYOUT_FILE = Buffer.from('{"imageLayoutVersion":"1.0.0"}');

/** Where a blob lies in a layout. */
export function blobPath({ digest }: Pick<BlobDescriptor, 'digest'>): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function sorted(annotations: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...annotations].sort(([a], [b]) => (a < b ? -1 : 1)));
}
