import type { CheckpointError, Place } from '../../bytes/checkpoint-error.js';

/** Where the blobs of an image lie, by their digests. */
export interface ImageLayout {
  readonly form: 'oci-layout' | 'oci-archive' | 'dir-layout' | 'registry';
  /** Where the outermost index or manifest is. */
  readonly top: string;
  /** Names of the members with a manifest and with any other blob. */
  readonly manifestName: (digest: string) => string;
  readonly blobName: (digest: string) => string;
}

/** Reads what lies there. */
export interface BlobReader {
  has(name: string): boolean;
  /** A small file. */
  read(name: string): { bytes: Uint8Array; place: Place };
  /** The error of a blob that is not there. */
  missing(name: string): CheckpointError;
}

/** OCI image spec, image-layout.md. */
export function ociLayout(form: 'oci-layout' | 'oci-archive' | 'registry'): ImageLayout {
  const name = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
  return { form, top: 'index.json', manifestName: name, blobName: name };
}

/** What skopeo and Podman call `dir:` (containers/image, directory/directory_transport.go). */
export const DIR_LAYOUT: ImageLayout = {
  form: 'dir-layout',
  top: 'manifest.json',
  manifestName: (digest) => `${digits(digest)}.manifest.json`,
  // Digests of other kinds than sha256 are written with a dash.
  blobName: (digest) => (digest.startsWith('sha256:') ? digits(digest) : digest.replace(':', '-')),
};

function digits(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
