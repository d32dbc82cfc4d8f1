/** States of TCP, which sockets of all families use (include/net/tcp_states.h). */
const STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECEIVED',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
];

export function stateName(state: number): string {
  return STATES[state - 1] ?? `state ${state}`;
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'STREAM',
  2: 'DGRAM',
  3: 'RAW',
  4: 'RDM',
  5: 'SEQPACKET',
  10: 'PACKET',
};

/** core_entry.mtype of MIPS, where the numbers of STREAM and DGRAM are the other way round. */
const MTYPE_MIPS = 6;

export function socketTypeName(type: number, mtype: number | undefined): string {
  const swapped = mtype === MTYPE_MIPS && (type === 1 || type === 2) ? 3 - type : type;
  return TYPES[swapped] ?? `type ${type}`;
}

/** IANA's protocol numbers that sockets are opened with. */
const IP_PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'IP',
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  33: 'DCCP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  89: 'OSPF',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
  136: 'UDPLITE',
  255: 'RAW',
  262: 'MPTCP',
};

export function ipProtocolName(protocol: number): string {
  return IP_PROTOCOLS[protocol] ?? `protocol ${protocol}`;
}

/** NETLINK_* of uapi/linux/netlink.h. */
const NETLINK_PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'ROUTE',
  1: 'UNUSED',
  2: 'USERSOCK',
  3: 'FIREWALL',
  4: 'SOCK_DIAG',
  5: 'NFLOG',
  6: 'XFRM',
  7: 'SELINUX',
  8: 'ISCSI',
  9: 'AUDIT',
  10: 'FIB_LOOKUP',
  11: 'CONNECTOR',
  12: 'NETFILTER',
  13: 'IP6_FW',
  14: 'DNRTMSG',
  15: 'KOBJECT_UEVENT',
  16: 'GENERIC',
  18: 'SCSITRANSPORT',
  19: 'ECRYPTFS',
  20: 'RDMA',
  21: 'CRYPTO',
  22: 'SMC',
};

export function netlinkProtocolName(protocol: number): string {
  return NETLINK_PROTOCOLS[protocol] ?? `protocol ${protocol}`;
}

/** ETH_P_* of uapi/linux/if_ether.h. */
const ETHER_TYPES: Readonly<Record<number, string>> = {
  0x1: '802_3',
  0x3: 'ALL',
  0x4: '802_2',
  0x800: 'IP',
  0x806: 'ARP',
  0x8035: 'RARP',
  0x8100: '8021Q',
  0x86dd: 'IPV6',
  0x8847: 'MPLS_UC',
  0x8863: 'PPP_DISC',
  0x8864: 'PPP_SES',
  0x888e: 'PAE',
  0x88a8: '8021AD',
  0x88cc: 'LLDP',
  0x88f7: '1588',
};

/** @param protocol in host byte order */
export function etherTypeName(protocol: number): string {
  return ETHER_TYPES[protocol] ?? `0x${protocol.toString(16).padStart(4, '0')}`;
}
