import type { PlaceKind, ContentPlace } from './place.js';
import { wholeFile } from './place.js';
import type { PlaceContext } from './place-context.js';

/** What the container had printed, and what CRIU and the engine told of the dump. */
export function* logPlaces(context: PlaceContext): Generator<ContentPlace> {
  const { prefix, imagePrefix } = context.checkpoint;
  const names = [...namesOf(context, prefix), ...namesOf(context, imagePrefix)].filter(isLog);
  yield* memberPlaces(context, 'logs', names);
}

/** The engine's files beside the images, most of them JSON, and what the pod has for all containers. */
export function* metadataPlaces(context: PlaceContext): Generator<ContentPlace> {
  const { prefix, imagePrefix, podContainer } = context.checkpoint;
  const beside = [prefix, imagePrefix].flatMap((directory) =>
    namesOf(context, directory).filter((name) => !name.slice(directory.length).includes('/')),
  );
  const ofPod = podContainer === undefined ? [] : POD_MEMBERS;
  yield* memberPlaces(context, 'metadata', [...ofPod, ...beside].filter(isMetadata));
}

const POD_MEMBERS = ['pod.options', 'pod.dump'];

/** Names that engines give the container's log without an ending that tells it. */
const LOGS = ['io.kubernetes.cri-o.LogPath'];

export function isLog(name: string): boolean {
  return name.endsWith('.log') || LOGS.includes(baseNameOf(name));
}

const METADATA = ['network.status', 'status', 'bind.mounts', 'deleted.files', 'pod.options'];

/** `stats-dump` and its like are CRIU's. */
export function isMetadata(name: string): boolean {
  const baseName = baseNameOf(name);
  return METADATA.includes(baseName) || /\.(?:dump|json)$/.test(baseName);
}

function namesOf(context: PlaceContext, directory: string): string[] {
  return context.namesBelow(directory).map((name) => directory + name);
}

function baseNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function* memberPlaces(
  context: PlaceContext,
  kind: PlaceKind,
  names: readonly string[],
): Generator<ContentPlace> {
  for (const name of new Set(names)) {
    const source = context.source(name);
    if (source === undefined || source.size === 0) continue;
    yield { kind, name, member: name, holders: [], content: wholeFile(source) };
  }
}
