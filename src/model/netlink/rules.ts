import type { Checkpoint } from '../checkpoint.js';
import { Attributes } from './attributes.js';
import { DumpMagic, readDump, type NetlinkMessage } from './dump.js';
import { familyName, protocolName, tableName } from './names.js';
import { withoutUndefined } from '../without-undefined.js';
import { prefixText } from './routes.js';

/** A rule of policy routing, as `ip rule` shows it. */
export interface RoutingRule {
  /** The lowest comes first. */
  readonly priority: number;
  readonly family: string;
  /** `all`, or an address with its prefix length. */
  readonly from: string;
  readonly to?: string;
  /** The condition is turned round. */
  readonly not: boolean;
  readonly tos?: number;
  /** Mark of the packet that the firewall or SO_MARK gave it. */
  readonly fwmark?: number;
  readonly fwmask?: number;
  /** Names of the devices that the packet came by and leaves by. */
  readonly input_device?: string;
  readonly output_device?: string;
  /** First and last uid of the sockets that it is for. */
  readonly uid_range?: readonly [number, number];
  readonly ip_protocol?: number;
  readonly source_ports?: readonly [number, number];
  readonly destination_ports?: readonly [number, number];
  /** `lookup` in the table, `goto` another rule, `blackhole` ... */
  readonly action: string;
  readonly table: string;
  /** Priority of the rule that `goto` leads to. */
  readonly goto?: number;
  readonly protocol: string;
  /** Routes with a prefix of that length or shorter do not count. */
  readonly suppress_prefix_length?: number;
  /** Where the message lies in rule-N.img. */
  readonly offset: number;
}

const RTM_NEWRULE = 32;

/** FRA_* (fib_rules.h). */
const Fra = {
  to: 1,
  from: 2,
  inputDevice: 3,
  goto: 4,
  priority: 6,
  fwmark: 10,
  suppressPrefixLength: 14,
  table: 15,
  fwmask: 16,
  outputDevice: 17,
  uidRange: 20,
  protocol: 21,
  ipProtocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const;

/** Bytes of struct fib_rule_hdr. */
const HEADER = 12;

/** FIB_RULE_INVERT. */
const INVERT = 2;

/** The value of FRA_SUPPRESS_PREFIXLEN that means no. */
const NO_SUPPRESSION = 0xffffffff;

/** FR_ACT_* (fib_rules.h). */
const ACTIONS: Readonly<Record<number, string>> = {
  0: 'unspec',
  1: 'lookup',
  2: 'goto',
  3: 'nop',
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
};

/**
 * rule-N.img: the RTM_NEWRULE messages that `ip rule save` wrote. CRIU saves those of IPv4 only.
 * @throws CheckpointError `invalid-image` with the offset
 */
export function readRules(checkpoint: Checkpoint, namespace: number): RoutingRule[] {
  return readDump(checkpoint, `rule-${namespace}.img`, DumpMagic.rule)
    .filter(({ type }) => type === RTM_NEWRULE)
    .map(ruleOf);
}

function ruleOf({ body, offset }: NetlinkMessage): RoutingRule {
  const attributes = new Attributes(body, HEADER);
  const action = body.u8(7);
  const suppressed = attributes.u32(Fra.suppressPrefixLength) ?? NO_SUPPRESSION;
  const optional = {
    to: prefixText(attributes.address(Fra.to), body.u8(1)),
    tos: body.u8(3) === 0 ? undefined : body.u8(3),
    fwmark: attributes.u32(Fra.fwmark),
    fwmask: attributes.u32(Fra.fwmask),
    input_device: attributes.text(Fra.inputDevice),
    output_device: attributes.text(Fra.outputDevice),
    uid_range: range(attributes, Fra.uidRange, 4),
    ip_protocol: attributes.u8(Fra.ipProtocol),
    source_ports: range(attributes, Fra.sourcePorts, 2),
    destination_ports: range(attributes, Fra.destinationPorts, 2),
    goto: attributes.u32(Fra.goto),
    suppress_prefix_length: suppressed === NO_SUPPRESSION ? undefined : suppressed,
  };
  return {
    priority: attributes.u32(Fra.priority) ?? 0,
    family: familyName(body.u8(0)),
    from: prefixText(attributes.address(Fra.from), body.u8(2)) ?? 'all',
    not: (body.u32(8) & INVERT) !== 0,
    ...withoutUndefined(optional),
    action: ACTIONS[action] ?? String(action),
    table: tableName(attributes.u32(Fra.table) ?? body.u8(4)),
    protocol: protocolName(attributes.u8(Fra.protocol) ?? 0),
    offset,
  };
}

/** Two integers of `size` bytes. */
function range(
  attributes: Attributes,
  type: number,
  size: 2 | 4,
): readonly [number, number] | undefined {
  const pair = attributes.find(type);
  if (pair === undefined) return undefined;
  return size === 2 ? [pair.u16(0), pair.u16(2)] : [pair.u32(0), pair.u32(4)];
}
