import { isAbsent } from '../../../model/absent.js';
import type { Socket } from '../../../model/sockets/socket.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

/** Programs whose trade it is. */
const HONEST =
  /^(?:ping6?|traceroute6?|tracepath|mtr(?:-packet)?|arping|dhclient|dhcpcd|udhcpc|keepalived|tcpdump|dumpcap|wpa_supplicant|lldpd|radvd|bird6?|zebra|ospfd)$/;

export const sniffer: Rule = {
  id: 'sniffer',
  title: 'a socket that sees the traffic of others',
  techniques: ['T1040'],
  severities: ['medium', 'low'],
  looksFor: 'AF_PACKET sockets, and raw IP sockets.',
  innocent: 'ping, DHCP clients, keepalived and routing daemons.',
  confirm: 'See which device it is bound to, and what its filter lets through.',
  *look(scene) {
    for (const socket of scene.sockets) {
      const what = whatItIs(socket);
      if (what === undefined) continue;
      const told = new Set<number>();
      for (const { pid, fd } of socket.holders) {
        const suspect = scene.chosen.find((each) => each.pid === pid);
        if (suspect === undefined || told.has(pid)) continue;
        told.add(pid);
        const isHonest = HONEST.test(suspect.exeName);
        yield {
          severity: isHonest ? 'low' : 'medium',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target: what },
          because: `${suspect.exePath ?? 'a program'} has ${what} as descriptor ${fd}`,
          caveat: isHonest ? 'the program is made for it' : 'network tools have such sockets',
          evidence: [{ pid, member: 'files.img' }],
          next: aboutProcess('ss', pid),
        };
      }
    }
  },
};

function whatItIs(socket: Socket): string | undefined {
  if (socket.type === 'PACKETSK') return 'a packet socket, which sees the traffic of a device';
  if (socket.type !== 'INETSK' || isAbsent(socket.socketType) || socket.socketType !== 'RAW') {
    return undefined;
  }
  return `a raw socket (${isAbsent(socket.protocol) ? '?' : socket.protocol})`;
}
