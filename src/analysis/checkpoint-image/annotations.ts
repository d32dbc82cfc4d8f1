import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { readCgroups } from '../../model/cgroups.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { readContainer } from '../../model/container.js';
import { findJson } from '../../model/engine-json.js';
import { type Fields, fieldsOf, textOf } from '../../model/json-member.js';
import { findDumpLog, readDumpLog, type DumpLog } from '../../model/metadata/dump-log.js';
import { kubernetesContainer } from '../../model/metadata/kubernetes.js';

/** Keys of checkpointctl, which CRI-O and containerd look for (checkpointctl, lib/metadata.go). */
const CRIU = 'org.criu.checkpoint.';
/** Keys of Podman, which restores no image without `runtime.name` (libpod/define/annotations.go). */
const PODMAN = 'io.podman.annotations.checkpoint.';
/** The one that CRI-O looked for first. */
const CRIO = 'io.kubernetes.cri-o.annotations.checkpoint.name';

/**
 * What an image of the checkpoint says of it, for the engine that restores it: all that the archive tells, and
 * nothing that it does not. Versions of engine, runtime and conmon, and the host's distribution, stand in none.
 * @param architecture of the host
 */
export function imageAnnotations(
  checkpoint: Checkpoint,
  architecture: string | undefined,
): Map<string, string> {
  const container = readContainer(checkpoint);
  const config = jsonOf(checkpoint, 'config.dump');
  const spec = jsonOf(checkpoint, 'spec.dump');
  const kubernetes = kubernetesContainer(fieldsOf(spec['annotations']), config, {});
  const { criu, kernel } = hostOf(logOf(checkpoint));
  const cgroups = cgroupVersion(checkpoint);
  const rawName = textOf(config['RawImageName']);
  const imageName = textOf(config['rootfsImageName']);
  const imageId = textOf(config['rootfsImageRef']) ?? textOf(config['rootfsImageID']);
  const engine = container.engine === 'unknown' ? undefined : container.engine;
  const found = new Map<string, string | undefined>([
    [`${CRIU}engine.name`, engine],
    [`${CRIU}container.name`, container.name],
    [`${CRIU}pod.name`, kubernetes.pod_name],
    [`${CRIU}pod.id`, kubernetes.sandbox_id ?? textOf(config['pod'])],
    [`${CRIU}pod.namespace`, kubernetes.pod_namespace],
    [`${CRIU}rootfsImageUserRequested`, textOf(config['rootfsImage']) ?? rawName],
    [`${CRIU}rootfsImageName`, imageName],
    [`${CRIU}rootfsImageID`, imageId],
    [`${CRIU}rawImageName`, rawName],
    [`${CRIU}runtime.name`, container.runtime],
    [`${CRIU}criu.version`, criu],
    [`${CRIU}host.arch`, architecture],
    [`${CRIU}host.kernel`, kernel],
    [`${CRIU}cgroup.version`, cgroups],
  ]);
  if (engine === 'CRI-O') found.set(CRIO, container.name);
  if (engine === 'Podman') {
    found.set(`${PODMAN}name`, container.name);
    found.set(`${PODMAN}rawImageName`, rawName);
    found.set(`${PODMAN}rootfsImageID`, textOf(config['rootfsImageID']));
    found.set(`${PODMAN}rootfsImageName`, imageName);
    found.set(`${PODMAN}runtime.name`, container.runtime);
    found.set(`${PODMAN}criu.version`, criu && versionNumber(criu));
    found.set(`${PODMAN}host.arch`, architecture);
    found.set(`${PODMAN}host.kernel`, kernel);
    found.set(`${PODMAN}cgroups.version`, cgroups);
  }
  return new Map([...found].filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** What a damaged file would tell is missing, which readContainer tells. */
function jsonOf(checkpoint: Checkpoint, name: string): Fields {
  try {
    return fieldsOf(findJson(checkpoint, name));
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    checkpoint.damage.add(error);
    return {};
  }
}

function logOf(checkpoint: Checkpoint): DumpLog | undefined {
  const member = findDumpLog(checkpoint);
  return member?.type === 'file' ? readDumpLog(checkpoint.archive, member) : undefined;
}

/** `4.2 (gitid 0)`, and `NODE Linux 6.1.13-200.fc37.x86_64 #1 SMP ...` as uname(2) tells it. */
function hostOf(log: DumpLog | undefined): {
  criu: string | undefined;
  kernel: string | undefined;
} {
  return {
    criu: /^\d+(?:\.\d+)+/.exec(log?.criu_version ?? '')?.[0],
    kernel: /^\S+ Linux (\S+)/.exec(log?.running_on ?? '')?.[1],
  };
}

/** Podman has CRIU's version as the number that CRIU's library tells: 40200 of 4.2 (criu_get_version). */
function versionNumber(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return String(major * 10_000 + minor * 100 + patch);
}

/** The one hierarchy of version 2 has no name in /proc/PID/cgroup (cg_member_entry.name); a host may have both. */
function cgroupVersion(checkpoint: Checkpoint): string | undefined {
  const names = [...readCgroups(checkpoint).sets.values()].flat().map(({ hierarchy }) => hierarchy);
  if (names.length === 0) return undefined;
  return names.every((name) => name === '') ? 'v2' : 'v1';
}
