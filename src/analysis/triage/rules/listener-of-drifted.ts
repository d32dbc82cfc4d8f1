import { isAbsent } from '../../../model/absent.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import { strangeProgram } from '../strange-program.js';

export const listenerOfDrifted: Rule = {
  id: 'listener-of-drifted',
  title: 'a port of a program that should not be there',
  techniques: ['T1571'],
  severities: ['high'],
  looksFor:
    'A listening internet socket of a process whose program is not of the image, was deleted, or is a memfd.',
  innocent: 'A server that was installed after the container had started.',
  confirm: 'See what is connected to it with `ss`.',
  async *look(scene) {
    for (const socket of scene.sockets) {
      if (socket.type !== 'INETSK' || isAbsent(socket.state) || socket.state !== 'LISTEN') continue;
      for (const { pid, fd } of socket.holders) {
        const suspect = scene.chosen.find((each) => each.pid === pid);
        const strange = suspect && (await strangeProgram(scene, suspect));
        if (suspect === undefined || strange === undefined) continue;
        const local = isAbsent(socket.local) ? '?' : socket.local.text;
        yield {
          severity: 'high',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target: local },
          because: `it listens at ${local}, and its program ${strange}`,
          evidence: [{ pid, member: 'files.img', field: 'isk' }],
          next: aboutProcess('ss', pid),
        };
      }
    }
  },
};
