import { absent, known, type Absent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import { networkDevice } from '../descriptors/network-devices.js';
import { etherTypeName } from './names.js';
import { packetOptions } from './options.js';
import type { PacketMembership, PacketSocket } from './socket.js';
import { MISSING, socketFacts } from './socket-facts.js';

/** PACKET_MR_* of uapi/linux/if_packet.h. */
const MEMBERSHIPS = ['multicast', 'promiscuous', 'all multicast', 'unicast'] as const;

export function readPacketSocket(context: FileContext, id: number): PacketSocket | undefined {
  const entry = context.files.find('PACKETSK', id);
  if (entry === undefined) return undefined;
  const { protocol, ifindex } = entry;
  const facts = socketFacts(context, 'PACKETSK', id, entry);
  return {
    type: 'PACKETSK',
    ...facts,
    options: [...facts.options, ...packetOptions(entry)],
    protocol:
      protocol === undefined
        ? absent(MISSING)
        : etherTypeName(hostOrder(protocol, context.images.bigEndian())),
    interfaceIndex: known(ifindex, MISSING),
    interfaceName: interfaceName(context, ifindex, entry.ns_id),
    memberships: (entry.mclist ?? []).map(({ index, type, addr }): PacketMembership => ({
      interfaceIndex: index ?? 0,
      kind: MEMBERSHIPS[type ?? 0] ?? 'unknown',
      address: [...(addr ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join(':'),
    })),
  };
}

/** packet_sock_entry.protocol is in network byte order. */
function hostOrder(protocol: number, bigEndian: boolean): number {
  const low = protocol & 0xffff;
  return bigEndian ? low : ((low & 0xff) << 8) | (low >>> 8);
}

/** net_device_entry of netdev-NS.img; the loopback device is number 1 of every namespace. */
function interfaceName(
  context: FileContext,
  index: number | undefined,
  namespace: number | undefined,
): string | Absent {
  if (index === undefined) return absent(MISSING);
  if (index === 0) return absent('it is bound to no device');
  const name = networkDevice(context, namespace, index)?.name;
  if (name !== undefined) return name;
  return index === 1 ? 'lo' : absent('no netdev image tells of the device');
}
