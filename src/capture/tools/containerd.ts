import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { absent, type Fact, isAbsent } from '../../model/absent.js';
import type { DiskUse } from '../plan.js';
import { cgroupMemory } from './cgroup-memory.js';
import { runTool, streamTool } from './run-tool.js';

/** Which containerd, by the options that ctr has for all its commands. */
export interface Containerd {
  readonly address?: string | undefined;
  readonly namespace: string;
}

/**
 * A running task, by `ctr tasks list`: its columns are TASK, PID and STATUS.
 * @throws CheckpointError when there is none
 */
export async function findTask(where: Containerd, id: string): Promise<{ use: Fact<DiskUse> }> {
  const lines = (await runTool('ctr', words(where, 'tasks', 'list'))).split('\n').slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  const [, pid, status] = rows.find(([task]) => task === id) ?? [];
  if (pid === undefined) {
    throw new CheckpointError(
      'not-found',
      `containerd runs no container ${id} in namespace ${where.namespace}: --namespace names another, such as k8s.io or moby`,
    );
  }
  if (status !== 'RUNNING' && status !== 'PAUSED') {
    const how = status ?? 'unknown';
    throw new CheckpointError('not-readable', `container ${id} is not running (${how})`);
  }
  const memory = cgroupMemory(Number(pid));
  const files = absent('ctr does not tell the size of changed files');
  return { use: isAbsent(memory) ? memory : { memory, files } };
}

/**
 * Has containerd checkpoint a container, with its changed files, into an image of its own, and gives that as an OCI
 * archive. The container is paused meanwhile and goes on. The image is removed.
 */
export async function* checkpointImage(
  where: Containerd,
  id: string,
  image: string,
): AsyncGenerator<Uint8Array> {
  await runTool('ctr', words(where, 'containers', 'checkpoint', '--task', '--rw', id, image));
  try {
    // The parts of a checkpoint are of no platform, and nothing that docker could load.
    const wishes = ['--all-platforms', '--skip-manifest-json'];
    yield* streamTool('ctr', words(where, 'images', 'export', ...wishes, '-', image));
  } finally {
    await runTool('ctr', words(where, 'images', 'remove', image));
  }
}

function words({ address, namespace }: Containerd, ...command: readonly string[]): string[] {
  const at = address === undefined ? [] : ['--address', address];
  return [...at, '--namespace', namespace, ...command];
}
