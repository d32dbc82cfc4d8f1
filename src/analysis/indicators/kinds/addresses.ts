import { BlockList, isIPv6 } from 'node:net';
import { regexp, type SecretKind } from '../../secrets/secret-kind.js';

/** Addresses that mean nothing outside of a network (RFC 6890), or nothing at all. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as const),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ] as const),
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

export function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

export const ipv4: SecretKind = {
  name: 'ipv4',
  describe: 'Address of IPv4',
  starts: [regexp('[0-9]\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]')],
  form: /[0-9](?:\.[0-9]{1,3}){3}(?<=(?<![\w.-])(?<secret>[0-9]{1,3}(?:\.[0-9]{1,3}){3}))(?![\w-]|\.[0-9])/,
  judge({ secret }) {
    const isAddress = secret
      .split('.')
      .every((part) => /^(?:0|[1-9][0-9]*)$/.test(part) && Number(part) < 256);
    return isAddress ? { check: 'form', identity: `ip ${secret}` } : undefined;
  },
};

export const ipv6: SecretKind = {
  name: 'ipv6',
  describe: 'Address of IPv6',
  starts: [regexp('(?i)(?:2[0-9a-f]{3}|f[cd][0-9a-f]{2}|fe80):[0-9a-f:]{2}')],
  form: /(?<![\w:.-])(?:2[0-9a-f]{3}|f[cd][0-9a-f]{2}|fe80):[0-9a-f:]{2,34}(?![\w:]|\.\w)/i,
  judge({ whole }) {
    return isIPv6(whole) ? { check: 'form', identity: `ip ${whole.toLowerCase()}` } : undefined;
  },
};
