import { basename } from 'node:path';
import { findMember } from '../../../model/checkpoint.js';
import { jsonOf } from '../../../model/engine-json.js';
import { fieldsOf, textOf, type Fields } from '../../../model/json-member.js';
import { kubernetesContainer } from '../../../model/metadata/kubernetes.js';
import type { MemoryView } from '../../../model/memory/memory-view.js';
import type { Check } from '../check.js';

/** The kubelet's `checkpoint-POD_NAMESPACE-CONTAINER-TIME.tar` (pkg/kubelet, CheckpointContainer). */
const KUBELET = /^checkpoint-(.+)_([^_]+)-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)\.tar/;

/** Files of the engine tell of one container: config.dump, spec.dump, and the name that the kubelet gave. */
export const namesAgree: Check = {
  name: 'names',
  holds: 'config.dump, spec.dump and the name of the file are of one container',
  means: 'The images may be of another container than the files of the engine say.',
  restore: 'differs',
  skip: ({ checkpoint }) => (checkpoint.bare ? 'there are no files of an engine' : undefined),
  *failures(view) {
    const config = fieldsIn(view, 'config.dump');
    const annotations = fieldsOf(fieldsIn(view, 'spec.dump')['annotations']);
    const id = textOf(config['id']);
    const specId = textOf(annotations['io.kubernetes.cri-o.ContainerID']);
    if (id !== undefined && specId !== undefined && id !== specId) {
      yield { subject: 'spec.dump', problem: `is of container ${specId}, config.dump of ${id}` };
    }
    const told = kubernetesContainer(annotations, config, fieldsIn(view, 'status.dump'));
    const [, pod, rest] = KUBELET.exec(basename(view.checkpoint.archive.file)) ?? [];
    const { pod_name: name, pod_namespace: namespace, container_name: container } = told;
    if (pod === undefined || name === undefined || namespace === undefined) return;
    const expected = [namespace, container].filter((part) => part !== undefined).join('-');
    if (pod === name && (rest === expected || container === undefined)) return;
    const problem = `its name is of ${pod}_${rest}, the files in it of ${name}_${expected}`;
    yield { subject: 'archive', problem };
  },
};

function fieldsIn({ checkpoint }: MemoryView, name: string): Fields {
  const member = findMember(checkpoint, name);
  if (member === undefined) return {};
  return checkpoint.damage.attemptOr(() => fieldsOf(jsonOf(checkpoint, member)), {});
}
