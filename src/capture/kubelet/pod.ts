import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fieldsOf, listOf, textOf, type Fields } from '../../model/json-member.js';
import { ask, jsonOf, shortText } from '../http/answer.js';
import type { Service } from '../http/service.js';
import type { ContainerName } from './container-name.js';

const PATIENCE = 30_000;

/**
 * The node that a pod is on, by the API server.
 * @throws CheckpointError when there is no such pod or container, or it is not running
 */
export async function findNode(apiServer: Service, name: ContainerName): Promise<string> {
  const [namespace, pod] = [name.namespace, name.pod].map(encodeURIComponent);
  const path = `/api/v1/namespaces/${namespace ?? ''}/pods/${pod ?? ''}`;
  const answer = await ask(apiServer, { method: 'GET', path, patience: PATIENCE });
  const object = fieldsOf(jsonOf(answer));
  if (answer.status !== 200) {
    throw refusedPod(name, answer.status, shortText(textOf(object['message']) ?? answer.text));
  }
  const { spec, status } = object;
  refuseUnlessRunning(name, fieldsOf(spec), fieldsOf(status));
  const { nodeName } = fieldsOf(spec);
  if (typeof nodeName === 'string' && nodeName !== '') return nodeName;
  throw new CheckpointError('not-found', `pod ${podText(name)} is on no node yet`);
}

function refusedPod(name: ContainerName, status: number, said: string): CheckpointError {
  const sentence =
    status === 404
      ? `there is no pod ${podText(name)}`
      : status === 403
        ? `who asks may not look at pod ${podText(name)}: name its node with --node, or ask with the verb get on pods`
        : status === 401
          ? 'the API server does not know who asks: the credentials in the kubeconfig are wrong or have expired'
          : `the API server does not tell of pod ${podText(name)}`;
  const code = status === 404 ? 'not-found' : 'not-readable';
  return new CheckpointError(code, `${sentence} (the API server answered ${status}: ${said})`);
}

const SPECS = ['containers', 'initContainers', 'ephemeralContainers'];
const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/** Of what has no state yet nothing is known, and the kubelet will tell. */
function refuseUnlessRunning(name: ContainerName, spec: Fields, status: Fields): void {
  const names = SPECS.flatMap((key) => namesIn(spec[key]));
  if (names.length > 0 && !names.includes(name.container)) {
    const others = names.join(', ');
    throw new CheckpointError(
      'not-found',
      `pod ${podText(name)} has no container ${name.container}, but ${others}`,
    );
  }
  const state = STATUSES.flatMap((key) => listOf(status[key]).map(fieldsOf)).find(
    (each) => each['name'] === name.container,
  )?.['state'];
  if (state === undefined || 'running' in fieldsOf(state)) return;
  const how = Object.keys(fieldsOf(state)).join(', ');
  throw new CheckpointError(
    'not-readable',
    `container ${name.container} of pod ${podText(name)} is not running (${how})`,
  );
}

function namesIn(containers: unknown): string[] {
  return listOf(containers)
    .map((each) => fieldsOf(each)['name'])
    .filter((each) => typeof each === 'string');
}

function podText({ namespace, pod }: ContainerName): string {
  return `${namespace}/${pod}`;
}
