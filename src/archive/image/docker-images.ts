import { isObject, parseJson } from './descriptor.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { cleanName } from '../member.js';
import type { ImagePlan } from './image-plan.js';
import type { ReadBlob } from './oci-images.js';

/**
 * The images of a docker-archive (`docker save`): `manifest.json` lists their layers. Annotations are
 * lost there, and so are digests of what lies in the file.
 * @returns undefined if it is another `manifest.json`
 */
export function dockerImages(read: ReadBlob): ImagePlan[] | undefined {
  const json = readManifest(read);
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const images: ImagePlan[] = [];
  for (const image of json as unknown[]) {
    if (!isObject(image)) return undefined;
    const { Layers: layers, RepoTags: tags } = image;
    if (!Array.isArray(layers)) return undefined;
    const names = layers.filter((layer) => typeof layer === 'string');
    if (names.length !== layers.length) return undefined;
    const parts = names.map((name) => ({ role: 'layer' as const, blob: cleanName(name) }));
    const tag: unknown = Array.isArray(tags) ? tags[0] : undefined;
    const name = typeof tag === 'string' ? tag : `image ${images.length + 1}`;
    images.push({ form: 'docker-archive', name, annotations: {}, parts });
  }
  return images;
}

function readManifest(read: ReadBlob): unknown {
  const { bytes, place } = read('manifest.json');
  try {
    return parseJson(bytes, place);
  } catch (error) {
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}
