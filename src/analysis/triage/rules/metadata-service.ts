import { isAbsent } from '../../../model/absent.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

/** Where clouds tell machines about themselves, credentials included. */
const ADDRESSES = [
  '169.254.169.254',
  '169.254.170.2',
  'fd00:ec2::254',
  '100.100.100.200',
  '::ffff:169.254.169.254',
];

export const metadataService: Rule = {
  id: 'metadata-service',
  title: "a connection to the cloud's metadata",
  techniques: ['T1552.005'],
  severities: ['medium'],
  looksFor:
    'Sockets connected to 169.254.169.254, 169.254.170.2, fd00:ec2::254 or 100.100.100.200.',
  innocent: 'SDKs of the clouds, which fetch the credentials of their role there.',
  confirm: 'Read the queues of the connection: what was asked for?',
  *look(scene) {
    for (const socket of scene.sockets) {
      if (socket.type !== 'INETSK' || isAbsent(socket.remote)) continue;
      const { address, text } = socket.remote;
      if (!ADDRESSES.includes(address)) continue;
      for (const { pid, fd } of socket.holders) {
        const suspect = scene.chosen.find((each) => each.pid === pid);
        if (suspect === undefined) continue;
        yield {
          severity: 'medium',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target: text },
          because: `${suspect.exePath ?? 'a program'} is connected to ${text}, where the cloud gives credentials`,
          caveat: "the clouds' own libraries ask there",
          evidence: [{ pid, member: 'files.img', field: 'isk.dst_addr' }],
          next: aboutProcess('ss', pid),
        };
      }
    }
  },
};
