import { absent, type Fact, isAbsent } from '../../model/absent.js';
import { fieldsOf, listOf, type Fields } from '../../model/json-member.js';
import { ask, jsonOf, shortText } from '../http/answer.js';
import { NoAnswer } from '../http/network-error.js';
import type { DiskUse } from '../plan.js';
import type { ContainerName } from './container-name.js';
import type { Kubelet } from './kubelet.js';

/** What the kubelet's summary says of a container and of its own file system. */
export interface Usage {
  readonly use: Fact<DiskUse>;
  readonly free: Fact<number>;
}

const PATIENCE = 10_000;

/** Asks the kubelet how much there will be to write. That it does not tell stops nobody; that it is not there does. */
export async function readUsage(kubelet: Kubelet, name: ContainerName): Promise<Usage> {
  const question = { method: 'GET', path: '/stats/summary', patience: PATIENCE } as const;
  try {
    const answer = await ask(kubelet.service, question);
    if (answer.status === 200) return usageIn(fieldsOf(jsonOf(answer)), name);
    return unknownUsage(
      `the kubelet's statistics are refused (${answer.status}: ${shortText(answer.text)})`,
    );
  } catch (error) {
    if (error instanceof NoAnswer) return unknownUsage(error.message);
    throw error;
  }
}

function unknownUsage(reason: string): Usage {
  return { use: absent(reason), free: absent(reason) };
}

/** Kubernetes' stats/v1alpha1 Summary: node.fs is where the kubelet's root directory lies. */
function usageIn(summary: Fields, name: ContainerName): Usage {
  const free = bytesOf(fieldsOf(fieldsOf(summary['node'])['fs'])['availableBytes'], 'free space');
  const pod = listOf(summary['pods'])
    .map(fieldsOf)
    .find(({ podRef }) => {
      const ref = fieldsOf(podRef);
      return ref['name'] === name.pod && ref['namespace'] === name.namespace;
    });
  const container = listOf(pod?.['containers'])
    .map(fieldsOf)
    .find((each) => each['name'] === name.container);
  if (container === undefined) {
    return { use: absent("the kubelet's statistics do not have the container"), free };
  }
  // Anonymous memory, which is what a checkpoint holds; the working set counts cached files too.
  const memory = bytesOf(fieldsOf(container['memory'])['rssBytes'], 'resident memory');
  const files = bytesOf(fieldsOf(container['rootfs'])['usedBytes'], 'changed files');
  return { use: isAbsent(memory) ? memory : { memory, files }, free };
}

function bytesOf(value: unknown, what: string): Fact<number> {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return absent(`the kubelet's statistics do not tell ${what}`);
}
