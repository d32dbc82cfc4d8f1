import { isAbsent } from '../../model/absent.js';
import type { OpenFile } from '../../model/descriptors/open-file.js';
import type { Endpoint } from '../../model/sockets/endpoint.js';
import type { InetSocket } from '../../model/sockets/socket.js';
import type { Finding } from './finding.js';
import { ends } from './rules/shell-on-socket.js';
import type { Scene } from './scene.js';

/** One end of a connection, and who has it. */
export interface DescriptorEnd {
  readonly what: string;
  /** None: it is outside of the checkpoint, or nobody has it any more. */
  readonly holders: readonly { readonly pid: number; readonly comm: string; readonly fd: number }[];
}

/** Both ends of what a finding's descriptor leads to; none for what has one end. */
export function descriptorEnds(scene: Scene, { subject }: Finding): DescriptorEnd[] {
  if (subject.kind !== 'descriptor') return [];
  const descriptors = scene.process(subject.pid)?.files.descriptors;
  if (descriptors === undefined || isAbsent(descriptors)) return [];
  const file = descriptors.find(({ fd }) => fd === subject.fd)?.file;
  if (file === undefined) return [];
  switch (file.type) {
    case 'INETSK':
      return inetEnds(scene, file);
    case 'UNIXSK':
      return [
        endOf(scene, file.name ?? 'this end', (each) => each === file),
        endOf(
          scene,
          file.peer?.name ?? 'the other end',
          (each) => each.type === 'UNIXSK' && each.inode === file.peer?.inode,
        ),
      ];
    case 'PIPE':
      return isAbsent(file.pipeId)
        ? []
        : [
            endOf(
              scene,
              `pipe:[${file.pipeId}]`,
              (each) => each.type === 'PIPE' && each.pipeId === file.pipeId,
            ),
          ];
    default:
      return [];
  }
}

function inetEnds(scene: Scene, file: InetSocket): DescriptorEnd[] {
  if (isAbsent(file.remote) || file.remote.port === 0) return [];
  const { local, remote } = file;
  const isOther = (each: OpenFile): boolean =>
    each.type === 'INETSK' && isSameEnd(each.local, remote) && isSameEnd(each.remote, local);
  return [endOf(scene, ends(file), (each) => each === file), endOf(scene, remote.text, isOther)];
}

function isSameEnd(one: InetSocket['local'], other: InetSocket['local']): boolean {
  return !isAbsent(one) && !isAbsent(other) && key(one) === key(other);
}

function key({ address, port }: Endpoint): string {
  return `${address} ${port}`;
}

function endOf(scene: Scene, what: string, is: (file: OpenFile) => boolean): DescriptorEnd {
  return {
    what,
    holders: scene.processes.flatMap(({ pid, comm, files: { descriptors } }) =>
      isAbsent(descriptors)
        ? []
        : descriptors
            .filter(({ file }) => is(file))
            .map(({ fd }) => ({ pid, comm: isAbsent(comm) ? '?' : comm, fd })),
    ),
  };
}
