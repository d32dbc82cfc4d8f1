import { createHash } from 'node:crypto';
import { packTar } from '../tar-builder.js';

export interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';

export function blob(content: Uint8Array | object): Blob {
  const bytes =
    content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(JSON.stringify(content));
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

export function descriptor(of: Blob, mediaType: string, annotations?: Record<string, string>) {
  return { mediaType, digest: of.digest, size: of.bytes.length, annotations };
}

/** An image's blobs: a configuration, its layers, its manifest (the last). */
export function image(layers: readonly Uint8Array[], annotations?: Record<string, string>): Blob[] {
  const config = blob({ architecture: 'amd64', layers: layers.length });
  const blobs = layers.map((layer) => blob(layer));
  const manifest = blob({
    schemaVersion: 2,
    config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
    layers: blobs.map((layer) => descriptor(layer, LAYER)),
    annotations,
  });
  return [config, ...blobs, manifest];
}

/** The files of an OCI layout by their names. */
export function layoutFiles(index: object, blobs: readonly Blob[]): Record<string, Buffer> {
  const files: Record<string, Buffer> = {
    'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}'),
    'index.json': Buffer.from(JSON.stringify(index)),
  };
  for (const { digest, bytes } of blobs) files[`blobs/${digest.replace(':', '/')}`] = bytes;
  return files;
}

export function ociArchive(index: object, blobs: readonly Blob[]): Promise<Buffer> {
  return packTar(layoutFiles(index, blobs));
}

/** An index of one image, given as by `image`. */
export function indexOf(blobs: readonly Blob[], annotations?: Record<string, string>) {
  const manifest = blobs.at(-1);
  if (manifest === undefined) throw new Error('no manifest');
  return { schemaVersion: 2, manifests: [descriptor(manifest, MANIFEST, annotations)] };
}
