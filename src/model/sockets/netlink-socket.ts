import { absent, known } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import { netlinkProtocolName } from './names.js';
import type { NetlinkSocket } from './socket.js';
import { MISSING, socketFacts } from './socket-facts.js';

/** NETLINK_CONNECTED of the kernel's af_netlink.c. */
const CONNECTED = 1;

export function readNetlinkSocket(context: FileContext, id: number): NetlinkSocket | undefined {
  const entry = context.files.find('NETLINKSK', id);
  if (entry === undefined) return undefined;
  const { protocol, state } = entry;
  return {
    type: 'NETLINKSK',
    ...socketFacts(context, 'NETLINKSK', id, entry),
    // The entry has no type: SOCK_RAW and SOCK_DGRAM are the same here (netlink(7)).
    socketType: absent('netlink makes no difference between its types'),
    protocol: protocol === undefined ? absent(MISSING) : netlinkProtocolName(protocol),
    state:
      state === undefined ? absent(MISSING) : state === CONNECTED ? 'CONNECTED' : 'UNCONNECTED',
    portId: known(entry.portid, MISSING),
    peerPortId: known(entry.dst_portid, MISSING),
    peerGroup: known(entry.dst_group, MISSING),
    groups: groupsOf(entry.groups ?? []),
  };
}

/** Bit n-1 of the words stands for group n. */
function groupsOf(words: readonly number[]): number[] {
  const groups: number[] = [];
  words.forEach((word, index) => {
    for (let bit = 0; bit < 32; bit++) {
      if (((word >>> bit) & 1) === 1) groups.push(32 * index + bit + 1);
    }
  });
  return groups;
}
