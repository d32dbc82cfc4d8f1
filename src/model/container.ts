import { CheckpointError } from '../bytes/checkpoint-error.js';
import { findMember, type Checkpoint } from './checkpoint.js';
import { jsonOf } from './engine-json.js';
import { fieldsOf, textOf, type Fields } from './json-member.js';
import { missingMember } from './members.js';
import { readPodmanNetworks, type PodmanInterface } from './podman-network.js';

export type Engine = 'Podman' | 'CRI-O' | 'containerd' | 'unknown';

/** What the engine wrote about its container. Fields that it did not write are absent. */
export interface ContainerInfo {
  readonly engine: Engine;
  readonly name?: string;
  readonly image?: string;
  /** Full id. */
  readonly id?: string;
  readonly runtime?: string;
  /** RFC 3339 in seconds; CRI-O's annotation as it is. */
  readonly created?: string;
  readonly checkpointed?: string;
  readonly ips: readonly string[];
  /** Of a container of Podman: the interfaces that have those addresses. */
  readonly networks?: readonly PodmanInterface[];
  /** Files that could not be read, and why: what they tell is missing. */
  readonly unread: Unread;
}

/** The engine's files that are read here; config.dump and spec.dump are in every archive of an engine. */
export type MetadataFile = 'config.dump' | 'spec.dump' | 'network.status';

export type Unread = Readonly<Partial<Record<MetadataFile, CheckpointError>>>;

/** Go's zero time: the field was never set. */
const UNSET_TIME = '0001-01-01T00:00:00';

/**
 * What config.dump and spec.dump tell, and network.status of Podman. A bare directory of images has none of
 * them and is of an unknown engine. One that is missing or damaged is told as damage of the checkpoint, and
 * does not hide the others.
 */
export function readContainer(checkpoint: Checkpoint): ContainerInfo {
  return checkpoint.once(containerOf);
}

function containerOf(checkpoint: Checkpoint): ContainerInfo {
  if (checkpoint.bare) return { engine: 'unknown', ips: [], unread: {} };
  const unread: Partial<Record<MetadataFile, CheckpointError>> = {};
  const attempt = <T>(file: MetadataFile, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      checkpoint.damage.add(error);
      unread[file] ??= error;
      return undefined;
    }
  };
  const native = checkpoint.archive.form === 'containerd-checkpoint';
  const config = attempt('config.dump', () => readFields(checkpoint, 'config.dump', native)) ?? {};
  const spec = attempt('spec.dump', () => readFields(checkpoint, 'spec.dump', native));
  const annotations = fieldsOf(spec?.['annotations']);
  const common = {
    ...optional('image', textOf(config['rootfsImageName'])),
    ...optional('id', textOf(config['id'])),
    ...optional(
      'runtime',
      textOf(config['runtime']) ??
        checkpoint.archive.annotations['io.containerd.checkpoint.runtime'],
    ),
    ...optional('checkpointed', timeOf(config['checkpointedTime'])),
    unread,
  };
  const created = timeOf(config['createdTime']);
  if (spec === undefined) {
    // Which engine it was stands in there alone.
    return {
      engine: 'unknown',
      ...optional('name', textOf(config['name'])),
      ...common,
      ...optional('created', created),
      ips: [],
    };
  }
  switch (textOf(annotations['io.container.manager'])) {
    case 'libpod': {
      const networks = attempt('network.status', () => readPodmanNetworks(checkpoint));
      return {
        engine: 'Podman',
        ...optional('name', textOf(config['name'])),
        ...common,
        ...optional('created', created),
        ips: (networks ?? []).flatMap((each) => each.ips),
        ...(networks !== undefined && { networks }),
      };
    }
    case 'cri-o':
      return {
        engine: 'CRI-O',
        ...optional(
          'name',
          attempt('spec.dump', () => crioName(checkpoint, annotations)),
        ),
        ...common,
        ...optional('created', textOf(annotations['io.kubernetes.cri-o.Created']) ?? created),
        ips: numberedAnnotations(annotations, 'io.kubernetes.cri-o.IP.'),
      };
    default:
      return {
        engine: 'containerd',
        ...optional(
          'name',
          textOf(annotations['io.kubernetes.cri.container-name']) ?? textOf(config['name']),
        ),
        ...common,
        ...optional('created', created),
        ips: numberedAnnotations(annotations, 'io.kubernetes.cri.sandbox-ip.'),
      };
  }
}

function readFields(checkpoint: Checkpoint, name: string, mayMiss: boolean): Fields {
  const member = findMember(checkpoint, name);
  if (member !== undefined) return fieldsOf(jsonOf(checkpoint, member));
  if (mayMiss) return {};
  // What is missing of an archive that is cut off may be missing because of that.
  throw checkpoint.archive.damage ?? missingMember(checkpoint.archive, checkpoint.prefix + name);
}

/** CRI-O keeps the name that Kubernetes gave in a JSON annotation. */
function crioName(checkpoint: Checkpoint, annotations: Fields): string | undefined {
  const key = 'io.kubernetes.cri-o.Metadata';
  const text = textOf(annotations[key]);
  if (text === undefined) return undefined;
  try {
    return textOf(fieldsOf(JSON.parse(text))['name']);
  } catch {
    throw new CheckpointError(
      'invalid-json',
      `getting container checkpoint information failed: failed to read ${key}: it is not JSON`,
      { file: checkpoint.archive.file, member: `${checkpoint.prefix}spec.dump` },
    );
  }
}

/** Values of `PREFIX0`, `PREFIX1` and so on. */
function numberedAnnotations(annotations: Fields, prefix: string): string[] {
  const found: string[] = [];
  for (;;) {
    const value = textOf(annotations[`${prefix}${found.length}`]);
    if (value === undefined) return found;
    found.push(value);
  }
}

/** RFC 3339 cut to seconds, in the zone that the file has. */
function timeOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || text.startsWith(UNSET_TIME) ? undefined : text.replace(/\.\d+/, '');
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
