import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/** A reference to a blob (OCI image spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes of the blob, where it tells them. */
  readonly size?: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An index (`manifests`) or a manifest (`layers`); what it is, its content tells. */
export interface ImageJson {
  readonly manifests?: readonly Descriptor[];
  readonly layers?: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws CheckpointError `invalid-json`, `invalid-archive` */
export function parseImageJson(bytes: Uint8Array, place: Place): ImageJson {
  const json = parseJson(bytes, place);
  if (!isObject(json)) throw new CheckpointError('invalid-archive', 'is not a JSON object', place);
  const manifests = descriptors(json['manifests'], place);
  const layers = descriptors(json['layers'], place);
  return {
    ...(manifests !== undefined && { manifests }),
    ...(layers !== undefined && { layers }),
    annotations: annotations(json['annotations']),
  };
}

export function parseJson(bytes: Uint8Array, place: Place): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError('invalid-json', `is not JSON (${reason})`, place);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function descriptors(value: unknown, place: Place): Descriptor[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item: unknown) => {
    const digest = isObject(item) ? item['digest'] : undefined;
    if (!isObject(item) || typeof digest !== 'string' || !/^[a-z0-9]+:[0-9a-f]+$/.test(digest)) {
      throw new CheckpointError('invalid-archive', 'refers to a blob without a digest', place);
    }
    const mediaType = typeof item['mediaType'] === 'string' ? item['mediaType'] : '';
    const { size } = item;
    const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
    return {
      mediaType,
      digest,
      ...(isSize && { size }),
      annotations: annotations(item['annotations']),
    };
  });
}

function annotations(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const texts = Object.entries(value).filter((pair): pair is [string, string] => {
    return typeof pair[1] === 'string';
  });
  return Object.fromEntries(texts);
}
