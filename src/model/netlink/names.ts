/** Names as ip(8) prints them (iproute2: rt_scopes, rt_tables, rt_protos); other numbers as they are. */
type Names = Readonly<Record<number, string>>;

const FAMILIES: Names = { 0: 'unspec', 2: 'inet', 10: 'inet6', 28: 'mpls' };

const SCOPES: Names = { 0: 'global', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' };

const TABLES: Names = { 0: 'unspec', 253: 'default', 254: 'main', 255: 'local' };

const PROTOCOLS: Names = {
  0: 'unspec',
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  13: 'dnrouted',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  17: 'mrouted',
  18: 'keepalived',
  42: 'babel',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};

const name = (names: Names) => (number: number) => names[number] ?? String(number);

/** AF_* (socket.h). */
export const familyName = name(FAMILIES);
/** RT_SCOPE_* (rtnetlink.h). */
export const scopeName = name(SCOPES);
/** RT_TABLE_* (rtnetlink.h). */
export const tableName = name(TABLES);
/** RTPROT_* (rtnetlink.h): who made the route, address or rule. */
export const protocolName = name(PROTOCOLS);
