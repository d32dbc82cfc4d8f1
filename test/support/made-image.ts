import { createHash } from 'node:crypto';
import type { Routes } from './archive-server.js';

/** A layer as a registry has it; without `digest` that of its bytes. */
export interface MadeLayer {
  readonly parts: readonly (Uint8Array | number)[];
  readonly digest?: string;
  readonly mediaType?: string;
  /** How it is answered besides. */
  readonly reply?: object;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** What a registry answers for an image of one layer (OCI distribution spec), and its digest. */
export function madeImage(
  repository: string,
  tag: string,
  { parts, digest, mediaType = 'application/vnd.oci.image.layer.v1.tar', reply }: MadeLayer,
  annotations: Readonly<Record<string, string>> = {},
): { readonly routes: Routes; readonly digest: string } {
  const size = parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'number' ? part : part.length),
    0,
  );
  const layerDigest =
    digest ?? digestOf(Buffer.concat(parts.filter((part) => typeof part !== 'number')));
  const config = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(Buffer.from('{}')),
    size: 2,
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config,
      layers: [{ mediaType, digest: layerDigest, size }],
      annotations,
    }),
  );
  const body = { body: manifest, headers: { 'content-type': MANIFEST } };
  return {
    digest: digestOf(manifest),
    routes: {
      [`/v2/${repository}/manifests/${tag}`]: [body],
      [`/v2/${repository}/manifests/${digestOf(manifest)}`]: [body],
      [`/v2/${repository}/blobs/${layerDigest}`]: [{ parts, ...reply }],
    },
  };
}

/** An index that names manifests for machines. */
export function madeIndex(
  repository: string,
  tag: string,
  manifests: Readonly<Record<string, string>>,
): Routes {
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: Object.entries(manifests).map(([architecture, digest]) => ({
      mediaType: MANIFEST,
      digest,
      size: 1,
      platform: { architecture, os: 'linux' },
    })),
  });
  return { [`/v2/${repository}/manifests/${tag}`]: [{ body, headers: { 'content-type': INDEX } }] };
}
