import type { CheckpointError } from '../bytes/checkpoint-error.js';
import { findMember, type Checkpoint } from '../model/checkpoint.js';
import { fieldsOf, readText, textOf, type Fields } from '../model/json-member.js';
import {
  parseTree,
  sortedAnnotations,
  type Annotation,
  type JsonTree,
} from '../model/metadata/annotations.js';
import { containerdStatus, type ContainerdStatus } from '../model/metadata/containerd.js';
import { findDumpLog, readDumpLog, type DumpLog } from '../model/metadata/dump-log.js';
import {
  findContainerLog,
  readBindMounts,
  readDeletedFiles,
  type BindMount,
  type ContainerLog,
} from '../model/metadata/engine-files.js';
import { readImageSet, type ImageSet } from '../model/metadata/image-set.js';
import { kubernetesContainer, type KubernetesContainer } from '../model/metadata/kubernetes.js';
import { podmanConfig, type PodmanConfig } from '../model/metadata/podman.js';
import { readPodmanNetworks, type PodmanInterface } from '../model/podman-network.js';
import { findExactJson, findJson } from '../model/engine-json.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

/** What the engine wrote beside the images. Facts that it did not write are absent. */
export interface Metadata {
  /** `annotations` of spec.dump by name. */
  readonly annotations: readonly Annotation[];
  /** `hostname` of spec.dump. */
  readonly hostname?: string;
  /** A container of Podman. */
  readonly podman?: PodmanConfig;
  /** Podman's networks (network.status). */
  readonly networks: readonly PodmanInterface[];
  /** What CRI-O or containerd tell of the pod. */
  readonly kubernetes: KubernetesContainer;
  /** containerd's `status`. */
  readonly containerd_status?: ContainerdStatus;
  /** containerd's `status.dump` (ContainerStatus of the CRI) as it is. */
  readonly cri_status?: JsonTree;
  /** CRI-O's bind.mounts. */
  readonly bind_mounts: readonly BindMount[];
  /** How many files deleted.files names; absent without that member. */
  readonly deleted_files?: number;
  readonly dump_log?: DumpLog;
  /** What CRIU tells of its images as a whole. */
  readonly image_set?: ImageSet;
  readonly container_log?: ContainerLog;
  /** What could not be told and why. */
  readonly warnings: readonly CheckpointError[];
}

/** The engine's metadata. A file of it that is damaged loses its own facts only. */
export function metadataOf(checkpoint: Checkpoint): Metadata {
  const { damage } = checkpoint;
  const json = (name: string) => damage.attemptOr(() => findJson(checkpoint, name), undefined);
  const spec = fieldsOf(json('spec.dump'));
  const config = fieldsOf(json('config.dump'));
  const criStatus = json('status.dump');
  const criTree = damage.attemptOr(() => criTreeOf(checkpoint), undefined);
  const annotations = fieldsOf(spec['annotations']);
  const hostname = textOf(spec['hostname']);
  const status = damage.attemptOr(() => readStatus(checkpoint), undefined);
  const deleted = damage.attemptOr(() => readDeletedFiles(checkpoint), undefined);
  const log = findDumpLog(checkpoint);
  const dumpLog = log && damage.attemptOr(() => readDumpLog(checkpoint.archive, log), undefined);
  const containerLog = findContainerLog(checkpoint);
  const imageSet = readImageSet(checkpoint);
  return {
    annotations: sortedAnnotations(annotations),
    ...(hostname !== undefined && { hostname }),
    ...(isPodman(annotations) && { podman: podmanConfig(config) }),
    networks: damage.attemptOr(() => readPodmanNetworks(checkpoint), []),
    kubernetes: kubernetesContainer(annotations, config, fieldsOf(criStatus)),
    ...(status !== undefined && { containerd_status: status }),
    ...(criTree !== undefined && { cri_status: criTree }),
    bind_mounts: damage.attemptOr(() => readBindMounts(checkpoint), []),
    ...(deleted !== undefined && { deleted_files: deleted.length }),
    ...(dumpLog !== undefined && { dump_log: dumpLog }),
    ...(imageSet !== undefined && { image_set: imageSet }),
    ...(containerLog !== undefined && { container_log: containerLog }),
    warnings: damage.list,
  };
}

function isPodman(annotations: Fields): boolean {
  return annotations['io.container.manager'] === 'libpod';
}

/** Its times are nanoseconds. */
function readStatus(checkpoint: Checkpoint): ContainerdStatus | undefined {
  const json = findExactJson(checkpoint, 'status');
  return json === undefined ? undefined : containerdStatus(json);
}

function criTreeOf(checkpoint: Checkpoint): JsonTree | undefined {
  const member = findMember(checkpoint, 'status.dump');
  if (member === undefined || member.size === 0) return undefined;
  return parseTree(readText(checkpoint.archive, member));
}
