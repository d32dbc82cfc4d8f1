import type { CommandRef, Program } from '../command.js';

const COMMANDS: readonly CommandRef[] = [
  {
    name: 'k8s',
    summary: 'Checkpoint a container of a pod by the kubelet; it goes on running',
    load: async () => (await import('./k8s.js')).command,
  },
  {
    name: 'podman',
    summary: 'Checkpoint a container of Podman into a file',
    load: async () => (await import('./podman.js')).command,
  },
  {
    name: 'containerd',
    summary: 'Checkpoint a container of containerd into a file, by ctr; it goes on running',
    load: async () => (await import('./containerd.js')).command,
  },
  {
    name: 'docker',
    summary: 'Checkpoint a container of Docker into a directory, by docker checkpoint',
    load: async () => (await import('./docker.js')).command,
  },
];

/** The commands that ask an engine to freeze a container. Nothing else of checkpointctl reaches for one. */
export const CAPTURE: Program = {
  name: 'checkpointctl capture',
  summary: 'Has an engine freeze a running container into a checkpoint.',
  commands: COMMANDS,
};
