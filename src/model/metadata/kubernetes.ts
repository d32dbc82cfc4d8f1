import { fieldsOf, textOf, type Fields } from '../json-member.js';
import { withoutUndefined } from '../without-undefined.js';

/** What Kubernetes and its engine call a container. */
export interface KubernetesContainer {
  readonly container_name?: string;
  readonly pod_name?: string;
  readonly pod_namespace?: string;
  readonly pod_uid?: string;
  readonly sandbox_id?: string;
  readonly sandbox_name?: string;
  readonly image_name?: string;
  /** With its digest. */
  readonly image_ref?: string;
  /** Where the kubelet has the container's log on the node. */
  readonly log_path?: string;
  readonly restart_count?: string;
}

/** Where a fact stands, the first place first. Annotations of CRI-O, then of containerd. */
const ANNOTATIONS = {
  container_name: ['io.kubernetes.container.name', 'io.kubernetes.cri.container-name'],
  pod_name: ['io.kubernetes.pod.name', 'io.kubernetes.cri.sandbox-name'],
  pod_namespace: ['io.kubernetes.pod.namespace', 'io.kubernetes.cri.sandbox-namespace'],
  pod_uid: ['io.kubernetes.pod.uid', 'io.kubernetes.cri.sandbox-uid'],
  sandbox_id: ['io.kubernetes.cri-o.SandboxID', 'io.kubernetes.cri.sandbox-id'],
  sandbox_name: ['io.kubernetes.cri-o.SandboxName'],
  image_name: ['io.kubernetes.cri-o.ImageName', 'io.kubernetes.cri.image-name'],
  image_ref: ['io.kubernetes.cri-o.ImageRef'],
  log_path: ['io.kubernetes.cri-o.LogPath'],
  restart_count: ['io.kubernetes.container.restartCount'],
} as const;

/**
 * @param annotations of spec.dump
 * @param config config.dump
 * @param status status.dump of containerd: a ContainerStatus of the CRI
 */
export function kubernetesContainer(
  annotations: Fields,
  config: Fields,
  status: Fields,
): KubernetesContainer {
  const find = (key: keyof typeof ANNOTATIONS) =>
    ANNOTATIONS[key].map((name) => textOf(annotations[name])).find((text) => text !== undefined);
  const labels = fieldsOf(status['labels']);
  const more = fieldsOf(status['annotations']);
  return withoutUndefined({
    container_name: find('container_name') ?? textOf(fieldsOf(status['metadata'])['name']),
    pod_name: find('pod_name') ?? textOf(labels['io.kubernetes.pod.name']),
    pod_namespace: find('pod_namespace') ?? textOf(labels['io.kubernetes.pod.namespace']),
    pod_uid: find('pod_uid') ?? textOf(labels['io.kubernetes.pod.uid']),
    sandbox_id: find('sandbox_id'),
    sandbox_name: find('sandbox_name'),
    image_name: find('image_name'),
    image_ref:
      textOf(config['rootfsImageRef']) ??
      find('image_ref') ??
      textOf(status['image_ref']) ??
      textOf(status['imageRef']),
    log_path: find('log_path') ?? textOf(status['log_path']) ?? textOf(status['logPath']),
    restart_count: find('restart_count') ?? textOf(more['io.kubernetes.container.restartCount']),
  });
}
