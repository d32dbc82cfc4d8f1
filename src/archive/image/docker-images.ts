import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { cleanName, memberPlace } from '../member.js';
import { isObject, parseJson } from './descriptor.js';
import type { BlobReader } from './image-layout.js';
import type { ImagePlan } from './image-plan.js';
import { MAX_IMAGES } from './oci-images.js';

/**
 * The images of a docker-archive (`docker save`, crane, ko): `manifest.json` lists their layers. Annotations
 * are lost there, and so are digests of what lies in the file.
 * @returns undefined if it is another `manifest.json`
 * @throws CheckpointError `limit`
 */
export function dockerImages(json: unknown, file: string): ImagePlan[] | undefined {
  if (!Array.isArray(json) || json.length === 0) return undefined;
  if (json.length > MAX_IMAGES) {
    const place = memberPlace({ file }, 'manifest.json');
    throw new CheckpointError('limit', `more than ${MAX_IMAGES} images`, place);
  }
  const images: ImagePlan[] = [];
  for (const image of json as unknown[]) {
    if (!isObject(image)) return undefined;
    const { Layers: layers, RepoTags: tags } = image;
    if (!Array.isArray(layers)) return undefined;
    const paths = layers.filter((layer) => typeof layer === 'string');
    if (paths.length !== layers.length) return undefined;
    const parts = paths.map((path) => ({ role: 'layer' as const, blob: cleanName(path) }));
    const told: unknown[] = Array.isArray(tags) ? tags : [];
    const named = told.filter((tag) => typeof tag === 'string');
    const names = named.length > 0 ? named : [`image ${images.length + 1}`];
    images.push({ form: 'docker-archive', names, annotations: {}, parts });
  }
  return images;
}

/** What `manifest.json` holds; undefined if it is no JSON. */
export function readManifest(reader: BlobReader): unknown {
  const { bytes, place } = reader.read('manifest.json');
  try {
    return parseJson(bytes, place);
  } catch (error) {
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}
