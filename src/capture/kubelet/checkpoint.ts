import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fieldsOf, listOf } from '../../model/json-member.js';
import { ask, jsonOf } from '../http/answer.js';
import { containerText, type ContainerName } from './container-name.js';
import type { Kubelet } from './kubelet.js';
import { refusal } from './refusal.js';

/** Seconds that the kubelet gives a runtime without `timeout` (its runtimeRequestTimeout). */
const USUAL_TIMEOUT = 120;

/** Seconds beyond, for the connection and an archive that is being finished. */
const GRACE = 60;

/**
 * Has the kubelet checkpoint a container, which then goes on running.
 * @param timeout seconds that the runtime is given; without, what the kubelet is configured for
 * @returns the paths of the archive on the node: one, as kubelets answer today
 * @throws CheckpointError that tells in words why there is none
 */
export async function checkpointContainer(
  kubelet: Kubelet,
  name: ContainerName,
  timeout?: number,
): Promise<string[]> {
  const words = [name.namespace, name.pod, name.container].map(encodeURIComponent);
  const query = timeout === undefined ? '' : `?timeout=${timeout}`;
  const answer = await ask(kubelet.service, {
    method: 'POST',
    path: `/checkpoint/${words.join('/')}${query}`,
    patience: 1000 * ((timeout ?? USUAL_TIMEOUT) + GRACE),
  });
  if (answer.status !== 200) throw refusal(kubelet, name, answer);
  const items = listOf(fieldsOf(jsonOf(answer))['items']);
  const paths = items.filter((item) => typeof item === 'string' && item !== '');
  if (paths.length > 0) return paths as string[];
  throw new CheckpointError(
    'not-readable',
    `${kubelet.service.name} has taken a checkpoint of ${containerText(name)} and does not say where it lies`,
  );
}
