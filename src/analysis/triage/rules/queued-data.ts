import { isAbsent } from '../../../model/absent.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';
import { strangeProgram } from '../strange-program.js';
import { ends, isConnected } from './shell-on-socket.js';

export const queuedData: Rule = {
  id: 'queued-data',
  title: 'data on its way from or to a suspicious process',
  techniques: [],
  severities: ['info'],
  looksFor:
    'Bytes that wait in connections of shells, of programs that are not of the image, were deleted, or are memfds.',
  innocent: 'Nothing is suspicious about it: it is where to read on.',
  confirm: 'Read the queues: `grep --in queues`.',
  async *look(scene) {
    for (const socket of scene.sockets) {
      if (socket.type !== 'INETSK' || !isConnected(socket)) continue;
      const waiting = [
        ...(isAbsent(socket.receiveQueueBytes) || socket.receiveQueueBytes === 0
          ? []
          : [`${socket.receiveQueueBytes} bytes were received and not read`]),
        ...(isAbsent(socket.sendQueueBytes) || socket.sendQueueBytes === 0
          ? []
          : [`${socket.sendQueueBytes} bytes were not acknowledged`]),
      ];
      if (waiting.length === 0) continue;
      for (const { pid, fd } of socket.holders) {
        const suspect = scene.chosen.find((each) => each.pid === pid);
        if (suspect === undefined) continue;
        if (!suspect.isShell && (await strangeProgram(scene, suspect)) === undefined) continue;
        yield {
          severity: 'info',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target: ends(socket) },
          because: `${ends(socket)}: ${waiting.join(', ')}`,
          evidence: [
            {
              pid,
              member: isAbsent(socket.inode)
                ? 'files.img'
                : `tcp-stream-${socket.inode.toString(16)}.img`,
            },
          ],
          next: ['grep', '--in', 'queues', '-p', String(pid), '.', ARCHIVE],
        };
      }
    }
  },
};
