import { isAbsent } from '../../../model/absent.js';
import type { Descriptor } from '../../../model/descriptors/descriptors.js';
import type { InetSocket } from '../../../model/sockets/socket.js';
import { ARCHIVE, type Seen } from '../finding.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Scene } from '../scene.js';
import type { Suspect } from '../suspect.js';

export const shellOnSocket: Rule = {
  id: 'shell-on-socket',
  title: 'a shell that reads its commands from a network',
  techniques: ['T1059.004'],
  severities: ['high', 'medium'],
  looksFor:
    'A shell or interpreter whose descriptor 0, 1 or 2 is a connected internet socket; or one whose pipes or ' +
    'terminal lead to a process that has a connection.',
  innocent: 'Services that a super-server starts with the connection as standard input (inetd).',
  confirm: 'See both ends with `ss` and `lsof`; read the queues.',
  *look(scene, sight) {
    for (const suspect of scene.chosen.filter(({ isInterpreter }) => isInterpreter)) {
      const { descriptors } = suspect.files;
      const standard = (sight.of(descriptors, `PID ${suspect.pid}`) ?? []).filter(
        ({ fd }) => fd <= 2,
      );
      const direct = standard.filter(({ file }) => file.type === 'INETSK' && isConnected(file));
      const [first] = direct;
      yield* first === undefined
        ? throughOthers(scene, suspect, standard)
        : [directly(suspect, first, direct)];
    }
  },
};

function directly(suspect: Suspect, { fd, file }: Descriptor, all: readonly Descriptor[]): Seen {
  const socket = file as InetSocket;
  const fds = all.map((each) => each.fd).join(', ');
  return {
    severity: 'high',
    subject: { ...suspect.subject, kind: 'descriptor', fd, target: ends(socket) },
    because: `${suspect.exePath ?? 'a shell'} has the connection ${ends(socket)} as descriptor ${fds}`,
    evidence: [{ pid: suspect.pid, member: 'files.img', field: 'isk' }],
    next: aboutProcess('ss', suspect.pid),
  };
}

/** Through pipes or a terminal of which another process holds the other end. */
function* throughOthers(
  scene: Scene,
  suspect: Suspect,
  standard: readonly Descriptor[],
): Generator<Seen> {
  if (!suspect.isShell) return;
  const links = standard.flatMap(({ file }) => linkOf(file) ?? []);
  if (new Set(links).size === 0) return;
  for (const other of scene.processes) {
    if (other === suspect || isAbsent(other.files.descriptors)) continue;
    const theirs = other.files.descriptors;
    const shared = theirs.filter(({ fd, file }) => fd > 2 && links.includes(linkOf(file) ?? ''));
    const connection = theirs.find(({ file }) => file.type === 'INETSK' && isConnected(file));
    if (shared.length === 0 || connection === undefined) continue;
    // What a terminal's server holds is the other end; what both merely inherited is none.
    if (!leadsBothWays(standard, theirs)) continue;
    const socket = connection.file as InetSocket;
    yield {
      severity: other.isInterpreter ? 'high' : 'medium',
      subject: { ...suspect.subject, kind: 'descriptor', fd: 0, target: ends(socket) },
      because: `${suspect.exePath ?? 'a shell'} reads from process ${other.pid}, which has the connection ${ends(socket)}`,
      ...(!other.isInterpreter && { caveat: 'servers for terminals, such as sshd, do the same' }),
      evidence: [{ pid: other.pid, member: 'files.img', field: 'isk' }],
      next: ['lsof', ARCHIVE, '-p', `${suspect.pid},${other.pid}`],
    };
    return;
  }
}

function leadsBothWays(standard: readonly Descriptor[], theirs: readonly Descriptor[]): boolean {
  const input = standard.find(({ fd }) => fd === 0);
  const link = input && linkOf(input.file);
  return link !== undefined && theirs.some(({ file }) => linkOf(file) === link);
}

/** What the two ends of a pipe, or of a pair of terminals, have in common. */
function linkOf(file: Descriptor['file']): string | undefined {
  if (file.type === 'PIPE') return isAbsent(file.pipeId) ? undefined : `pipe ${file.pipeId}`;
  if (file.type === 'TTY' && !isAbsent(file.index)) return `pty ${file.index}`;
  return undefined;
}

export function isConnected({ remote, state }: InetSocket): boolean {
  if (isAbsent(remote) || remote.port === 0) return false;
  return isAbsent(state) || state !== 'LISTEN';
}

export function ends({ local, remote }: InetSocket): string {
  const text = (end: InetSocket['local']) => (isAbsent(end) ? '?' : end.text);
  return `${text(local)} -> ${text(remote)}`;
}
