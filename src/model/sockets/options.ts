import type {
  InetSkEntry,
  PacketSockEntry,
  SkOptsEntry,
  TcpOptsEntry,
} from '../../criu/messages.generated.js';

/** An option that a program set, by its name in setsockopt(2). */
export interface SocketOption {
  readonly name: string;
  readonly value: boolean | number | bigint | string;
}

type Value = SocketOption['value'] | undefined;

/**
 * Options of all families (sk_opts_entry). Those that are off or as the kernel sets them are left
 * out. Timeouts are in microseconds, SO_LINGER in seconds.
 */
export function socketOptions(opts: SkOptsEntry): SocketOption[] {
  const filter = opts.so_filter?.length ?? 0;
  return options([
    ['SO_REUSEADDR', opts.reuseaddr],
    ['SO_REUSEPORT', opts.so_reuseport],
    ['SO_KEEPALIVE', opts.so_keepalive],
    ['SO_BROADCAST', opts.so_broadcast],
    ['SO_BINDTODEVICE', opts.so_bound_dev],
    ['SO_MARK', opts.so_mark],
    ['SO_PRIORITY', opts.so_priority],
    ['SO_RCVLOWAT', opts.so_rcvlowat, 1],
    ['SO_LINGER', opts.so_linger],
    ['SO_OOBINLINE', opts.so_oobinline === undefined ? undefined : opts.so_oobinline !== 0],
    ['SO_PASSCRED', opts.so_passcred],
    ['SO_PASSSEC', opts.so_passsec],
    ['SO_DONTROUTE', opts.so_dontroute],
    ['SO_NO_CHECK', opts.so_no_check],
    ['SO_SNDTIMEO', microseconds(opts.so_snd_tmo_sec, opts.so_snd_tmo_usec)],
    ['SO_RCVTIMEO', microseconds(opts.so_rcv_tmo_sec, opts.so_rcv_tmo_usec)],
    ['SO_ATTACH_FILTER', `${filter} instructions`, '0 instructions'],
    ['SO_SNDBUF', ((opts.so_buf_lock ?? 0) & 1) !== 0 ? opts.so_sndbuf : undefined],
    ['SO_RCVBUF', ((opts.so_buf_lock ?? 0) & 2) !== 0 ? opts.so_rcvbuf : undefined],
    ['TCP_KEEPCNT', opts.tcp_keepcnt, 9],
    ['TCP_KEEPIDLE', opts.tcp_keepidle, 7200],
    ['TCP_KEEPINTVL', opts.tcp_keepintvl, 75],
  ]);
}

/** Options of IP sockets (ip_opts_entry, tcp_opts_entry). */
export function inetOptions(entry: InetSkEntry): SocketOption[] {
  const { ip_opts: ip = {}, tcp_opts: tcp = {} } = entry;
  const icmp = ip.raw?.icmpv_filter;
  return [
    ...options([
      ['IPV6_V6ONLY', entry.v6only],
      ['IP_FREEBIND', ip.freebind],
      ['IP_PKTINFO', ip.pktinfo],
      ['IP_TOS', ip.tos],
      ['IP_TTL', ip.ttl, 64],
      ['IP_HDRINCL', ip.raw?.hdrincl],
      ['IP_NODEFRAG', ip.raw?.nodefrag],
      ['IP_CHECKSUM', ip.raw?.checksum],
      ['ICMP_FILTER', icmp?.some((word) => word !== 0) ? hexWords(icmp) : undefined],
    ]),
    ...tcpOptions(tcp),
  ];
}

export function tcpOptions(tcp: TcpOptsEntry): SocketOption[] {
  return options([
    ['TCP_NODELAY', tcp.nodelay],
    ['TCP_CORK', tcp.cork],
    ['TCP_KEEPCNT', tcp.keepcnt, 9],
    ['TCP_KEEPIDLE', tcp.keepidle, 7200],
    ['TCP_KEEPINTVL', tcp.keepintvl, 75],
  ]);
}

/** Settings of packet(7) sockets (packet_sock_entry). */
export function packetOptions(entry: PacketSockEntry): SocketOption[] {
  const { fanout, rx_ring, tx_ring } = entry;
  const frames = (ring: typeof rx_ring) =>
    ring && `${ring.frame_nr ?? 0} frames of ${ring.frame_size ?? 0} B`;
  return options([
    ['PACKET_VERSION', `TPACKET_V${(entry.version ?? 0) + 1}`, 'TPACKET_V1'],
    ['PACKET_AUXDATA', entry.aux_data],
    ['PACKET_ORIGDEV', entry.orig_dev],
    ['PACKET_VNET_HDR', entry.vnet_hdr],
    ['PACKET_LOSS', entry.loss],
    ['PACKET_RESERVE', entry.reserve],
    ['PACKET_TIMESTAMP', entry.timestamp],
    ['PACKET_COPY_THRESH', entry.copy_thresh],
    ['PACKET_FANOUT', fanout === undefined ? undefined : hexWords([fanout]), '0xffffffff'],
    ['PACKET_RX_RING', frames(rx_ring)],
    ['PACKET_TX_RING', frames(tx_ring)],
  ]);
}

function options(rows: readonly (readonly [name: string, value: Value, usual?: Value])[]) {
  const found: SocketOption[] = [];
  for (const [name, value, usual] of rows) {
    const off = value === undefined || value === false || value === 0 || value === 0n;
    if (!off && value !== '' && value !== usual) found.push({ name, value });
  }
  return found;
}

function microseconds(seconds = 0n, rest = 0n): bigint {
  return seconds * 1_000_000n + rest;
}

function hexWords(words: readonly number[]): string {
  return words.map((word) => `0x${(word >>> 0).toString(16)}`).join(' ');
}
