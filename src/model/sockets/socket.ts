import type { Absent } from '../absent.js';
import type { Holder } from '../descriptors/descriptor-tables.js';
import type { SignalOwner } from '../descriptors/file-context.js';
import type { Endpoint } from './endpoint.js';
import type { SocketOption } from './options.js';
import type { TcpStream } from './tcp-stream.js';

/** A socket, told by the family it is of. */
export type Socket = InetSocket | UnixSocket | NetlinkSocket | PacketSocket;

/** What sockets of all families have. */
export interface SocketFacts {
  /** Number that fdinfo_entry.id of this kind points to. */
  readonly id: number;
  /** `STREAM`, `DGRAM`, `SEQPACKET`, `RAW`, `PACKET`. */
  readonly socketType: string | Absent;
  /** Number of `socket:[N]` in /proc/PID/fd. */
  readonly inode: number | Absent;
  readonly flags: number | Absent;
  /** Every descriptor that leads to it; none while it is only in flight between processes. */
  readonly holders: readonly Holder[];
  /** Owner. CRIU does not record it: it is that of the holders' effective ids when they agree. */
  readonly uid: number | Absent;
  readonly sendBufferBytes: number | Absent;
  readonly receiveBufferBytes: number | Absent;
  /** Options that differ from what the kernel gives to a new socket. */
  readonly options: readonly SocketOption[];
  /** Received and not read by the program yet. */
  readonly receiveQueueBytes: number | Absent;
  /** Written by the program, and not acknowledged or not read by the peer yet. */
  readonly sendQueueBytes: number | Absent;
  /** Number of the network namespace in the images. */
  readonly namespaceId: number | Absent;
  readonly signalOwner?: SignalOwner;
}

/** Directions that were closed (shutdown(2)). */
export type Shutdown = 'none' | 'read' | 'write' | 'both';

/** TCP, UDP, UDP-Lite, raw and ping sockets: inet_sk_entry. */
export interface InetSocket extends SocketFacts {
  readonly type: 'INETSK';
  readonly family: 'INET' | 'INET6' | Absent;
  /** `TCP`, `UDP`, `UDPLITE`, `ICMP`, `ICMPv6` or another name of an IP protocol. */
  readonly protocol: string | Absent;
  readonly state: string | Absent;
  readonly local: Endpoint | Absent;
  readonly remote: Endpoint | Absent;
  /** Takes no IPv4 connections; undefined for IPv4. */
  readonly v6Only?: boolean;
  /** Length of the accept queue of a socket in state LISTEN; no other has one. */
  readonly backlog?: number | Absent;
  readonly shutdown: Shutdown;
  /** What was agreed on with the peer of a TCP connection. */
  readonly stream: TcpStream | Absent;
}

/** unix_sk_entry. */
export interface UnixSocket extends SocketFacts {
  readonly type: 'UNIXSK';
  readonly state: string | Absent;
  /** Path, or abstract name after `@`, which may hold NULs; undefined for an unnamed socket. */
  readonly name: string | undefined;
  /** Directory that a relative path starts from. */
  readonly directory?: string;
  /** The socket file was removed while the socket lives on. */
  readonly deleted: boolean;
  /** Mode and owner of the socket file. */
  readonly file?: { readonly mode: number; readonly uid: number; readonly gid: number };
  readonly peer: UnixPeer | undefined;
  /** Length of the accept queue of a socket in state LISTEN; no other has one. */
  readonly backlog?: number | Absent;
  readonly shutdown: Shutdown;
  /** Ids of the open files (file_entry.id) in messages that wait to be received: SCM_RIGHTS. */
  readonly filesInFlight: readonly number[];
  /** Who sent the messages that wait, each once; CRIU 4.2 and before did not record it. */
  readonly senders: readonly Sender[];
}

/** Credentials of a message (sk_packet_entry.ucred), as its receiver would be told them. */
export interface Sender {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** The socket at the other end. */
export interface UnixPeer {
  readonly inode: number;
  /** Its id; absent when it is outside of the checkpoint. */
  readonly id: number | Absent;
  readonly name: string | undefined;
  readonly holders: readonly Holder[];
}

/** netlink_sk_entry. */
export interface NetlinkSocket extends SocketFacts {
  readonly type: 'NETLINKSK';
  /** `ROUTE`, `KOBJECT_UEVENT` ... */
  readonly protocol: string | Absent;
  readonly state: string | Absent;
  /** Own address, often the process id of the owner. */
  readonly portId: number | Absent;
  /** Address that it is connected to; 0 is the kernel. */
  readonly peerPortId: number | Absent;
  /** Group that it sends to; 0 for none. */
  readonly peerGroup: number | Absent;
  /** Multicast groups joined. */
  readonly groups: readonly number[];
}

/** packet_sock_entry, packet(7): it sees the traffic of a device. */
export interface PacketSocket extends SocketFacts {
  readonly type: 'PACKETSK';
  /** `ALL`, `IP`, `ARP` ... or the EtherType in hex. */
  readonly protocol: string | Absent;
  /** Device that it is bound to; 0 for all. */
  readonly interfaceIndex: number | Absent;
  readonly interfaceName: string | Absent;
  readonly memberships: readonly PacketMembership[];
}

/** packet_mclist. */
export interface PacketMembership {
  readonly interfaceIndex: number;
  readonly kind: 'multicast' | 'promiscuous' | 'all multicast' | 'unicast' | 'unknown';
  /** Hardware address in hex with colons; empty where the kind has none. */
  readonly address: string;
}
