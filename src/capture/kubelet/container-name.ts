/** A container as the kubelet's API names it. */
export interface ContainerName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** @returns undefined when it is not NAMESPACE/POD/CONTAINER */
export function parseContainerName(word: string): ContainerName | undefined {
  const [namespace, pod, container, ...more] = word.split('/');
  if (!namespace || !pod || !container || more.length > 0) return undefined;
  return { namespace, pod, container };
}

export function containerText({ namespace, pod, container }: ContainerName): string {
  return `${namespace}/${pod}/${container}`;
}
