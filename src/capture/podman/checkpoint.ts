import { bodyOf, readAnswer } from '../http/answer.js';
import { call } from '../http/call.js';
import type { Service } from '../http/service.js';
import type { PodmanContainer } from './container.js';
import { libpodError } from './libpod-error.js';

/** What `podman container checkpoint --export` has options for. */
export interface PodmanCheckpoint {
  readonly leaveRunning: boolean;
  /** Only memory, while the container runs; what changes until the next checkpoint is in that. */
  readonly preCheckpoint: boolean;
  /** On top of a pre-checkpoint. */
  readonly withPrevious: boolean;
  readonly ignoreRootFS: boolean;
  readonly ignoreVolumes: boolean;
  readonly tcpEstablished: boolean;
  readonly fileLocks: boolean;
}

/**
 * Has Podman freeze a container, and gives the archive's bytes as they come.
 * @param timeout seconds that it may take before the first of them
 * @throws CheckpointError that tells in words why there is none
 */
export async function* checkpointArchive(
  podman: Service,
  { id, name }: Pick<PodmanContainer, 'id' | 'name'>,
  options: PodmanCheckpoint,
  timeout: number,
): AsyncGenerator<Uint8Array> {
  const wanted = Object.entries(options).filter(([, is]) => is);
  const query = ['export=true', ...wanted.map(([key]) => `${key}=true`)].join('&');
  const answer = await call(podman, {
    method: 'POST',
    path: `/containers/${encodeURIComponent(id)}/checkpoint?${query}`,
    patience: 1000 * timeout,
  });
  if (answer.status !== 200) throw libpodError(name, await readAnswer(podman, answer));
  yield* bodyOf(podman, answer);
}
