import { isAbsent } from '../../../model/absent.js';
import type { Descriptor } from '../../../model/descriptors/descriptors.js';
import type { SpecMount } from '../../../model/spec.js';
import { mountsOf } from '../../mounts.js';
import { isBindMount } from '../host-mounts.js';
import { aboutProcess } from '../look-further.js';
import { ARCHIVE, type Severity } from '../finding.js';
import type { Rule } from '../rule.js';

/** Sockets by which an engine takes orders: who has one has the host. */
const ENGINE_SOCKET =
  /(?:^|\/)(?:docker|containerd|crio|podman|cri-dockerd|buildkitd|frakti|kubelet|firecracker-containerd)\.sock(?:\.\w+)?$/;

/** Directories of a host that lead out of a container when they are mounted into it. */
const HOST_DIRECTORIES = new Set([
  '/',
  '/etc',
  '/root',
  '/var',
  '/var/run',
  '/run',
  '/proc',
  '/sys',
  '/dev',
  '/boot',
  '/usr',
  '/lib',
  '/home',
  '/var/lib/kubelet',
  '/var/lib/docker',
  '/var/lib/containers',
  '/var/lib/containerd',
]);

/** Files by which the kernel is told to run a program of the container on the host. */
const KERNEL_HOOK =
  /\/(?:core_pattern|release_agent|uevent_helper|modprobe|binfmt_misc\/register)$/;

export const engineSocket: Rule = {
  id: 'engine-socket',
  title: 'the way to the engine or the host',
  techniques: ['T1611'],
  severities: ['high', 'medium', 'low'],
  looksFor:
    "A connection to, or a mount of, an engine's socket; bind mounts of directories that belong to the host; " +
    'core_pattern, release_agent and the like open for writing.',
  innocent: 'Agents that watch the node, CI runners that make containers.',
  confirm: 'See `inspect --mounts`: is it writable, and does the container need it?',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { descriptors } = suspect.files;
      for (const descriptor of sight.of(descriptors, `PID ${suspect.pid}`) ?? []) {
        const { fd } = descriptor;
        const target = targetOf(descriptor);
        if (target === undefined) continue;
        yield {
          severity: 'high',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target },
          because: KERNEL_HOOK.test(target)
            ? `it has ${target} open for writing, by which the kernel runs programs on the host`
            : `it is connected to ${target}, by which the engine takes orders`,
          evidence: [{ pid: suspect.pid, member: 'files.img' }],
          next: aboutProcess('lsof', suspect.pid),
        };
      }
    }
    for (const mount of mountsOf(scene.checkpoint).spec.filter(isBindMount)) {
      const { source = '', destination } = mount;
      const isSocket = ENGINE_SOCKET.test(source) || ENGINE_SOCKET.test(destination);
      if (!isSocket && !HOST_DIRECTORIES.has(source)) continue;
      const isReadOnly = mount.options.includes('ro');
      yield {
        severity: isSocket ? 'high' : severityOf(mount, isReadOnly),
        subject: { kind: 'container' },
        because: isSocket
          ? `the engine's socket ${source} is mounted at ${destination}`
          : `${source} of the host is mounted at ${destination}${isReadOnly ? ' (read-only)' : ''}`,
        caveat: KERNEL_FILES.has(source)
          ? 'engines mount it for containers that share namespaces of the host'
          : 'agents that watch a node are given such mounts',
        evidence: [{ member: `${scene.checkpoint.prefix}spec.dump`, field: 'mounts' }],
        next: ['inspect', ARCHIVE, '--mounts'],
      };
    }
  },
};

/** Files of the kernel, which engines mount where a container shares a namespace of the host. */
const KERNEL_FILES = new Set(['/proc', '/sys', '/dev']);

/** Programs and libraries, which are no secrets. */
const PUBLIC = new Set(['/usr', '/lib', '/boot']);

/** Directories with sockets, which take orders through a mount that is read-only, too. */
const WITH_SOCKETS = new Set(['/', '/var', '/run', '/var/run']);

function severityOf({ source = '', destination }: SpecMount, isReadOnly: boolean): Severity {
  if (WITH_SOCKETS.has(source)) return 'high';
  if (source === '/sys' && destination === source && isReadOnly) return 'low';
  if (KERNEL_FILES.has(source) && destination === source) return 'medium';
  if (!isReadOnly) return 'high';
  return PUBLIC.has(source) ? 'low' : 'medium';
}

function targetOf({ file, flags }: Descriptor): string | undefined {
  if (file.type === 'UNIXSK') {
    const name = file.peer?.name;
    return name !== undefined && ENGINE_SOCKET.test(name) ? name : undefined;
  }
  if (file.type !== 'REG' || isAbsent(file.path) || !KERNEL_HOOK.test(file.path)) return undefined;
  const isWritable = !isAbsent(flags) && !flags.names.includes('O_RDONLY');
  return isWritable ? file.path : undefined;
}
